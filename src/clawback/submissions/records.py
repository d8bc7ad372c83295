"""Submissions and their sendings in the state database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Double, Integer, Row, Table, func, insert, select, update

from clawback.database import Connection
from clawback.database.tables import Exact, metadata
from clawback.model.codec import from_json, to_json
from clawback.submissions.submission import (
    Case,
    Category,
    Dispute,
    Item,
    Reason,
    Result,
    Review,
    Sending,
    SendState,
    Status,
    Submission,
    Submitter,
)

submission = Table(
    "submission",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("sha256", Exact, nullable=False, index=True),
    Column("item", Exact, nullable=False),
    Column("category", Exact, nullable=False),
    Column("reason", Exact, nullable=False),
    Column("note", Exact, nullable=False),
    Column("again_of", Exact, nullable=False),
    Column("at", Double, nullable=False, index=True),
    Column("submitter", Exact, nullable=False),
    Column("sealed", Exact, nullable=False),
    Column("status", Exact, nullable=False, index=True),
    Column("result", Exact, nullable=False),
    Column("entries", Exact, nullable=False),
    Column("review", Exact),
    Column("dispute", Exact),
    Column("round", Integer, nullable=False),
    Column("changed_at", Double, nullable=False),
    Column("ended_at", Double),
)
sending = Table(
    "submission_sending",
    metadata,
    Column("submission", Exact, primary_key=True),
    Column("target", Exact, primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("state", Exact, nullable=False, index=True),
    Column("tries", Integer, nullable=False),
    Column("due", Double, nullable=False),
    Column("began", Double),
    Column("reference", Exact, nullable=False),
    Column("said", Exact, nullable=False),
    Column("result", Exact),
    Column("sent_at", Double),
    Column("changed_at", Double, nullable=False),
)
_columns, _sent = submission.c, sending.c
_OPEN = (SendState.WAITING, SendState.NO_ACCESS, SendState.SENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which submissions; what is not said is not asked for."""

    status: Status | None = None
    kind: str = ""
    category: Category | None = None
    result: Result | None = None
    network_message_id: str = ""


def add(connection: Connection, made: Submission) -> None:
    """Writes a submission down."""
    connection.execute(
        insert(submission).values(
            id=made.id,
            sha256=made.item.sha256,
            category=made.category.value,
            reason=made.reason.value,
            note=made.note,
            again_of=made.again_of,
            at=made.at.timestamp(),
            submitter=to_json(made.by),
            **_standing(made),
        )
    )


def change(connection: Connection, made: Submission) -> None:
    """Writes down where it stands."""
    connection.execute(update(submission).where(_columns.id == made.id).values(**_standing(made)))


def find(connection: Connection, submission_id: str) -> Submission | None:
    row = connection.execute(select(submission).where(_columns.id == submission_id)).first()
    return None if row is None else _submission(row)


def case_of(connection: Connection, made: Submission) -> Case:
    """A submission with its sendings, oldest round first."""
    wanted = select(sending).where(_sent.submission == made.id)
    rows = connection.execute(wanted.order_by(_sent.round, _sent.target))
    return Case(submission=made, sendings=tuple(map(_sending, rows)))


def newest(
    connection: Connection, wanted: Wanted, *, limit: int, before: str | None = None
) -> list[Submission]:
    """The last ones, newest first."""
    asked = select(submission).order_by(_columns.id.desc()).limit(limit)
    if before is not None:
        asked = asked.where(_columns.id < before)
    for column, value in (
        (_columns.status, wanted.status),
        (_columns.category, wanted.category),
        (_columns.result, wanted.result),
    ):
        if value is not None:
            asked = asked.where(column == value.value)
    # Both stand in the item as the codec writes them, without a space between.
    for name, text in (("kind", wanted.kind), ("network_message_id", wanted.network_message_id)):
        if text:
            asked = asked.where(
                _columns.item.contains(f'"{name}":{json.dumps(text)}', autoescape=True)
            )
    return [_submission(row) for row in connection.execute(asked)]


def times_of(connection: Connection, sha256: str, since: datetime) -> list[datetime]:
    """When the same thing was submitted since then."""
    wanted = select(_columns.at).where(_columns.sha256 == sha256, _columns.at > since.timestamp())
    return [_moment(row.at) for row in connection.execute(wanted)]


def count_since(connection: Connection, since: datetime) -> int:
    """How many were submitted since then."""
    wanted = select(func.count()).where(_columns.at > since.timestamp())
    return int(connection.execute(wanted).scalar_one())


def not_judged(connection: Connection) -> list[Submission]:
    """Those that wait to be judged again, oldest first."""
    wanted = select(submission).where(
        _columns.status == Status.PENDING.value, _columns.review.is_(None)
    )
    return [_submission(row) for row in connection.execute(wanted.order_by(_columns.id))]


def over_before(connection: Connection, moment: datetime, *, limit: int) -> list[Submission]:
    """Those that ended before, and whose bytes are kept."""
    wanted = select(submission).where(_columns.sealed != "", _columns.ended_at < moment.timestamp())
    return [_submission(row) for row in connection.execute(wanted.limit(limit))]


