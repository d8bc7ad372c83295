"""Which remediations are in a state, asked for in one statement as `state_of` tells it of one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, not_, or_, select

from clawback.jobs.job import JobState
from clawback.remediation.outcome import REMOVED_ENOUGH, Outcome
from clawback.remediation.proposal import OPEN, Stage
from clawback.remediation.records.tables import job, proposal, tally
from clawback.remediation.remediation import State

_LEDGER = {
    State.DRAFT: JobState.DRAFT,
    State.QUEUED: JobState.QUEUED,
    State.IN_PROGRESS: JobState.RUNNING,
    State.PAUSED: JobState.PAUSED,
    State.CANCELLING: JobState.CANCELLING,
    State.CANCELLED: JobState.CANCELLED,
    State.COMPLETED: JobState.FINISHED,
    State.FAILED: JobState.FINISHED,
}


def in_state(state: State, now: datetime) -> ColumnElement[bool]:
    """Of rows that join `job` and, where there is one, `proposal`."""
    if state not in _LEDGER:
        return _at_stage(Stage(state.value), now)
    at_work = or_(proposal.c.stage.is_(None), proposal.c.stage == Stage.STARTED.value)
    found = and_(at_work, job.c.state == _LEDGER[state].value)
    if state is State.FAILED:
        return and_(found, _all_failed())
    return and_(found, not_(_all_failed())) if state is State.COMPLETED else found


def alive(now: datetime) -> ColumnElement[bool]:
    """Whether its proposal still waits for somebody."""
    return and_(
        proposal.c.stage.in_([stage.value for stage in OPEN]),
        proposal.c.expires_at > now.timestamp(),
    )


def _at_stage(stage: Stage, now: datetime) -> ColumnElement[bool]:
    written = proposal.c.stage == stage.value
    if stage in OPEN:
        return and_(written, alive(now))
    if stage is not Stage.EXPIRED:
        return written
    # One that nobody has looked at since says nothing of it yet.
    waiting = proposal.c.stage.in_([each.value for each in OPEN])
    return or_(written, and_(waiting, not_(alive(now))))


def _all_failed() -> ColumnElement[bool]:
    """As `Counts.all_failed`."""
    untried = ("", Outcome.NOT_ACTIONABLE.value)
    counted = select(tally.c.outcome).where(tally.c.job == job.c.id, tally.c["count"] > 0)
    tried = counted.where(tally.c.outcome.not_in(untried)).exists()
    well = counted.where(tally.c.outcome.in_([each.value for each in REMOVED_ENOUGH])).exists()
    return and_(tried, not_(well))
