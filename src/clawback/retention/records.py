"""Runs in the state database, each of the server whose store it was."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Double, Index, Integer, Row, Table, delete, insert, select, update

from clawback.database import Connection
from clawback.database.tables import Exact, metadata
from clawback.retention.run import Run, Share, State
from clawback.store.port import Data

_REMEMBERED = 100  # runs

retention_run = Table(
    "retention_run",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("node", Exact, nullable=False),
    Column("by", Exact, nullable=False),
    Column("by_name", Exact, nullable=False),
    Column("state", Exact, nullable=False),
    Column("began_at", Double, nullable=False),
    Column("ended_at", Double),
    Column("shares", Exact, nullable=False),
    Column("raw_files", Integer, nullable=False),
    Column("reason", Exact, nullable=False),
    Index("ix_retention_run_node_began_at", "node", "began_at"),
)
_columns = retention_run.c


def add(connection: Connection, node: str, run: Run) -> None:
    """Writes a run down, and forgets those of long ago."""
    connection.execute(insert(retention_run).values(id=run.id, node=node, **_values(run)))
    mine = select(_columns.id).where(_columns.node == node).order_by(_columns.began_at.desc())
    old = connection.scalars(mine.offset(_REMEMBERED)).all()
    connection.execute(delete(retention_run).where(_columns.id.in_(old)))


def change(connection: Connection, run: Run) -> None:
    mine = update(retention_run).where(_columns.id == run.id)
    connection.execute(mine.values(**_values(run)))


def newest(connection: Connection, node: str, limit: int) -> list[Run]:
    """The last ones, newest first."""
    wanted = select(retention_run).where(_columns.node == node)
    rows = connection.execute(wanted.order_by(_columns.began_at.desc()).limit(limit))
    return [_run(row) for row in rows]


def _values(run: Run) -> dict[str, object]:
    return {
        "by": run.by,
        "by_name": run.by_name,
        "state": run.state.value,
        "began_at": run.began_at.timestamp(),
        "ended_at": None if run.ended_at is None else run.ended_at.timestamp(),
        "shares": json.dumps({data.value: _plain(share) for data, share in run.shares.items()}),
        "raw_files": run.raw_files,
        "reason": run.reason,
    }


def _plain(share: Share) -> list[object]:
    return [share.before.timestamp(), share.found, share.forgotten, share.held]


def _share(before: float, found: int, forgotten: int, held: int) -> Share:
    return Share(before=_moment(before), found=found, forgotten=forgotten, held=held)


def _run(row: Row[Any]) -> Run:
    """Any: a row of all columns."""
    shares = json.loads(row.shares)
    return Run(
        id=row.id,
        by=row.by,
        by_name=row.by_name,
        state=State(row.state),
        began_at=_moment(row.began_at),
        ended_at=None if row.ended_at is None else _moment(row.ended_at),
        shares={Data(data): _share(*plain) for data, plain in shares.items()},
        raw_files=row.raw_files,
        reason=row.reason,
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
