"""How a job is watched, as it is written down."""

from __future__ import annotations

from sqlalchemy import Connection, and_, bindparam, func, select, update

from clawback.jobs.caution import Guard
from clawback.jobs.job import WORKING, JobState
from clawback.jobs.records.tables import attempt, job, lease

_IN_HAND = (
    select(func.coalesce(func.sum(attempt.c["items"]), 0))
    .select_from(lease)
    .join(attempt, and_(attempt.c.token == lease.c.token))
    .where(lease.c.job == bindparam("id"))
)


def in_hand(connection: Connection, job_id: int) -> int:
    """How many items of the job somebody is working on."""
    return int(connection.execute(_IN_HAND, {"id": job_id}).scalar_one())


def arm(connection: Connection, job_id: int, guard: Guard) -> None:
    """Watches from now: what ended before does not count."""
    values = {"guard": guard.value, "seen": 0, "surprises": 0}
    connection.execute(update(job).where(job.c.id == job_id).values(**values))


def set_guard(connection: Connection, job_id: int, guard: Guard) -> None:
    connection.execute(update(job).where(job.c.id == job_id).values(guard=guard.value))


def trip(connection: Connection, job_id: int, sentence: str) -> None:
    """Pauses the job with a sentence that stays until a person resumes it."""
    working = job.c.state.in_([state.value for state in WORKING])
    values = {"state": JobState.PAUSED.value, "guard": Guard.TRIPPED.value, "note": sentence}
    connection.execute(update(job).where(job.c.id == job_id, working).values(**values))


def lift(connection: Connection, job_id: int) -> None:
    """A person knows what was seen: from now the job is not stopped for it."""
    tripped = job.c.guard == Guard.TRIPPED.value
    values = {"guard": Guard.LIFTED.value, "note": ""}
    connection.execute(update(job).where(job.c.id == job_id, tripped).values(**values))
