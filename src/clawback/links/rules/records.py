"""Rules and spared links in the state database, and the number of the edition that they are."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Integer,
    Row,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)

from clawback.database import Connection
from clawback.database.tables import Exact, metadata
from clawback.links.rules.rule import KeptRule, SparedLink
from clawback.links.settings import LinkRuleTable
from clawback.model.microseconds import microseconds, moment_of

link_rule = Table(
    "link_rule",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("rule", Exact, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by_name", Exact, nullable=False),
)
link_spared = Table(
    "link_spared",
    metadata,
    Column("entry", Exact, primary_key=True),
    Column("reason", Exact, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by_name", Exact, nullable=False),
)
link_edition = Table(
    "link_edition",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
)
_rules = link_rule.c
_spared = link_spared.c


def edition(connection: Connection) -> int:
    """Grows by one with every change; 0 before the first."""
    return connection.scalar(select(link_edition.c.number)) or 0


def another_edition(connection: Connection) -> int:
    """Says that something is changed; the number from now on."""
    number = edition(connection) + 1
    if number == 1:
        connection.execute(insert(link_edition).values(one=1, number=1))
    else:
        connection.execute(update(link_edition).values(number=number))
    return number


def rules(connection: Connection) -> Sequence[KeptRule]:
    """All of them, in their order."""
    asked = select(link_rule).order_by(_rules.place, _rules.id)
    return [_rule(row) for row in connection.execute(asked)]


def keep(connection: Connection, one: KeptRule) -> None:
    """Keeps a rule behind all others."""
    last = connection.scalar(select(func.max(_rules.place))) or 0
    values = {"id": one.id, "place": last + 1, **_values(one)}
    connection.execute(insert(link_rule).values(**values))


def change(connection: Connection, one: KeptRule) -> None:
    """Keeps a rule otherwise, in its place."""
    connection.execute(update(link_rule).where(_rules.id == one.id).values(**_values(one)))


def remove(connection: Connection, rule_id: str) -> None:
    connection.execute(delete(link_rule).where(_rules.id == rule_id))


def put_in_order(connection: Connection, ids: Sequence[str]) -> None:
    """The rules in this order."""
    for place, rule_id in enumerate(ids, 1):
        connection.execute(update(link_rule).where(_rules.id == rule_id).values(place=place))


def spared(connection: Connection) -> Sequence[SparedLink]:
    """All of them, by their text."""
    asked = select(link_spared).order_by(_spared.entry)
    return [
        SparedLink(entry=row.entry, reason=row.reason, at=moment_of(row.at), by_name=row.by_name)
        for row in connection.execute(asked)
    ]


def spare(connection: Connection, one: SparedLink) -> None:
    """Spares a link; the last word on each counts."""
    connection.execute(delete(link_spared).where(_spared.entry == one.entry))
    connection.execute(
        insert(link_spared).values(
            entry=one.entry, reason=one.reason, at=microseconds(one.at), by_name=one.by_name
        )
    )


def spare_no_more(connection: Connection, entry: str) -> bool:
    """Whether it was spared."""
    return bool(connection.execute(delete(link_spared).where(_spared.entry == entry)).rowcount)


def _values(one: KeptRule) -> dict[str, object]:
    return {
        "rule": one.table.model_dump_json(),
        "enabled": one.enabled,
        "at": microseconds(one.at),
        "by_name": one.by_name,
    }


def _rule(row: Row[tuple[str, int, str, bool, int, str]]) -> KeptRule:
    return KeptRule(
        id=row.id,
        table=LinkRuleTable.model_validate_json(row.rule),
        enabled=row.enabled,
        at=moment_of(row.at),
        by_name=row.by_name,
    )
