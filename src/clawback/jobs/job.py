"""A job: many items of one kind of work, and the states it goes through."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clawback.jobs.caution import Guard
from clawback.model.errors import ConflictError, NotFoundError


class JobState(StrEnum):
    """Where a job stands. `CANCELLING` still looks after items whose last attempt broke off."""

    DRAFT = "draft"
    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    FINISHED = "finished"

    @property
    def words(self) -> str:
        """After "it is"."""
        return "a draft" if self is JobState.DRAFT else self.value


ACTIVE = frozenset({JobState.QUEUED, JobState.RUNNING, JobState.CANCELLING})
WORKING = frozenset({JobState.QUEUED, JobState.RUNNING})
ENDED = frozenset({JobState.CANCELLED, JobState.FINISHED})

# Which states a command may find, and which it leaves behind.
STARTABLE = frozenset({JobState.DRAFT})
PAUSABLE = frozenset({JobState.QUEUED, JobState.RUNNING})
RESUMABLE = frozenset({JobState.PAUSED})
STOPPABLE = frozenset({JobState.QUEUED, JobState.RUNNING, JobState.PAUSED})
REOPENABLE = frozenset({JobState.FINISHED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as it stands. Times are seconds since 1970 by the database's clock."""

    id: int
    kind: str
    state: JobState
    total: int
    left: int  # items without an outcome
    created_at: float
    started_at: float | None
    ended_at: float | None
    note: str  # a sentence on what holds it up; empty when nothing does
    guard: Guard = Guard.OFF
    seen: int = 0  # outcomes since it has been watched
    surprises: int = 0  # of those, not as expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item as it stands in the ledger; `outcome` and `evidence` are empty while it has none."""

    seq: int
    payload: str
    attempt: int
    outcome: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many items of one server have one outcome (empty: not ended yet)."""

    server_key: str
    outcome: str
    count: int


class JobMissingError(NotFoundError):
    """There is no such job."""

    code = "job_missing"


class JobStateError(ConflictError):
    """The job is in a state that does not allow this."""

    code = "job_state"
