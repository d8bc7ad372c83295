"""Entries in the state database, and the number of the edition that they are.

An entry that is taken away stays for some days as gone, so that all who carry the list learn of it
by what has changed since the edition that they know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, or_, select, update

from clawback.database import Connection
from clawback.database.bulk import insert_rows
from clawback.entries.entry import (
    WARNED_BEFORE,
    Direction,
    Entry,
    EntryAction,
    Lifetime,
    Place,
    Standing,
    Terms,
    Value,
    ValueKind,
)
from clawback.entries.records.tables import entry, entry_edition
from clawback.entries.wanted import Wanted
from clawback.model.microseconds import microseconds, moment_of

_CHUNK = 500
_columns = entry.c
_NAMES = tuple(column.name for column in entry.c)


def edition(connection: Connection) -> int:
    """Grows by one with every change; 0 before the first."""
    return connection.scalar(select(entry_edition.c.number)) or 0


def another_edition(connection: Connection) -> int:
    """Says that something is changed; the number from now on. Others who change wait from here."""
    connection.execute(update(entry_edition).values(number=entry_edition.c.number + 1))
    return edition(connection)


def next_numbers(connection: Connection, count: int) -> int:
    """Takes so many numbers for new entries; gives the first."""
    connection.execute(update(entry_edition).values(last=entry_edition.c.last + count))
    last: int = connection.scalar(select(entry_edition.c.last)) or count
    return last - count + 1


def known(
    connection: Connection, values: Sequence[Value], action: EntryAction
) -> Mapping[Value, Entry]:
    """The entries that do this and are for one of the values, also those gone or expired."""
    found: dict[Value, Entry] = {}
    for start in range(0, len(values), _CHUNK):
        texts = [one.text for one in values[start : start + _CHUNK]]
        asked = select(entry).where(_columns.text.in_(texts), _columns.action == action.value)
        for one in map(_entry, connection.execute(asked)):
            found[one.value] = one
    return found


def add(connection: Connection, entries: Sequence[Entry], number: int) -> None:
    """Keeps new entries under this edition."""
    insert_rows(connection, entry, _NAMES, [_row(one, number) for one in entries])


def replace(connection: Connection, one: Entry, number: int, *, gains: bool = False) -> None:
    """Keeps an entry otherwise under this edition; `gains` is whether it names more than before."""
    values = dict(zip(_NAMES, _row(one, number), strict=True))
    if not gains:
        del values["gained"]
    connection.execute(update(entry).where(_columns.number == one.number).values(**values))


def find(connection: Connection, number: int) -> Entry | None:
    """An entry by its number, also one that is gone."""
    row = connection.execute(select(entry).where(_columns.number == number)).first()
    return None if row is None else _entry(row)


def remove(
    connection: Connection, numbers: Sequence[int], at: datetime, number: int, *, by: str
) -> None:
    """Takes entries away under this edition; `by` is who did it."""
    gone = {"gone_at": microseconds(at), "changed_at": microseconds(at), "changed_by": by}
    for start in range(0, len(numbers), _CHUNK):
        connection.execute(
            update(entry)
            .where(_columns.number.in_(numbers[start : start + _CHUNK]))
            .values(edition=number, **gone)
        )


def how_many(connection: Connection) -> int:
    """Entries that are not gone, also those that have expired."""
    kept = select(func.count()).select_from(entry).where(_columns.gone_at.is_(None))
    return connection.scalar(kept) or 0


def newest(
    connection: Connection, wanted: Wanted, now: datetime, *, limit: int, before: int | None = None
) -> Sequence[Entry]:
    """Those that are asked for, newest first, from behind the one of this number on.

    Expired ones are among them only where they are asked for.
    """
    asked = select(entry).where(*_conditions(wanted, now)).order_by(_columns.number.desc())
    if before is not None:
        asked = asked.where(_columns.number < before)
    return [_entry(row) for row in connection.execute(asked.limit(limit))]


def every(connection: Connection, wanted: Wanted, now: datetime) -> Iterator[Entry]:
    """All that are asked for, in the order in which they came, as they are read."""
    asked = select(entry).where(*_conditions(wanted, now)).order_by(_columns.number)
    streamed = connection.execution_options(yield_per=1000).execute(asked)
    yield from map(_entry, streamed)


def counted(connection: Connection, wanted: Wanted, now: datetime) -> int:
    """How many are asked for."""
    asked = select(func.count()).select_from(entry).where(*_conditions(wanted, now))
    return connection.scalar(asked) or 0


def used(connection: Connection, uses: Iterable[tuple[Entry, Lifetime, datetime]]) -> None:
    """Keeps when entries were last used, and until when they count because of that."""
    for one, life, at in uses:
        expires = microseconds(life.expires_at) if life.expires_at else None
        connection.execute(
            update(entry)
            .where(_columns.number == one.number)
            .values(used_at=microseconds(at), expires_at=expires)
        )


def forget(connection: Connection, before: datetime) -> int:
    """Forgets what has been gone, or expired, since before a moment; says how much."""
    old = microseconds(before)
    gone = or_(_columns.gone_at < old, _columns.expires_at < old)
    return connection.execute(delete(entry).where(gone)).rowcount


def _conditions(wanted: Wanted, now: datetime) -> list[ColumnElement[bool]]:
    found = [_columns.gone_at.is_(None), _standing(wanted.standing, now)]
    if wanted.kinds:
        found.append(_columns.kind.in_([one.value for one in wanted.kinds]))
    if wanted.action is not None:
        found.append(_columns.action == wanted.action.value)
    if wanted.direction is not None:
        found.append(_columns.direction == wanted.direction.value)
    if wanted.place is not None:
        found.append(_columns.places.contains(wanted.place.value))
    if wanted.origin:
        found.append(_columns.origin == wanted.origin)
    if wanted.without_feeds:
        found.append(_columns.origin.notlike("feed:%"))
    if wanted.text:
        text = wanted.text.lower()
        found.append(
            or_(
                _columns.text.contains(text, autoescape=True),
                func.lower(_columns.note).contains(text, autoescape=True),
            )
        )
    return found


def _standing(standing: Standing | None, now: datetime) -> ColumnElement[bool]:
    moment, soon = microseconds(now), microseconds(now + WARNED_BEFORE)
    expires = _columns.expires_at
    match standing:
        case Standing.EXPIRED:
            return expires <= moment
        case Standing.EXPIRING:
            return and_(expires > moment, expires <= soon)
        case Standing.COUNTS:
            return or_(expires.is_(None), expires > soon)
        case None:
            return or_(expires.is_(None), expires > moment)


def _row(one: Entry, number: int) -> tuple[object, ...]:
    terms, life = one.terms, one.terms.lifetime
    return (
        one.number,
        one.value.kind.value,
        one.value.text,
        terms.action.value,
        terms.direction.value,
        ",".join(sorted(place.value for place in terms.places)),
        terms.note,
        one.origin,
        microseconds(one.at),
        one.by,
        one.by_name,
        microseconds(one.changed_at),
        one.changed_by,
        microseconds(life.expires_at) if life.expires_at else None,
        life.after_use,
        microseconds(one.used_at) if one.used_at else None,
        microseconds(one.gone_at) if one.gone_at else None,
        number,
        number,
    )


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        number=row.number,
        value=Value(kind=ValueKind(row.kind), text=row.text),
        terms=Terms(
            action=EntryAction(row.action),
            direction=Direction(row.direction),
            places=frozenset(map(Place, row.places.split(","))),
            lifetime=Lifetime(expires_at=_moment(row.expires_at), after_use=row.after_use),
            note=row.note,
        ),
        origin=row.origin,
        at=moment_of(row.at),
        by=row.by,
        by_name=row.by_name,
        changed_at=moment_of(row.changed_at),
        changed_by=row.changed_by,
        used_at=_moment(row.used_at),
        gone_at=_moment(row.gone_at),
    )


def _moment(micro: int | None) -> datetime | None:
    return None if micro is None else moment_of(micro)
