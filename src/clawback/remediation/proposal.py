"""A proposal: a frozen plan that waits for other people's agreement, and what they said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from clawback.model.actor import Actor, ActorKind
from clawback.model.errors import ConflictError, ForbiddenError
from clawback.model.labelled import Labelled

_HOUSE = "system"  # stands for a person where the house itself acts; no person has this id


class Stage(Labelled):
    """How far a proposal is. All but the first two are final."""

    PENDING = "pending", "Pending"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"
    EXPIRED = "expired", "Expired"
    STARTED = "started", "Started"


OPEN = frozenset({Stage.PENDING, Stage.APPROVED})
REFUSED = frozenset({Stage.REJECTED, Stage.WITHDRAWN, Stage.EXPIRED})


class Choice(Labelled):
    """What one person said to a proposal."""

    APPROVE = "approve", "Approved"
    REJECT = "reject", "Rejected"


class Part(Labelled):
    """How somebody had a hand in a plan; none of them may approve it."""

    CREATED = "created", "Created"
    EDITED = "edited", "Edited"
    ADDED = "added", "Added deliveries"
    PROPOSED = "proposed", "Proposed"


class UnknownPersonError(ForbiddenError):
    """Nobody knows which person stands behind this token, so no colleague can be told from them.

    Propose as a person who has signed in, or with a token that has an owner.
    """

    code = "unknown_person"


class NotProposedError(ConflictError):
    """This remediation has not been proposed, so there is nothing to approve or to reject."""

    code = "not_proposed"


class ProposalClosedError(ConflictError):
    """This proposal is not open any more."""

    code = "proposal_closed"


class ProposalExpiredError(ProposalClosedError):
    """This proposal has expired. Make a new plan, which sees the mail as it lies now."""

    code = "proposal_expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """A person who had a hand in a plan, by the id that never changes hands."""

    person: str
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What one person said, when, and when they had last proved who they are."""

    person: str
    name: str
    choice: Choice
    reason: str
    at: datetime
    proved_at: datetime
    seal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposal as it is kept. `reasons` are why the policy asked for it; empty when it did not.

    `stage` is what is written down; `stage_at` also knows the clock. `reminded_at` is the moment of
    the last reminder that was given.
    """

    remediation: str
    plan_hash: str
    author: str
    editor: str
    proposer: str
    proposer_name: str
    reasons: tuple[str, ...]
    quorum: int
    proposed_at: datetime
    lifetime: timedelta
    hands: tuple[Hand, ...]
    seal: str
    stage: Stage = Stage.PENDING
    votes: tuple[Vote, ...] = ()
    closed_at: datetime | None = None
    closed_by_name: str = ""
    closed_reason: str = ""
    reminded_at: datetime | None = None

    @property
    def approvals(self) -> tuple[Vote, ...]:
        return tuple(vote for vote in self.votes if vote.choice is Choice.APPROVE)

    @property
    def expires_at(self) -> datetime:
        """When it falls without a decision; once approved, when the approval does."""
        if len(self.approvals) >= self.quorum:
            return max(vote.at for vote in self.approvals) + self.lifetime
        return self.proposed_at + self.lifetime

    @property
    def involved(self) -> frozenset[str]:
        """Everybody who may not approve."""
        named = {self.author, self.editor, self.proposer}
        return frozenset(named | {hand.person for hand in self.hands})

    def stage_at(self, now: datetime) -> Stage:
        """Where it stands at this moment: what is over is over, also before the sweep has come."""
        return Stage.EXPIRED if self.stage in OPEN and now >= self.expires_at else self.stage

    def reminders(self, before: Iterable[timedelta]) -> list[datetime]:
        """When to remind of it, so long before it expires; only moments after it was proposed."""
        moments = sorted(self.expires_at - distance for distance in before)
        return [moment for moment in moments if moment > self.proposed_at]

    def reminder_due(self, before: Iterable[timedelta], now: datetime) -> datetime | None:
        """The last reminder whose moment has come and that nobody was given yet, while it waits."""
        if self.stage_at(now) is not Stage.PENDING:
            return None
        come = [moment for moment in self.reminders(before) if moment <= now]
        fresh = come and (self.reminded_at is None or come[-1] > self.reminded_at)
        return come[-1] if fresh else None

    def require_open(self, now: datetime, *stages: Stage) -> None:
        """Raises `ProposalClosedError` unless it stands at one of these stages now."""
        stage = self.stage_at(now)
        if stage is Stage.EXPIRED:
            raise ProposalExpiredError
        if stage not in stages:
            raise ProposalClosedError(
                f"The proposal {self.remediation} is {stage.label.lower()}; this can only be done "
                f"while it is {' or '.join(one.label.lower() for one in stages)}."
            )


def person_behind(actor: Actor) -> str:
    """The person whose doing this is; empty when nobody knows."""
    return _HOUSE if actor.kind is ActorKind.SYSTEM else actor.person
