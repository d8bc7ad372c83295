"""What fitted policies, as it is written down: to count it, and to count it once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, and_, delete, func, select, update

from clawback.alerts.alert import Hit
from clawback.alerts.records.tables import hit_table
from clawback.database import Connection
from clawback.database.bulk import insert_rows
from clawback.model.delivery import DeliveryKey
from clawback.model.microseconds import microseconds, moment_of

_columns = hit_table.c
_NAMES = tuple(_columns.keys())
_AT_ONCE = 500
_HOUR = 3_600_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A delivery that is part of an alert."""

    alert: str
    policy: str
    mark: str
    summary: str
    key: DeliveryKey


def unknown(connection: Connection, policy: str, hits: Sequence[Hit]) -> list[Hit]:
    """Those that were not counted yet, each once."""
    fresh = {one.mark: one for one in hits}
    for piece in _pieces(fresh):
        wanted = select(_columns.mark).where(_columns.policy == policy, _columns.mark.in_(piece))
        for mark in connection.scalars(wanted):
            fresh.pop(mark, None)
    return list(fresh.values())


def add(connection: Connection, policy: str, hits: Sequence[Hit], alert: str = "") -> None:
    """Writes down what was not counted yet, and the alert that it belongs to, if any."""
    insert_rows(
        connection,
        hit_table,
        _NAMES,
        [
            (
                policy,
                one.mark,
                microseconds(one.at),
                one.group,
                one.key.network_message_id if one.key else "",
                one.key.recipient if one.key else "",
                one.summary,
                alert,
                0 if alert and one.key else 1,
            )
            for one in hits
        ],
    )


def assign(connection: Connection, policy: str, marks: Collection[str], alert: str) -> None:
    """What waited belongs to an alert from now on."""
    for piece in _pieces(marks):
        mine = and_(_columns.policy == policy, _columns.mark.in_(piece))
        connection.execute(update(hit_table).where(mine).values(alert=alert))
        named = update(hit_table).where(mine, _columns.network_message_id != "")
        connection.execute(named.values(told=0))


def pending(connection: Connection, policy: str, group: str, since: datetime) -> list[Hit]:
    """What belongs to no alert yet and is younger."""
    wanted = select(hit_table).where(
        _columns.policy == policy,
        _columns.counted_by == group,
        _columns.alert == "",
        _columns.at > microseconds(since),
    )
    return [_hit(row) for row in connection.execute(wanted)]


def hours(connection: Connection, policy: str, group: str, since: datetime) -> dict[datetime, int]:
    """How much fitted by the hour."""
    hour = (_columns.at // _HOUR).label("hour")
    wanted = (
        select(hour, func.count().label("hits"))
        .where(
            _columns.policy == policy,
            _columns.counted_by == group,
            _columns.at >= microseconds(since),
        )
        .group_by(hour)
    )
    return {moment_of(int(row.hour) * _HOUR): row.hits for row in connection.execute(wanted)}


def oldest(connection: Connection, policy: str) -> datetime | None:
    """When the first fitted that is still written down."""
    found = connection.scalar(select(func.min(_columns.at)).where(_columns.policy == policy))
    return None if found is None else moment_of(found)


def untold(connection: Connection, *, limit: int) -> list[Part]:
    """Deliveries whose timelines do not say yet which alert they are part of."""
    rows = connection.execute(select(hit_table).where(_columns.told == 0).limit(limit))
    return [
        Part(
            alert=row.alert,
            policy=row.policy,
            mark=row.mark,
            summary=row.summary,
            key=DeliveryKey(network_message_id=row.network_message_id, recipient=row.recipient),
        )
        for row in rows
    ]


def told(connection: Connection, parts: Sequence[Part]) -> None:
    """They say it now."""
    by_policy: dict[str, list[str]] = {}
    for one in parts:
        by_policy.setdefault(one.policy, []).append(one.mark)
    for policy, marks in by_policy.items():
        for piece in _pieces(marks):
            mine = update(hit_table).where(_columns.policy == policy, _columns.mark.in_(piece))
            connection.execute(mine.values(told=1))


def recipients(connection: Connection, alerts: Collection[str]) -> dict[str, set[str]]:
    """Whose mail is part of these alerts; those without mail are left out."""
    found: dict[str, set[str]] = {}
    for piece in _pieces(alerts):
        wanted = (
            select(_columns.alert, _columns.recipient)
            .where(_columns.alert.in_(piece), _columns.recipient != "")
            .distinct()
        )
        for row in connection.execute(wanted):
            found.setdefault(row.alert, set()).add(row.recipient)
    return found


def of_alert(connection: Connection, alert: str, *, limit: int) -> list[Hit]:
    """The first ones that belong to an alert, oldest first."""
    wanted = select(hit_table).where(_columns.alert == alert)
    rows = connection.execute(wanted.order_by(_columns.at, _columns.mark).limit(limit))
    return [_hit(row) for row in rows]


def forget_waiting(connection: Connection, before: datetime) -> None:
    """What is older and never came to an alert."""
    old = delete(hit_table).where(_columns.alert == "", _columns.at < microseconds(before))
    connection.execute(old)


def _hit(row: Row[tuple[object, ...]]) -> Hit:
    known = bool(row.network_message_id)
    return Hit(
        mark=row.mark,
        at=moment_of(row.at),
        group=row.counted_by,
        key=DeliveryKey(network_message_id=row.network_message_id, recipient=row.recipient)
        if known
        else None,
        summary=row.summary,
    )


def _pieces(marks: Collection[str]) -> Iterator[list[str]]:
    asked = sorted(marks)
    return (asked[at : at + _AT_ONCE] for at in range(0, len(asked), _AT_ONCE))
