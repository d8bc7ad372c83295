"""Alerts and their history, as they are written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update

from clawback.alerts.alert import Alert, AlertStatus, Entry, Happening
from clawback.alerts.policy import AlertCategory, AlertSeverity
from clawback.alerts.records.tables import alert_table, entry_table, hit_table, notice_table
from clawback.database import Connection
from clawback.model.microseconds import microseconds, moment_of

_columns, _entries = alert_table.c, entry_table.c
_OPEN = tuple(one.value for one in AlertStatus if one.open)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which alerts; what is empty does not matter. `since` is included, `until` is not."""

    severities: tuple[AlertSeverity, ...] = ()
    statuses: tuple[AlertStatus, ...] = ()
    categories: tuple[AlertCategory, ...] = ()
    policies: tuple[str, ...] = ()
    assignee: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: str | None = None


def add(connection: Connection, one: Alert) -> None:
    """Writes a new alert down."""
    connection.execute(insert(alert_table).values(id=one.id, **_standing(one), **_fixed(one)))


def change(connection: Connection, one: Alert) -> None:
    """Writes down how it stands."""
    mine = update(alert_table).where(_columns.id == one.id)
    connection.execute(mine.values(**_standing(one)))


def find(connection: Connection, alert_id: str) -> Alert | None:
    row = connection.execute(select(alert_table).where(_columns.id == alert_id)).first()
    return None if row is None else _alert(row)


def latest_open(connection: Connection, policy: str, group: str) -> Alert | None:
    """The newest of a policy and a group that nobody has closed."""
    wanted = (
        select(alert_table)
        .where(_columns.policy == policy, _columns.counted_by == group, _columns.status.in_(_OPEN))
        .order_by(_columns.tripped_at.desc(), _columns.id.desc())
        .limit(1)
    )
    row = connection.execute(wanted).first()
    return None if row is None else _alert(row)


def newest(connection: Connection, wanted: Wanted, *, limit: int) -> list[Alert]:
    """Alerts, newest first."""
    asked = select(alert_table).where(*_conditions(wanted)).order_by(_columns.id.desc())
    return [_alert(row) for row in connection.execute(asked.limit(limit))]


def these(connection: Connection, ids: Sequence[str]) -> dict[str, Alert]:
    """Alerts by their ids."""
    wanted = select(alert_table).where(_columns.id.in_(sorted(set(ids))))
    return {row.id: _alert(row) for row in connection.execute(wanted)}


def by_severity(connection: Connection) -> dict[tuple[AlertSeverity, AlertStatus], int]:
    """How many there are of each severity and status."""
    wanted = select(_columns.severity, _columns.status, func.count().label("alerts"))
    rows = connection.execute(wanted.group_by(_columns.severity, _columns.status))
    return {(AlertSeverity(row.severity), AlertStatus(row.status)): row.alerts for row in rows}


def add_entry(connection: Connection, one: Entry) -> None:
    """Adds a line to an alert's history; it gets the next number."""
    connection.execute(
        insert(entry_table).values(
            alert=one.alert,
            at=microseconds(one.at),
            what=one.what.value,
            by=one.by,
            by_name=one.by_name,
            text=one.text,
        )
    )


def add_growth(connection: Connection, one: Entry) -> None:
    """The same for what grows; in place of the line before where that tells of growth too."""
    wanted = select(_entries.number, _entries.what).where(_entries.alert == one.alert)
    last = connection.execute(wanted.order_by(_entries.number.desc()).limit(1)).first()
    add_entry(connection, one)
    if last is not None and last.what == Happening.GREW.value:
        connection.execute(delete(entry_table).where(_entries.number == last.number))


def history(connection: Connection, alert_id: str) -> list[Entry]:
    """What was done about an alert, oldest first."""
    wanted = select(entry_table).where(_entries.alert == alert_id).order_by(_entries.number)
    return [_entry(row) for row in connection.execute(wanted)]


def comments(connection: Connection, alert_id: str) -> int:
    """How many comments an alert has."""
    mine = (_entries.alert == alert_id) & (_entries.what == Happening.COMMENT.value)
    return int(connection.scalar(select(func.count()).where(mine)) or 0)


def after(connection: Connection, number: int, *, limit: int) -> list[Entry]:
    """Lines of all alerts' histories, from behind this number on, in the order of writing."""
    wanted = select(entry_table).where(_entries.number > number).order_by(_entries.number)
    return [_entry(row) for row in connection.execute(wanted.limit(limit))]


def last_number(connection: Connection) -> int:
    """The number of the newest line; 0 where there is none."""
    return int(connection.scalar(select(func.max(_entries.number))) or 0)


def forget_closed(connection: Connection, before: datetime, *, limit: int) -> int:
    """Forgets alerts that were closed before, with all that belongs to them; says how many."""
    closed = _columns.status.not_in(_OPEN) & (_columns.changed_at < microseconds(before))
    ids = list(connection.scalars(select(_columns.id).where(closed).limit(limit)))
    for table in (hit_table, entry_table, notice_table):
        connection.execute(delete(table).where(table.c.alert.in_(ids)))
    connection.execute(delete(alert_table).where(_columns.id.in_(ids)))
    return len(ids)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    several = (
        (_columns.severity, wanted.severities),
        (_columns.status, wanted.statuses),
        (_columns.category, wanted.categories),
        (_columns.policy, wanted.policies),
    )
    found: list[ColumnElement[bool]] = [
        column.in_([str(value) for value in values]) for column, values in several if values
    ]
    if wanted.assignee is not None:
        found.append(_columns.assignee == wanted.assignee)
    if wanted.since is not None:
        found.append(_columns.opened_at >= microseconds(wanted.since))
    if wanted.until is not None:
        found.append(_columns.opened_at < microseconds(wanted.until))
    if wanted.before is not None:
        found.append(_columns.id < wanted.before)
    return found


def _fixed(one: Alert) -> dict[str, object]:
    return {
        "policy": one.policy,
        "policy_name": one.policy_name,
        "severity": one.severity.value,
        "category": one.category.value,
        "counted_by": one.group,
        "summary": one.summary,
        "opened_at": microseconds(one.opened_at),
        "tripped_at": microseconds(one.tripped_at),
    }


def _standing(one: Alert) -> dict[str, object]:
    return {
        "first_at": microseconds(one.first_at),
        "last_at": microseconds(one.last_at),
        "hits": one.hits,
        "status": one.status.value,
        "assignee": one.assignee,
        "assignee_name": one.assignee_name,
        "changed_at": microseconds(one.changed_at),
        "version": one.version,
    }


def _alert(row: Row[tuple[object, ...]]) -> Alert:
    return Alert(
        id=row.id,
        policy=row.policy,
        policy_name=row.policy_name,
        severity=AlertSeverity(row.severity),
        category=AlertCategory(row.category),
        group=row.counted_by,
        summary=row.summary,
        opened_at=moment_of(row.opened_at),
        tripped_at=moment_of(row.tripped_at),
        first_at=moment_of(row.first_at),
        last_at=moment_of(row.last_at),
        hits=row.hits,
        status=AlertStatus(row.status),
        assignee=row.assignee,
        assignee_name=row.assignee_name,
        changed_at=moment_of(row.changed_at),
        version=row.version,
    )


def _entry(row: Row[tuple[object, ...]]) -> Entry:
    return Entry(
        number=row.number,
        alert=row.alert,
        at=moment_of(row.at),
        what=Happening(row.what),
        by=row.by,
        by_name=row.by_name,
        text=row.text,
    )
