"""Questions about deliveries and clicks, as ClickHouse's SQL."""

from __future__ import annotations

from collections.abc import Mapping

from clawback.filters.fields import Field
from clawback.store import asking
from clawback.store.asking import Tables
from clawback.store.clickhouse.places import CLICK_TABLE, DELIVERY_TABLE
from clawback.store.fields import Place
from clawback.store.port import ClickQuery, Query
from clawback.store.query import Condition

TABLES = Tables(deliveries=DELIVERY_TABLE, clicks=CLICK_TABLE)


def condition_of(query: Query | ClickQuery) -> Condition:
    """The rows that the query means."""
    return asking.condition_of(query, TABLES)


def placed(field: Field, query: Query, condition: Condition) -> tuple[Place, Mapping[str, object]]:
    """Where the field stands, and the values that its SQL and the condition bind."""
    return asking.placed(field, query, condition, TABLES)
