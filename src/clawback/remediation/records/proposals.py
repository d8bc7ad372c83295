"""Proposals and votes, as they are written down."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Row, insert, select, update

from clawback.database import Connection
from clawback.remediation.proposal import OPEN, Choice, Hand, Part, Proposal, Stage, Vote
from clawback.remediation.records.tables import hand, vote
from clawback.remediation.records.tables import proposal as table

_columns = table.c


def add(connection: Connection, proposal: Proposal) -> None:
    """Writes a proposal down; from here on its plan is frozen."""
    connection.execute(
        insert(table).values(
            remediation=proposal.remediation,
            plan_hash=proposal.plan_hash,
            author=proposal.author,
            editor=proposal.editor,
            proposer=proposal.proposer,
            proposer_name=proposal.proposer_name,
            reasons=json.dumps(proposal.reasons),
            quorum=proposal.quorum,
            proposed_at=proposal.proposed_at.timestamp(),
            lifetime=proposal.lifetime.total_seconds(),
            expires_at=proposal.expires_at.timestamp(),
            seal=proposal.seal,
            stage=proposal.stage.value,
            closed_by_name="",
            closed_reason="",
        )
    )


def add_vote(connection: Connection, proposal: Proposal, given: Vote) -> None:
    """Writes a vote down."""
    connection.execute(
        insert(vote).values(
            remediation=proposal.remediation,
            person=given.person,
            name=given.name,
            plan_hash=proposal.plan_hash,
            author=proposal.author,
            editor=proposal.editor,
            proposer=proposal.proposer,
            choice=given.choice.value,
            reason=given.reason,
            at=given.at.timestamp(),
            proved_at=given.proved_at.timestamp(),
            seal=given.seal,
        )
    )


def step(connection: Connection, proposal: Proposal, to: Stage) -> None:
    """Brings a proposal to a stage that leaves it open or lets it run."""
    connection.execute(
        update(table)
        .where(_columns.remediation == proposal.remediation)
        .values(stage=to.value, expires_at=proposal.expires_at.timestamp())
    )


def close(
    connection: Connection, proposal: Proposal, to: Stage, *, at: datetime, by: str, reason: str
) -> None:
    """Brings a proposal to an end without its being started."""
    connection.execute(
        update(table)
        .where(_columns.remediation == proposal.remediation)
        .values(stage=to.value, closed_at=at.timestamp(), closed_by_name=by, closed_reason=reason)
    )


def remind(connection: Connection, proposal: Proposal, moment: datetime) -> None:
    """Notes that people were reminded of a proposal, for the reminder of this moment."""
    mine = update(table).where(_columns.remediation == proposal.remediation)
    connection.execute(mine.values(reminded_at=moment.timestamp()))


def of(connection: Connection, ids: Collection[str]) -> dict[str, Proposal]:
    """The proposals of these remediations, with hands and votes."""
    wanted = sorted(ids)
    rows = connection.execute(select(table).where(_columns.remediation.in_(wanted))).all()
    if not rows:
        return {}
    hands: dict[str, list[Hand]] = {}
    mine = select(hand).where(hand.c.remediation.in_(wanted)).order_by(hand.c.person, hand.c.part)
    for row in connection.execute(mine):
        hands.setdefault(row.remediation, []).append(Hand(person=row.person, part=Part(row.part)))
    votes: dict[str, list[Vote]] = {}
    given = select(vote).where(vote.c.remediation.in_(wanted)).order_by(vote.c.at, vote.c.person)
    for row in connection.execute(given):
        votes.setdefault(row.remediation, []).append(_vote(row))
    return {
        row.remediation: _proposal(
            row, hands.get(row.remediation, ()), votes.get(row.remediation, ())
        )
        for row in rows
    }


def open_until(connection: Connection, moment: datetime) -> list[str]:
    """Remediations whose proposal is written down as open and expires by this moment."""
    wanted = select(_columns.remediation).where(
        _columns.stage.in_([stage.value for stage in OPEN]),
        _columns.expires_at <= moment.timestamp(),
    )
    return list(connection.scalars(wanted.order_by(_columns.remediation)))


def still_open(connection: Connection) -> list[str]:
    """Remediations whose proposal is written down as open."""
    wanted = select(_columns.remediation).where(_columns.stage.in_([stage.value for stage in OPEN]))
    return list(connection.scalars(wanted.order_by(_columns.remediation)))


def _proposal(
    row: Row[tuple[object, ...]], hands: Sequence[Hand], votes: Sequence[Vote]
) -> Proposal:
    return Proposal(
        remediation=row.remediation,
        plan_hash=row.plan_hash,
        author=row.author,
        editor=row.editor,
        proposer=row.proposer,
        proposer_name=row.proposer_name,
        reasons=tuple(json.loads(row.reasons)),
        quorum=row.quorum,
        proposed_at=_moment(row.proposed_at),
        lifetime=timedelta(seconds=row.lifetime),
        hands=tuple(hands),
        seal=row.seal,
        stage=Stage(row.stage),
        votes=tuple(votes),
        closed_at=None if row.closed_at is None else _moment(row.closed_at),
        closed_by_name=row.closed_by_name,
        reminded_at=None if row.reminded_at is None else _moment(row.reminded_at),
        closed_reason=row.closed_reason,
    )


def _vote(row: Row[tuple[object, ...]]) -> Vote:
    return Vote(
        person=row.person,
        name=row.name,
        choice=Choice(row.choice),
        reason=row.reason,
        at=_moment(row.at),
        proved_at=_moment(row.proved_at),
        seal=row.seal,
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
