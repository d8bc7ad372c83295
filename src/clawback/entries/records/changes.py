"""What of the list has changed, as those read it who carry it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, select

from clawback.database import Connection
from clawback.entries.entry import Direction, EntryAction, Place, Value, ValueKind
from clawback.entries.index import (
    BLOCKS,
    CLICK,
    FOR_EVER,
    INBOUND,
    MAIL,
    OUTBOUND,
    Changed,
    Line,
)
from clawback.entries.keys import key_of
from clawback.entries.records.tables import entry

_columns = entry.c
_DIRECTIONS = {
    Direction.INBOUND.value: INBOUND,
    Direction.OUTBOUND.value: OUTBOUND,
    Direction.BOTH.value: INBOUND + OUTBOUND,
}
_PLACES = {Place.MAIL.value: MAIL, Place.CLICK.value: CLICK}


def changed_since(connection: Connection, number: int) -> Iterator[Changed]:
    """What has changed after this edition; of the beginning what is not gone."""
    asked = select(
        _columns.number,
        _columns.kind,
        _columns.text,
        _columns.action,
        _columns.direction,
        _columns.places,
        _columns.expires_at,
        _columns.gone_at,
    ).where(_columns.edition > number)
    if number == 0:
        asked = asked.where(_columns.gone_at.is_(None))
    ordered = asked.order_by(_columns.number).execution_options(yield_per=5000)
    for row in connection.execute(ordered):
        yield _changed(row)


def _changed(row: Row[*tuple[Any, ...]]) -> Changed:  # Any: columns of many types
    key = key_of(Value(kind=ValueKind(row.kind), text=row.text))
    if row.gone_at is not None:
        return Changed(key, row.number, None)
    flags = _DIRECTIONS[row.direction]
    flags += BLOCKS * (row.action == EntryAction.BLOCK.value)
    flags += sum(_PLACES[one] for one in row.places.split(","))
    return Changed(key, row.number, Line(row.number, flags, row.expires_at or FOR_EVER))
