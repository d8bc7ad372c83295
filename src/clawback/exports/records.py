"""Exports in the state database, each of the server whose folder has its file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    Index,
    Integer,
    Row,
    Table,
    delete,
    insert,
    select,
    update,
)

from clawback.database import Connection
from clawback.database.tables import Exact, metadata
from clawback.exports.export import Export, State
from clawback.exports.wish import wish_from_json, wish_to_json
from clawback.model.scope import EVERYWHERE, Scope
from clawback.model.version import Version, version_text

_NEWEST = 200  # exports that are watched
_UNFINISHED = (State.WAITING.value, State.RUNNING.value)

export = Table(
    "export",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("node", Exact, nullable=False),
    Column("owner", Exact, nullable=False),
    Column("owner_name", Exact, nullable=False),
    Column("scope", Exact, nullable=False),
    Column("wish", Exact, nullable=False),
    Column("sentence", Exact, nullable=False),
    Column("state", Exact, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("started_at", Double),
    Column("ended_at", Double),
    Column("expires_at", Double),
    Column("total", BigInteger),
    Column("written", BigInteger, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", Exact, nullable=False),
    Column("reason", Exact, nullable=False),
    Column("attempts", Integer, nullable=False),
    Index("ix_export_node_owner_created_at", "node", "owner", "created_at"),
)
_columns = export.c


def add(connection: Connection, node: str, made: Export) -> None:
    connection.execute(insert(export).values(node=node, id=made.id, **_values(made)))


def change(connection: Connection, changed: Export, *, was: State) -> bool:
    """Writes it down as it is now; not when it is no longer as it was, or gone. Says whether."""
    mine = update(export).where(_columns.id == changed.id, _columns.state == was.value)
    return bool(connection.execute(mine.values(**_values(changed))).rowcount)


def find(connection: Connection, node: str, export_id: str) -> Export | None:
    wanted = select(export).where(_columns.node == node, _columns.id == export_id)
    row = connection.execute(wanted).first()
    return None if row is None else _export(row)


def page(
    connection: Connection, node: str, *, owner: str | None, limit: int, offset: int
) -> list[Export]:
    """Newest first, of one owner or of everybody."""
    wanted = select(export).where(_columns.node == node)
    if owner is not None:
        wanted = wanted.where(_columns.owner == owner)
    newest = wanted.order_by(_columns.created_at.desc(), _columns.id.desc())
    return [_export(row) for row in connection.execute(newest.limit(limit).offset(offset))]


def unfinished(connection: Connection, node: str) -> list[Export]:
    """Those that wait or run, oldest first."""
    wanted = select(export).where(_columns.node == node, _columns.state.in_(_UNFINISHED))
    oldest = wanted.order_by(_columns.created_at, _columns.id)
    return [_export(row) for row in connection.execute(oldest)]


def versions(connection: Connection, node: str) -> list[Version]:
    """How the newest of everybody stand."""
    shown = (_columns.state, _columns.written, _columns.size)
    wanted = select(_columns.id, _columns.owner, *shown).where(_columns.node == node)
    newest = wanted.order_by(_columns.created_at.desc()).limit(_NEWEST)
    return [
        Version(id=row[0], owner=row[1], text=version_text(*row[2:]))
        for row in connection.execute(newest)
    ]


def done(connection: Connection, node: str) -> list[Export]:
    """Those that have a file."""
    wanted = select(export).where(_columns.node == node, _columns.state == State.DONE.value)
    return [_export(row) for row in connection.execute(wanted)]


def expired(connection: Connection, node: str, now: datetime) -> list[Export]:
    """Those that were kept long enough."""
    late = _columns.expires_at <= now.timestamp()
    rows = connection.execute(select(export).where(_columns.node == node, late))
    return [_export(row) for row in rows]


def remove(connection: Connection, export_id: str) -> None:
    connection.execute(delete(export).where(_columns.id == export_id))


def _values(one: Export) -> Mapping[str, object]:
    return {
        "owner": one.owner,
        "owner_name": one.owner_name,
        "scope": _scope_text(one.scope),
        "wish": wish_to_json(one.wish),
        "sentence": one.sentence,
        "state": one.state.value,
        "created_at": one.created_at.timestamp(),
        "started_at": _seconds(one.started_at),
        "ended_at": _seconds(one.ended_at),
        "expires_at": _seconds(one.expires_at),
        "total": one.total,
        "written": one.written,
        "size": one.size,
        "sha256": one.sha256,
        "reason": one.reason,
        "attempts": one.attempts,
    }


def _export(row: Row[Any]) -> Export:
    """Any: a row of all columns."""
    return Export(
        id=row.id,
        owner=row.owner,
        owner_name=row.owner_name,
        scope=_scope_of(row.scope),
        wish=wish_from_json(row.wish),
        sentence=row.sentence,
        state=State(row.state),
        created_at=datetime.fromtimestamp(row.created_at, UTC),
        started_at=_moment(row.started_at),
        ended_at=_moment(row.ended_at),
        expires_at=_moment(row.expires_at),
        total=row.total,
        written=row.written,
        size=row.size,
        sha256=row.sha256,
        reason=row.reason,
        attempts=row.attempts,
    )


def _scope_text(scope: Scope) -> str:
    """Empty for everywhere."""
    if scope.everywhere:
        return ""
    return json.dumps([sorted(scope.domains), sorted(scope.tags)])


def _scope_of(text: str) -> Scope:
    if not text:
        return EVERYWHERE
    domains, tags = json.loads(text)
    return Scope(frozenset(domains), frozenset(tags))


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
