"""What the API takes and gives of remediations."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from clawback.mailboxes.port import Place
from clawback.model.location import DeliveryLocation
from clawback.remediation.action import Action, Severity
from clawback.remediation.outcome import Outcome
from clawback.remediation.progress_shapes import CountsOut, ServerProgressOut
from clawback.remediation.proposal import Choice
from clawback.remediation.remediation import Ground, Source, State
from clawback.remediation.selection import Reason

SWEEP = "Look for copies in every folder of each mailbox."
UNREAD_ONLY = "Leave copies that have been read by the time it comes to them."
SENDERS_COPY = "Also the copy in the sender's Sent folder; with a soft delete only."


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
EVERY_LOCATION = "Act also where that would show soft-deleted mail to its owner again."


class KeyIn(BaseModel):
    """One delivery."""

    model_config = ConfigDict(extra="forbid")

    network_message_id: str = Field(min_length=1, max_length=200)
    recipient: str = Field(min_length=1, max_length=1000)


class NamesIn(BaseModel):
    """Deliveries by name: certain ones, or messages by their ids; both are taken together."""

    model_config = ConfigDict(extra="forbid")

    deliveries: list[KeyIn] = Field(default=[], max_length=1_000_000)
    text: str = Field(
        default="",
        description="Network message ids or internet message ids, one a line; or CSV with a "
        "heading that names them, and perhaps `recipient`; or `list:<name>`.",
    )


class NewRemediation(BaseModel):
    """What is to be done to the deliveries that a filter finds now.

    Of those, `only` the named ones, and `without` others that are named. With `dry_run` nothing is
    kept. Without `start` and `propose` the plan is frozen and waits as a draft. A `start` that
    needs approval is refused, and the draft kept.
    """

    model_config = ConfigDict(extra="forbid")

    action: Action
    filter: str = Field(max_length=256 * 1024, description="Filter text; empty finds everything.")
    since: AwareDatetime | None = Field(default=None, description="Received then or later.")
    until: AwareDatetime | None = Field(default=None, description="Received before.")
    name: Name
    severity: Severity = Severity.MEDIUM
    description: str = Field(default="", max_length=4000)
    sweep: bool = Field(default=False, description=SWEEP)
    senders_copy: bool = Field(default=False, description=SENDERS_COPY)
    unread_only: bool = Field(default=False, description=UNREAD_ONLY)
    only: NamesIn | None = Field(default=None, description="Of what the filter finds, only these.")
    without: NamesIn | None = Field(default=None, description="These are left out.")
    every_location: bool = Field(default=False, description=EVERY_LOCATION)
    dry_run: bool = False
    start: bool = False
    propose: bool = Field(
        default=False, description="Ask others for approval, also where none is needed."
    )


class NumbersOut(BaseModel):
    """What a plan touches. `deliveries` is `actionable` plus all of `not_actionable`."""

    deliveries: int
    messages: int
    mailboxes: int
    actionable: int
    already_there: int
    by_server: dict[str, int]
    not_actionable: dict[Reason, int]


class VoteOut(BaseModel):
    """What one person said to a proposal."""

    name: str
    choice: Choice
    reason: str
    at: datetime
    proved_at: datetime = Field(description="When they had last proved who they are.")


class ProposalOut(BaseModel):
    """A request for other people's approval.

    `reasons` are why the policy asked for it; empty when somebody wanted it all the same.
    """

    proposed_by: str
    proposed_at: datetime
    quorum: int
    approvals: int
    reasons: list[str]
    votes: list[VoteOut]
    expires_at: datetime
    remind_at: list[datetime]
    closed_at: datetime | None
    closed_by: str
    closed_reason: str


class RemediationOut(BaseModel):
    """A remediation as it stands; `action` of an undo is the action it takes back."""

    id: str
    state: State
    action: Action
    undo_of: str | None
    undone_by: list[str]
    name: str
    severity: Severity
    description: str
    filter: str
    since: datetime | None
    until: datetime | None
    sweep: bool
    senders_copy: bool
    unread_only: bool
    choice: str = Field(description="Which of what the filter found, in a sentence.")
    escrow_days: int = Field(description="Days for which what is deleted is kept sealed.")
    plan_hash: str
    deliveries: int
    messages: int
    mailboxes: int
    counts: CountsOut
    by_server: dict[str, ServerProgressOut]
    hold_up: str = Field(description="What it waits for, in a sentence; empty when nothing.")
    sentence: str
    created_at: datetime
    created_by: str
    started_at: datetime | None
    started_by: str
    ended_at: datetime | None
    source: Source
    edited_by: str
    proposal: ProposalOut | None
    ground: Ground | None = Field(description="On what ground it was started.")
    decided_by: list[str] = Field(description="Who approved, rejected, or started it alone.")
    rate: float | None = Field(description="Deliveries in a second just now; an estimate.")
    seconds_left: int | None = Field(description="An estimate.")


class CreatedOut(BaseModel):
    """The numbers of a dry run, or the remediation that was made."""

    dry_run: bool
    numbers: NumbersOut | None = None
    remediation: RemediationOut | None = None


class RemediationsOut(BaseModel):
    """A page of remediations, newest first; `next` is the next page's `cursor`."""

    items: list[RemediationOut]
    next: str | None


