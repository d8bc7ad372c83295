"""Judgements in the state database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Double, Integer, Row, Table, insert, select, update

from clawback.database import Connection
from clawback.database.tables import Exact, metadata
from clawback.model.scope import read_scope, scope_text
from clawback.purge.judgement import Answer, Cause, Judgement, State, Verdict, Wish

judgement = Table(
    "judgement",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("verdict", Exact, nullable=False),
    Column("cause", Exact, nullable=False),
    Column("filter", Exact, nullable=False),
    Column("since", Double),
    Column("until", Double),
    Column("url", Exact, nullable=False),
    Column("reason", Exact, nullable=False),
    Column("at", Double, nullable=False),
    Column("by", Exact, nullable=False),
    Column("by_name", Exact, nullable=False),
    Column("scope", Exact, nullable=False),
    Column("state", Exact, nullable=False),
    Column("deliveries", Integer, nullable=False),
    Column("answer", Exact, nullable=False),
    Column("remediation", Exact, nullable=False),
    Column("trouble", Exact, nullable=False),
    Column("ended_at", Double),
)
_columns = judgement.c


def add(connection: Connection, made: Judgement) -> None:
    """Writes a judgement down."""
    wish = made.wish
    values = {
        "id": made.id,
        "verdict": wish.verdict.value,
        "cause": wish.cause.value,
        "filter": wish.filter,
        "since": _seconds(wish.since),
        "until": _seconds(wish.until),
        "url": wish.url,
        "reason": wish.reason,
        "at": made.at.timestamp(),
        "by": made.by,
        "by_name": made.by_name,
        "scope": scope_text(made.scope),
    }
    connection.execute(insert(judgement).values(**values, **_standing(made)))


def change(connection: Connection, made: Judgement) -> None:
    """Writes down how far it is."""
    mine = update(judgement).where(_columns.id == made.id)
    connection.execute(mine.values(**_standing(made)))


def find(connection: Connection, judgement_id: str) -> Judgement | None:
    row = connection.execute(select(judgement).where(_columns.id == judgement_id)).first()
    return None if row is None else _judgement(row)


def newest(connection: Connection, *, limit: int, before: str | None = None) -> list[Judgement]:
    """The last ones, newest first."""
    wanted = select(judgement).order_by(_columns.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(_columns.id < before)
    return [_judgement(row) for row in connection.execute(wanted)]


def under_way(connection: Connection) -> list[Judgement]:
    """Those that are not over."""
    wanted = select(judgement).where(_columns.state == State.JUDGING.value)
    return [_judgement(row) for row in connection.execute(wanted)]


def _standing(made: Judgement) -> dict[str, object]:
    return {
        "state": made.state.value,
        "deliveries": made.deliveries,
        "answer": made.answer.value,
        "remediation": made.remediation,
        "trouble": made.trouble,
        "ended_at": _seconds(made.ended_at),
    }


def _judgement(row: Row[Any]) -> Judgement:
    """Any: a row of all columns."""
    wish = Wish(
        verdict=Verdict(row.verdict),
        filter=row.filter,
        reason=row.reason,
        since=_moment(row.since),
        until=_moment(row.until),
        url=row.url,
        cause=Cause(row.cause),
    )
    return Judgement(
        id=row.id,
        wish=wish,
        at=datetime.fromtimestamp(row.at, UTC),
        by=row.by,
        by_name=row.by_name,
        state=State(row.state),
        deliveries=row.deliveries,
        answer=Answer(row.answer),
        remediation=row.remediation,
        trouble=row.trouble,
        ended_at=_moment(row.ended_at),
        scope=read_scope(row.scope),
    )


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
