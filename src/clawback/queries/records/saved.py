"""Saved queries, as they are written down."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from sqlalchemy import Row, delete, func, insert, or_, select, update

from clawback.database import Connection
from clawback.model.folding import fold
from clawback.queries.listing import Listing, Whose
from clawback.queries.query import Content, SavedQuery, Span, View
from clawback.queries.records.tables import saved_query as table

_columns = table.c
_VIEWS = {view.value: view for view in View}


def add(connection: Connection, query: SavedQuery) -> None:
    """Writes a new query down."""
    connection.execute(insert(table).values(id=query.id, **_values(query)))


def change(connection: Connection, query: SavedQuery) -> None:
    """Writes a query down in place of what it was."""
    connection.execute(update(table).where(_columns.id == query.id).values(**_values(query)))


def remove(connection: Connection, query_id: str) -> None:
    connection.execute(delete(table).where(_columns.id == query_id))


def mark_executed(connection: Connection, query_id: str, at: datetime) -> None:
    """Notes when a query was last run."""
    mine = update(table).where(_columns.id == query_id)
    connection.execute(mine.values(executed_at=at.timestamp()))


def find(connection: Connection, query_id: str) -> SavedQuery | None:
    row = connection.execute(select(table).where(_columns.id == query_id)).first()
    return None if row is None else as_query(row)


def named(connection: Connection, owner: str, name_key: str) -> str | None:
    """The id of the owner's query of this name."""
    mine = select(_columns.id).where(_columns.owner == owner, _columns.name_key == name_key)
    return connection.scalar(mine)


def how_many(connection: Connection, owner: str) -> int:
    mine = select(func.count()).select_from(table).where(_columns.owner == owner)
    return int(connection.scalar(mine) or 0)


def page(
    connection: Connection, owner: str, listing: Listing, *, limit: int, before: str | None
) -> list[SavedQuery]:
    """Newest first: this owner's, and what others share."""
    mine, shared = _columns.owner == owner, _columns.shared == 1
    seen = {
        Whose.ALL: or_(mine, shared),
        Whose.MINE: mine,
        Whose.OTHERS: shared & (_columns.owner != owner),
    }
    wanted = select(table).where(seen[listing.whose]).order_by(_columns.id.desc()).limit(limit)
    if listing.name:
        wanted = wanted.where(_columns.name_key == fold(listing.name.strip()))
    if listing.text:
        part = fold(listing.text)
        wanted = wanted.where(_columns.name_key.contains(part, autoescape=True))
    if before is not None:
        wanted = wanted.where(_columns.id < before)
    return [as_query(row) for row in connection.execute(wanted)]


def as_query(row: Row[tuple[object, ...]]) -> SavedQuery:
    """The query that a row of the table holds."""
    executed = row.executed_at
    return SavedQuery(
        id=row.id,
        owner=row.owner,
        author=row.author,
        name=row.name,
        content=Content(
            filter=row.filter,
            span=Span(since=row.since, until=row.until),
            view=_VIEWS[row.view],
            sort=row.sort,
            columns=tuple(json.loads(row.columns)),
        ),
        shared=bool(row.shared),
        created_at=_moment(row.created_at),
        edited_at=_moment(row.edited_at),
        edited_by_name=row.edited_by_name,
        executed_at=None if executed is None else _moment(executed),
    )


def _values(query: SavedQuery) -> dict[str, object]:
    content, executed = query.content, query.executed_at
    return {
        "owner": query.owner,
        "author": query.author,
        "name": query.name,
        "name_key": query.name_key,
        "filter": content.filter,
        "since": content.span.since,
        "until": content.span.until,
        "view": content.view.value,
        "sort": content.sort,
        "columns": json.dumps(content.columns, separators=(",", ":")),
        "shared": int(query.shared),
        "created_at": query.created_at.timestamp(),
        "edited_at": query.edited_at.timestamp(),
        "edited_by_name": query.edited_by_name,
        "executed_at": None if executed is None else executed.timestamp(),
    }


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
