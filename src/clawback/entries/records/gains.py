"""Blocks in the order in which the list gained them, and how far somebody has seen them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, delete, insert, or_, select

from clawback.database import Connection
from clawback.entries.entry import Direction, EntryAction, Place, Value, ValueKind
from clawback.entries.gained import Mark
from clawback.entries.records.tables import entry, entry_seen

_columns = entry.c


def gained(connection: Connection, after: Mark, limit: int) -> Sequence[tuple[Value, Mark]]:
    """Blocks of mail that comes in, from behind a mark on, each with its own."""
    behind = or_(
        _columns.gained > after.edition,
        and_(_columns.gained == after.edition, _columns.number > after.number),
    )
    asked = (
        select(_columns.kind, _columns.text, _columns.gained, _columns.number)
        .where(behind, _columns.gone_at.is_(None))
        .where(_columns.action == EntryAction.BLOCK.value)
        .where(_columns.direction != Direction.OUTBOUND.value)
        .where(_columns.places.contains(Place.MAIL.value))
        .order_by(_columns.gained, _columns.number)
        .limit(limit)
    )
    return [
        (
            Value(kind=ValueKind(row.kind), text=row.text),
            Mark(edition=row.gained, number=row.number),
        )
        for row in connection.execute(asked)
    ]


def seen(connection: Connection, reader: str) -> Mark | None:
    """How far somebody has seen what came; `None` for who never looked."""
    row = connection.execute(select(entry_seen).where(entry_seen.c.reader == reader)).first()
    return None if row is None else Mark(edition=row.edition, number=row.number)


def keep_seen(connection: Connection, reader: str, mark: Mark) -> None:
    """Remembers how far somebody has seen what came."""
    connection.execute(delete(entry_seen).where(entry_seen.c.reader == reader))
    connection.execute(
        insert(entry_seen).values(reader=reader, edition=mark.edition, number=mark.number)
    )
