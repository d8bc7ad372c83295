"""Entries of people for the click, in the state database: one for each link or host."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Column, Row, Table, delete, func, insert, or_, select

from clawback.database import Connection
from clawback.database.tables import Exact, metadata
from clawback.filters.entry_kind import EntryKind
from clawback.links.clicks.entries.entry import ClickEntry, EntryAction, Named
from clawback.model.microseconds import microseconds, moment_of

click_entry = Table(
    "click_entry",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("key", Exact, nullable=False, unique=True),
    Column("action", Exact, nullable=False),
    Column("value", Exact, nullable=False),
    Column("what", Exact, nullable=False),
    Column("reason", Exact, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", Exact, nullable=False),
    Column("by_name", Exact, nullable=False),
    Column("expires_at", BigInteger),
)
_columns = click_entry.c


def put(connection: Connection, entry: ClickEntry) -> None:
    """Keeps an entry, in place of the one for the same."""
    connection.execute(delete(click_entry).where(_columns.key == entry.named.key))
    connection.execute(
        insert(click_entry).values(
            id=entry.id,
            key=entry.named.key,
            action=entry.action.value,
            value=entry.named.value,
            what=entry.named.what.value,
            reason=entry.reason,
            at=microseconds(entry.at),
            by=entry.by,
            by_name=entry.by_name,
            expires_at=microseconds(entry.expires_at) if entry.expires_at else None,
        )
    )


def find(connection: Connection, entry_id: str) -> ClickEntry | None:
    row = connection.execute(select(click_entry).where(_columns.id == entry_id)).first()
    return None if row is None else _entry(row)


def remove(connection: Connection, entry_id: str) -> None:
    connection.execute(delete(click_entry).where(_columns.id == entry_id))


def forget_expired(connection: Connection, now: datetime) -> None:
    """Forgets entries that do not count any more; the audit trail tells of them."""
    connection.execute(delete(click_entry).where(_columns.expires_at <= microseconds(now)))


def how_many(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(click_entry)) or 0


def stamp(connection: Connection) -> str:
    """Another text whenever there are other entries."""
    seen = select(func.count(), func.max(_columns.at), func.max(_columns.id))
    return " ".join(map(str, connection.execute(seen).one()))


def newest(
    connection: Connection,
    now: datetime,
    *,
    limit: int,
    action: EntryAction | None = None,
    before: str | None = None,
) -> Sequence[ClickEntry]:
    """Entries that count, newest first, from behind the one of the id `before` on."""
    counting = or_(_columns.expires_at.is_(None), _columns.expires_at > microseconds(now))
    wanted = select(click_entry).where(counting).order_by(_columns.id.desc()).limit(limit)
    if action is not None:
        wanted = wanted.where(_columns.action == action.value)
    if before is not None:
        wanted = wanted.where(_columns.id < before)
    return [_entry(row) for row in connection.execute(wanted)]


def _entry(row: Row[tuple[object, ...]]) -> ClickEntry:
    return ClickEntry(
        id=row.id,
        action=EntryAction(row.action),
        named=Named(value=row.value, what=EntryKind(row.what), key=row.key),
        reason=row.reason,
        at=moment_of(row.at),
        by=row.by,
        by_name=row.by_name,
        expires_at=None if row.expires_at is None else moment_of(row.expires_at),
    )
