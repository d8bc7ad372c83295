"""Inquiries, and what engines judged by when they were last looked at, in the state database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Double, Integer, Row, Table, delete, insert, select, update

from clawback.database import Connection
from clawback.database.tables import Exact, metadata
from clawback.model.codec import from_json, to_json
from clawback.model.delivery import DeliveryKey
from clawback.purge.inquiry.inquiry import Edition, Found, Inquiry, InquiryCause, InquiryState
from clawback.store.port import Cursor

_BETWEEN = "\n"

inquiry = Table(
    "inquiry",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("engines", Exact, nullable=False),
    Column("cause", Exact, nullable=False),
    Column("since", Double, nullable=False),
    Column("until", Double, nullable=False),
    Column("at", Double, nullable=False),
    Column("by", Exact, nullable=False),
    Column("by_name", Exact, nullable=False),
    Column("state", Exact, nullable=False),
    Column("total", Integer, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("unseen", Integer, nullable=False),
    Column("unanswered", Integer, nullable=False),
    Column("turned", Integer, nullable=False),
    Column("reached_at", Double),
    Column("reached_message", Exact, nullable=False),
    Column("reached_recipient", Exact, nullable=False),
    Column("waiting", Exact, nullable=False),
    Column("trouble", Exact, nullable=False),
    Column("ended_at", Double),
)
edition = Table(
    "engine_edition",
    metadata,
    Column("engine", Exact, primary_key=True),
    Column("acted_on", Exact, nullable=False),
    Column("pending", Exact, nullable=False),
    Column("since", Double),
)
_columns = inquiry.c


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    found: tuple[Found, ...] = ()


def add(connection: Connection, made: Inquiry) -> None:
    """Writes an inquiry down."""
    values = {
        "id": made.id,
        "engines": _BETWEEN.join(made.engines),
        "cause": made.cause.value,
        "since": made.since.timestamp(),
        "until": made.until.timestamp(),
        "at": made.at.timestamp(),
        "by": made.by,
        "by_name": made.by_name,
    }
    connection.execute(insert(inquiry).values(**values, **_standing(made)))


def change(connection: Connection, made: Inquiry) -> None:
    """Writes down how far it is."""
    connection.execute(update(inquiry).where(_columns.id == made.id).values(**_standing(made)))


def find(connection: Connection, inquiry_id: str) -> Inquiry | None:
    row = connection.execute(select(inquiry).where(_columns.id == inquiry_id)).first()
    return None if row is None else _inquiry(row)


def newest(connection: Connection, *, limit: int) -> list[Inquiry]:
    """The last ones, newest first."""
    wanted = select(inquiry).order_by(_columns.id.desc()).limit(limit)
    return [_inquiry(row) for row in connection.execute(wanted)]


def under_way(connection: Connection) -> list[Inquiry]:
    """Those that are not over, oldest first."""
    wanted = select(inquiry).where(_columns.state == InquiryState.ASKING.value)
    return [_inquiry(row) for row in connection.execute(wanted.order_by(_columns.id))]


def editions(connection: Connection) -> dict[str, Edition]:
    """By engine."""
    return {
        row.engine: Edition(acted_on=row.acted_on, pending=row.pending, since=_moment(row.since))
        for row in connection.execute(select(edition))
    }


def keep_editions(connection: Connection, seen: Mapping[str, Edition]) -> None:
    """Writes down what these engines judge by, in place of what was there."""
    for engine, one in seen.items():
        connection.execute(delete(edition).where(edition.c.engine == engine))
        connection.execute(
            insert(edition).values(
                engine=engine,
                acted_on=one.acted_on,
                pending=one.pending,
                since=_seconds(one.since),
            )
        )


def _standing(made: Inquiry) -> dict[str, object]:
    reached = made.reached
    return {
        "state": made.state.value,
        "total": made.total,
        "asked": made.asked,
        "unseen": made.unseen,
        "unanswered": made.unanswered,
        "turned": made.turned,
        "reached_at": None if reached is None else reached.time_received.timestamp(),
        "reached_message": "" if reached is None else reached.key.network_message_id,
        "reached_recipient": "" if reached is None else reached.key.recipient,
        "waiting": to_json(_Waiting(found=made.waiting)),
        "trouble": made.trouble,
        "ended_at": _seconds(made.ended_at),
    }


def _inquiry(row: Row[Any]) -> Inquiry:
    """Any: a row of all columns."""
    return Inquiry(
        id=row.id,
        engines=tuple(row.engines.split(_BETWEEN)),
        cause=InquiryCause(row.cause),
        since=datetime.fromtimestamp(row.since, UTC),
        until=datetime.fromtimestamp(row.until, UTC),
        at=datetime.fromtimestamp(row.at, UTC),
        by=row.by,
        by_name=row.by_name,
        state=InquiryState(row.state),
        total=row.total,
        asked=row.asked,
        unseen=row.unseen,
        unanswered=row.unanswered,
        turned=row.turned,
        reached=_reached(row),
        waiting=from_json(_Waiting, row.waiting.encode()).found,
        trouble=row.trouble,
        ended_at=_moment(row.ended_at),
    )


def _reached(row: Row[Any]) -> Cursor | None:
    if row.reached_at is None:
        return None
    key = DeliveryKey(network_message_id=row.reached_message, recipient=row.reached_recipient)
    return Cursor(time_received=datetime.fromtimestamp(row.reached_at, UTC), key=key)


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
