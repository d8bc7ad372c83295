"""A remediation as people see it: a plan, who wanted it, how far it is, how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from clawback.jobs.job import Job, JobState
from clawback.model.errors import NotFoundError
from clawback.model.labelled import Labelled
from clawback.remediation.outcome import Counts
from clawback.remediation.plan import Terms

KIND = "remediation"  # of jobs in the ledger


class State(Labelled):
    """Where a remediation stands. `Failed` means that nothing at all succeeded."""

    DRAFT = "draft", "Draft"
    QUEUED = "queued", "Queued"
    IN_PROGRESS = "in_progress", "In progress"
    PAUSED = "paused", "Paused"
    CANCELLING = "cancelling", "Cancelling"
    COMPLETED = "completed", "Completed"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


class RemediationMissingError(NotFoundError):
    """There is no such remediation."""

    code = "remediation_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remediation:
    """What is kept of a remediation: its plan, its people, and the ledger's number for it."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A remediation with its present state. `hold_up` is a sentence, empty when all goes well."""

    remediation: Remediation
    state: State
    counts: Counts
    by_server: Mapping[str, Counts]
    hold_up: str
    ended_at: datetime | None
    undone_by: tuple[str, ...] = ()

    def sentence(self) -> str:
        """All of it in one sentence, for a person."""
        kept = self.remediation
        undo = kept.terms.undo_of
        what = f"Undo of {undo}" if undo else kept.terms.action.label
        touched = _number(kept.deliveries, "delivery", "deliveries")
        boxes = _number(kept.mailboxes, "mailbox", "mailboxes")
        return f"{what} for {touched} in {boxes}: {self.counts.sentence()}."


_STATES = {
    JobState.DRAFT: State.DRAFT,
    JobState.QUEUED: State.QUEUED,
    JobState.RUNNING: State.IN_PROGRESS,
    JobState.PAUSED: State.PAUSED,
    JobState.CANCELLING: State.CANCELLING,
    JobState.CANCELLED: State.CANCELLED,
    JobState.FINISHED: State.COMPLETED,
}


def state_of(job: Job, counts: Counts) -> State:
    """The state by the reference product's words."""
    if job.state is JobState.FINISHED and counts.all_failed:
        return State.FAILED
    return _STATES[job.state]


def _number(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