def sealed_files(connection: Connection) -> frozenset[str]:
    """Every sealed file that belongs to a submission."""
    rows = connection.execute(select(_columns.sealed).where(_columns.sealed != ""))
    return frozenset(row.sealed for row in rows)


def add_sending(connection: Connection, made: Sending) -> None:
    """Writes down that a target is to be told."""
    connection.execute(
        insert(sending).values(
            submission=made.submission,
            target=made.target,
            round=made.round,
            **_sending_standing(made),
        )
    )


def change_sending(connection: Connection, made: Sending) -> None:
    """Writes down how it is with a target."""
    mine = update(sending).where(
        _sent.submission == made.submission,
        _sent.target == made.target,
        _sent.round == made.round,
    )
    connection.execute(mine.values(**_sending_standing(made)))


def claim(connection: Connection, one: Sending, begun: Sending) -> bool:
    """Writes down that a try begins; `False` where another server was quicker."""
    mine = update(sending).where(
        _sent.submission == one.submission,
        _sent.target == one.target,
        _sent.round == one.round,
        _sent.state == one.state.value,
        _sent.due == one.due.timestamp(),
    )
    return bool(connection.execute(mine.values(**_sending_standing(begun))).rowcount)


def due(connection: Connection, target: str, now: datetime, *, limit: int) -> list[Sending]:
    """What is to be sent or asked about now, of submissions that were judged; oldest first."""
    wanted = (
        select(sending)
        .join(submission, _columns.id == _sent.submission)
        .where(
            _sent.target == target,
            _sent.state.in_([one.value for one in _OPEN]),
            _sent.due <= now.timestamp(),
            _columns.review.is_not(None),
        )
        .order_by(_sent.due, _sent.submission)
        .limit(limit)
    )
    return [_sending(row) for row in connection.execute(wanted)]


def of_unknown_targets(connection: Connection, known: list[str]) -> list[Sending]:
    """What waits for targets that the settings do not have any more."""
    wanted = select(sending).where(
        _sent.state.in_([one.value for one in _OPEN]), _sent.target.not_in(known)
    )
    return [_sending(row) for row in connection.execute(wanted)]


def totals(connection: Connection) -> Mapping[tuple[str, SendState], int]:
    """How many sendings of each target stand how."""
    wanted = select(_sent.target, _sent.state, func.count().label("many"))
    rows = connection.execute(wanted.group_by(_sent.target, _sent.state))
    return {(row.target, SendState(row.state)): row.many for row in rows}


def oldest_waiting(connection: Connection) -> tuple[str, datetime, str] | None:
    """The target that waits longest for being told, since when, and what it said at last."""
    wanted = (
        select(_sent.target, _columns.at, _sent.said)
        .join(submission, _columns.id == _sent.submission)
        .where(
            _sent.state.in_((SendState.WAITING.value, SendState.NO_ACCESS.value)),
            _sent.said != "",
        )
        .order_by(_columns.at)
        .limit(1)
    )
    row = connection.execute(wanted).first()
    return None if row is None else (row.target, _moment(row.at), row.said)


def _standing(made: Submission) -> dict[str, object]:
    return {
        "item": to_json(made.item),
        "sealed": made.item.sealed,
        "status": made.status.value,
        "result": made.result.value,
        "entries": " ".join(made.entries),
        "review": None if made.review is None else to_json(made.review),
        "dispute": None if made.dispute is None else to_json(made.dispute),
        "round": made.round,
        "changed_at": made.changed_at.timestamp(),
        "ended_at": _seconds(made.ended_at),
    }


def _sending_standing(made: Sending) -> dict[str, object]:
    return {
        "state": made.state.value,
        "tries": made.tries,
        "due": made.due.timestamp(),
        "began": _seconds(made.began),
        "reference": made.reference,
        "said": made.said,
        "result": None if made.result is None else made.result.value,
        "sent_at": _seconds(made.sent_at),
        "changed_at": made.changed_at.timestamp(),
    }


def _submission(row: Row[Any]) -> Submission:
    """Any: a row of all columns."""
    return Submission(
        id=row.id,
        item=from_json(Item, row.item),
        category=Category(row.category),
        reason=Reason(row.reason),
        note=row.note,
        again_of=row.again_of,
        at=_moment(row.at),
        by=from_json(Submitter, row.submitter),
        entries=tuple(row.entries.split()),
        status=Status(row.status),
        result=Result(row.result),
        review=None if row.review is None else from_json(Review, row.review),
        dispute=None if row.dispute is None else from_json(Dispute, row.dispute),
        round=row.round,
        changed_at=_moment(row.changed_at),
        ended_at=_optional(row.ended_at),
    )


def _sending(row: Row[Any]) -> Sending:
    """Any: a row of all columns."""
    return Sending(
        submission=row.submission,
        target=row.target,
        round=row.round,
        state=SendState(row.state),
        tries=row.tries,
        due=_moment(row.due),
        began=_optional(row.began),
        reference=row.reference,
        said=row.said,
        result=None if row.result is None else Result(row.result),
        sent_at=_optional(row.sent_at),
        changed_at=_moment(row.changed_at),
    )


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def _optional(seconds: float | None) -> datetime | None:
    return None if seconds is None else _moment(seconds)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
