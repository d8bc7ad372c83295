"""A remediation as people see it: a plan, who wanted it, how far it is, how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from clawback.jobs.job import Job, JobState
from clawback.model.counted import counted
from clawback.model.errors import ConflictError, NotFoundError
from clawback.model.labelled import Labelled
from clawback.remediation.outcome import Counts
from clawback.remediation.plan import Terms
from clawback.remediation.proposal import Proposal, Stage

KIND = "remediation"  # of jobs in the ledger


class State(Labelled):
    """Where a remediation stands. `Failed` means that nothing at all succeeded."""

    DRAFT = "draft", "Draft"
    PENDING = "pending", "Pending"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"
    EXPIRED = "expired", "Expired"
    QUEUED = "queued", "Queued"
    IN_PROGRESS = "in_progress", "In progress"
    PAUSED = "paused", "Paused"
    CANCELLING = "cancelling", "Cancelling"
    COMPLETED = "completed", "Completed"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


_GIVEN_UP = frozenset({State.REJECTED, State.WITHDRAWN, State.EXPIRED, State.CANCELLED})


class Source(Labelled):
    """What a remediation came from."""

    MANUAL = "manual", "Manual"
    INVESTIGATION = "investigation", "Investigation"
    ALERT = "alert", "Alert"
    PURGE = "purge", "Automatic purge"
    UNDO = "undo", "Undo"
    SUBMISSION = "submission", "Submission"


class Ground(Labelled):
    """On what ground a remediation was started."""

    POLICY = "policy", "Needed no approval"
    APPROVAL = "approval", "Approved"
    EMERGENCY = "emergency", "Glass broken"


class RemediationMissingError(NotFoundError):
    """There is no such remediation."""

    code = "remediation_missing"


class JobMissingError(ConflictError):
    """The work of a remediation is gone from the database. Restore the database from a backup."""

    code = "job_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remediation:
    """What is kept of a remediation: its plan, its people, and the ledger's number for it.

    `author` and `editor` are the persons who made the plan and last changed it, empty where nobody
    knows them. `facts` is what the policy asks of, as text, and sealed.
    """

    id: str
    job: int
    terms: Terms
    plan_hash: str
    deliveries: int
    messages: int
    mailboxes: int
    created_at: datetime
    created_by: str
    created_by_name: str
    started_at: datetime | None = None
    started_by: str = ""
    started_by_name: str = ""
    source: Source = Source.MANUAL
    author: str = ""
    editor: str = ""
    edited_by_name: str = ""
    facts: str = ""
    facts_seal: str = ""
    ground: Ground | None = None
    start_seal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerProgress:
    """How far the work on one mail server is; `rate` and `seconds_left` as of a `Standing`."""

    counts: Counts
    rate: float | None = None
    seconds_left: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A remediation with its present state.

    `hold_up` is a sentence, empty when all goes well. `rate` (deliveries in a second) and
    `seconds_left` are estimates, `None` while there is nothing to tell them from.
    """

    remediation: Remediation
    state: State
    counts: Counts
    by_server: Mapping[str, ServerProgress]
    hold_up: str
    ended_at: datetime | None
    undone_by: tuple[str, ...] = ()
    proposal: Proposal | None = None
    remind_at: tuple[datetime, ...] = ()
    rate: float | None = None
    seconds_left: int | None = None

    @property
    def decided_by(self) -> list[str]:
        """Who approved or rejected it; without a proposal, who started it."""
        if self.proposal is not None:
            return [vote.name for vote in self.proposal.votes]
        return [self.remediation.started_by_name] if self.remediation.started_by_name else []

    def sentence(self) -> str:
        """All of it in one sentence, for a person."""
        kept = self.remediation
        undo = kept.terms.undo_of
        what = f"Undo of {undo}" if undo else kept.terms.action.label
        touched = counted(kept.deliveries, "delivery", "deliveries")
        boxes = counted(kept.mailboxes, "mailbox", "mailboxes")
        rest = "left as they are" if self.state in _GIVEN_UP else "still to do"
        return f"{what} for {touched} in {boxes}: {self.counts.sentence(rest)}."


_STATES = {
    JobState.DRAFT: State.DRAFT,
    JobState.QUEUED: State.QUEUED,
    JobState.RUNNING: State.IN_PROGRESS,
    JobState.PAUSED: State.PAUSED,
    JobState.CANCELLING: State.CANCELLING,
    JobState.CANCELLED: State.CANCELLED,
    JobState.FINISHED: State.COMPLETED,
}


def state_of(job: Job, counts: Counts, stage: Stage | None = None) -> State:
    """The state by the reference product's words; `stage` is its proposal's, if it has one."""
    if stage is not None and stage is not Stage.STARTED:
        return State(stage.value)
    if job.state is JobState.FINISHED and counts.all_failed:
        return State.FAILED
    return _STATES[job.state]
