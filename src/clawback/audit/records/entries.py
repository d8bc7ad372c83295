"""Entries: written once, read by filters and in the order of their sealing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, Select, case, cast, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from clawback.audit.kept import KeptEntry, microseconds
from clawback.audit.records.tables import entry_table
from clawback.database import Connection
from clawback.database.bulk import insert_rows

_WORDS = (
    "at",
    "actor_id",
    "actor_name",
    "actor_kind",
    "actor_role",
    "person",
    "action",
    "subject",
    "result",
    "details",
)
_NAMES = tuple(column.name for column in entry_table.c)
_NUMBERS = frozenset({"id", "at", "leaf"})
_BLOCK = 2000
_columns = entry_table.c
_READ = (_columns.actor_name, _columns.action, _columns.subject, _columns.details)
_NEWEST_FIRST = select(entry_table).order_by(_columns.id.desc())


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries; what is not set does not matter.

    `action` ends with `*` to find every action that begins so. `since` is included, `until` is not.
    `text` stands in the actor's name, the action, the subject or the details, in any case of ASCII
    letters. `below` is the id that a page ends before.
    """

    actor: str | None = None
    person: str | None = None
    action: str | None = None
    subject: str | None = None
    result: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str | None = None
    below: int | None = None


def add(connection: Connection, row: tuple[object, ...]) -> None:
    """Adds an entry (`kept.row_of`), not yet sealed."""
    insert_rows(connection, entry_table, _WORDS, [row])


def page(connection: Connection, wanted: Wanted, *, limit: int) -> list[KeptEntry]:
    """At most so many entries, newest first."""
    asked = _NEWEST_FIRST.where(*_conditions(wanted)).limit(limit)
    return [_entry(row) for row in connection.execute(asked)]


def after(connection: Connection, entry_id: int, *, limit: int) -> list[KeptEntry]:
    """At most so many entries from behind this id on, oldest first."""
    asked = select(entry_table).where(_columns.id > entry_id).order_by(_columns.id).limit(limit)
    return [_entry(row) for row in connection.execute(asked)]


def newest(connection: Connection) -> int:
    """The id of the newest entry; 0 where there is none."""
    return int(connection.scalar(select(func.max(_columns.id))) or 0)


def get(connection: Connection, entry_id: int) -> KeptEntry | None:
    """One entry by its id."""
    row = connection.execute(select(entry_table).where(_columns.id == entry_id)).one_or_none()
    return None if row is None else _entry(row)


def sealed(connection: Connection, first: int, *, limit: int) -> list[KeptEntry]:
    """Sealed entries from this leaf on, in order."""
    asked = select(entry_table).where(_columns.leaf >= first).order_by(_columns.leaf).limit(limit)
    return [_entry(row) for row in connection.execute(asked)]


def unsealed(connection: Connection, *, limit: int) -> list[KeptEntry]:
    """Entries that wait to be sealed, oldest first."""
    asked = select(entry_table).where(_columns.leaf.is_(None)).order_by(_columns.id).limit(limit)
    return [_entry(row) for row in connection.execute(asked)]


def waiting(connection: Connection) -> tuple[int, int | None]:
    """How many entries wait to be sealed, and when the oldest was written (microseconds)."""
    asked = select(func.count(), func.min(_columns.at)).where(_columns.leaf.is_(None))
    count, oldest = connection.execute(asked).one()
    return int(count), oldest


def every_sealed(connection: Connection) -> Iterator[KeptEntry]:
    """Every sealed entry by its leaf, as it is found, whatever was done to it."""
    asked = _as_found(connection).where(_columns.leaf.is_not(None)).order_by(_columns.leaf)
    for block in connection.execution_options(yield_per=_BLOCK).execute(asked).partitions():
        for *said, leaf_hash in block:
            yield _entry([*_texts(said), leaf_hash])


def _conditions(wanted: Wanted) -> Sequence[ColumnElement[bool]]:
    equal = (
        (_columns.actor_id, wanted.actor),
        (_columns.person, wanted.person),
        (_columns.subject, wanted.subject),
        (_columns.result, wanted.result),
    )
    found = [column == value for column, value in equal if value is not None]
    if wanted.action is not None and wanted.action.endswith("*"):
        found.append(_columns.action.startswith(wanted.action[:-1], autoescape=True))
    elif wanted.action is not None:
        found.append(_columns.action == wanted.action)
    if wanted.since is not None:
        found.append(_columns.at >= microseconds(wanted.since))
    if wanted.until is not None:
        found.append(_columns.at < microseconds(wanted.until))
    if wanted.text:
        found.append(or_(*(_has(column, wanted.text) for column in _READ)))
    if wanted.below is not None:
        found.append(_columns.id < wanted.below)
    return found


def _has(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    return func.lower(column).contains(text.lower(), autoescape=True)


def _entry(row: Sequence[Any]) -> KeptEntry:  # whatever the database holds
    return KeptEntry(**dict(zip(_NAMES, row, strict=True)))


def _as_found(connection: Connection) -> Select[Any]:  # as above
    """SQLite keeps anything anywhere: a forger may have put text that is none, or in numbers."""
    if connection.dialect.name != "sqlite":
        return select(entry_table)
    return select(
        *(
            case((func.typeof(column) == "integer", column)).label(column.name)
            if column.name in _NUMBERS
            else cast(column, LargeBinary).label(column.name)
            for column in entry_table.c
        )
    )


def _texts(values: Iterable[object]) -> list[object]:
    """In one go, because a trail of many years has millions of them."""
    return [
        each.decode("utf-8", "surrogateescape") if isinstance(each, bytes) else each
        for each in values
    ]