class PlaceOut(BaseModel):
    """Where a copy lies, in its server's own terms."""

    folder: str
    place: Place | None
    uid_validity: int
    uid: int
    guid: str


class CopyOut(BaseModel):
    """One copy: where it was and where it is, and whether a look afterwards proved it."""

    before: PlaceOut
    after: PlaceOut | None
    flags: list[str]
    internal_date: datetime | None
    read_back: bool
    flags_kept: bool
    escrow: str = Field(description="The id of the sealed copy that was kept; empty when none.")


class ItemOut(BaseModel):
    """One delivery of a remediation, and its proof."""

    network_message_id: str
    recipient: str
    internet_message_id: str
    server: str
    account: str
    location_when_frozen: DeliveryLocation
    attempts: int
    outcome: Outcome | None
    note: str
    copies: list[CopyOut]


class ItemsOut(BaseModel):
    """A page of deliveries; `next` is the next page's `cursor`."""

    items: list[ItemOut]
    next: str | None


class Approval(BaseModel):
    """A yes to the plan with this hash; with `start`, the last yes that is needed starts it."""

    model_config = ConfigDict(extra="forbid")

    plan_hash: str = Field(max_length=64, description="Of the plan that was looked at.")
    reason: str = Field(default="", max_length=4000)
    start: bool = False


class Why(BaseModel):
    """The reason of a rejection, a withdrawal, or of starting in an emergency."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=4000)


class UndoWish(BaseModel):
    """How an undo is to go on: at once, or after others have approved it."""

    model_config = ConfigDict(extra="forbid")

    propose: bool = False


class Change(BaseModel):
    """A draft's plan, anew."""

    model_config = ConfigDict(extra="forbid")

    action: Action
    filter: str = Field(max_length=256 * 1024)
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    name: Name
    severity: Severity = Severity.MEDIUM
    description: str = Field(default="", max_length=4000)
    sweep: bool = Field(default=False, description=SWEEP)
    senders_copy: bool = Field(default=False, description=SENDERS_COPY)
    unread_only: bool = Field(default=False, description=UNREAD_ONLY)
    only: NamesIn | None = None
    without: NamesIn | None = None
    every_location: bool = Field(default=False, description=EVERY_LOCATION)


class Amendment(BaseModel):
    """What is changed of a draft; what is left out stays, and so do the frozen deliveries.

    `without` names deliveries of the plan that are left out from now on. Nothing comes in.
    """

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    severity: Severity | None = None
    description: str | None = Field(default=None, max_length=4000)
    without: NamesIn | None = None


class DriftOut(BaseModel):
    """How the world has moved on since the freeze; deliveries that are new are not included."""

    frozen_at: datetime
    looked_at: datetime
    unchanged: int
    new: int
    moved: int
    gone: int


class MovedOut(BaseModel):
    """A delivery that changed since the freeze."""

    network_message_id: str
    recipient: str
    location_when_frozen: DeliveryLocation | None
    latest_delivery_location: DeliveryLocation | None


class DriftedOut(BaseModel):
    """A page of changed deliveries; `next` is the next page's `cursor`."""

    items: list[MovedOut]
    next: str | None


class NewContainer(BaseModel):
    """A collection to be opened."""

    model_config = ConfigDict(extra="forbid")

    action: Action
    name: Name
    severity: Severity = Severity.MEDIUM
    description: str = Field(default="", max_length=4000)


class NewAddition(BaseModel):
    """What is added to a container: what a filter finds, or of that `only` what is named.

    A filter, names, or both; names alone find what they name wherever it is.
    """

    model_config = ConfigDict(extra="forbid")

    filter: str | None = Field(default=None, max_length=256 * 1024)
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    only: NamesIn | None = None


class PartToRemove(BaseModel):
    """Which part is taken out of a container."""

    model_config = ConfigDict(extra="forbid")

    number: int = Field(ge=0, description="As the container numbers it, from 0.")


class AdditionOut(BaseModel):
    """One part of a container; one with `removed_at` was taken out again."""

    number: int
    filter: str
    added_by: str
    added_at: datetime
    removed_by: str
    removed_at: datetime | None


class ContainerOut(BaseModel):
    """A container; `remediation_id` is what became of it, unless it was discarded."""

    id: str
    action: Action
    name: str
    severity: Severity
    description: str
    created_at: datetime
    created_by: str
    parts: list[AdditionOut]
    remediation_id: str | None
    discarded_by: str
    discarded_at: datetime | None


class ContainersOut(BaseModel):
    """A page of containers, newest first."""

    items: list[ContainerOut]
    next: str | None
