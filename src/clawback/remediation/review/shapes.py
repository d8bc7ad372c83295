"""What the API takes and gives of reviews."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from clawback.model.location import DeliveryLocation
from clawback.remediation.action import Action
from clawback.remediation.operation import Operation
from clawback.remediation.review.effect import Effect
from clawback.remediation.review.sense import Pointless
from clawback.remediation.selection import Reason
from clawback.remediation.shapes import EVERY_LOCATION, SENDERS_COPY, SWEEP, UNREAD_ONLY, NamesIn


class Sketch(BaseModel):
    """A remediation that somebody thinks of: what `NewRemediation` says, without a name yet."""

    model_config = ConfigDict(extra="forbid")

    action: Action
    filter: str = Field(max_length=256 * 1024, description="Filter text; empty finds everything.")
    since: AwareDatetime | None = Field(default=None, description="Received then or later.")
    until: AwareDatetime | None = Field(default=None, description="Received before.")
    sweep: bool = Field(default=False, description=SWEEP)
    senders_copy: bool = Field(default=False, description=SENDERS_COPY)
    unread_only: bool = Field(default=False, description=UNREAD_ONLY)
    only: NamesIn | None = Field(default=None, description="Of what the filter finds, only these.")
    without: NamesIn | None = Field(default=None, description="These are left out.")
    every_location: bool = Field(default=False, description=EVERY_LOCATION)


class NamedOut(BaseModel):
    """Names that deliveries were chosen by: `given` is `met` plus `unmet`, which found nothing.

    `shown` and `shown_unmet` are the first of each; `digest` is SHA-256 (hex) over all.
    """

    given: int
    met: int
    unmet: int
    digest: str
    shown: list[str]
    shown_unmet: list[str]
    lists: list[str]


class ChosenOut(BaseModel):
    """How the deliveries were chosen from what the filter found."""

    sentence: str
    only: NamedOut | None
    without: NamedOut | None
    every_location: bool


class TopCountOut(BaseModel):
    """A mailbox or folder, and its deliveries."""

    name: str
    deliveries: int


class LargestOut(BaseModel):
    """The largest of `number` mailboxes or folders; `top` and `others` add up."""

    top: list[TopCountOut]
    others: int
    number: int


class ServerShareOut(BaseModel):
    """What would be done on one mail server; `notes` say what that server cannot do."""

    name: str
    deliveries: int
    mailboxes: int
    notes: list[str]


class SenseOut(BaseModel):
    """An action on these deliveries: for how many it makes sense where they lie, and why not."""

    action: Action
    offered: bool
    sensible: int
    pointless: dict[Pointless, int]


class ConsentOut(BaseModel):
    """How many other people must agree, and why; none where `quorum` is 0.

    `refused` says why you may not start it, whoever agrees; empty when you may. `vote_refused` says
    why you may not decide on the proposal; empty when you may, with a fresh proof of who you are.
    `glass_refused` says why you may not start it without the approval that is needed; empty when
    you may, with such a proof, and where none is needed.
    """

    quorum: int
    reasons: list[str]
    refused: str
    vote_refused: str
    glass_refused: str


class ReviewOut(BaseModel):
    """What a plan touches, in deliveries.

    `actionable` and all `not_actionable` add up to `deliveries`, as `by_location` does and
    `folders` do; `effects`, `servers` and `mailboxes` add up to `actionable`.
    """

    operation: Operation
    deliveries: int
    messages: int
    recipients: int
    actionable: int
    already_there: int
    not_actionable: dict[Reason, int]
    effects: dict[Effect, int] = Field(description="Whether what is done can be undone.")
    by_location: dict[DeliveryLocation, int]
    folders: LargestOut = Field(description="Empty name: no copy's place is known.")
    mailboxes: LargestOut
    largest_mailbox_share: float = Field(description="Of what is acted on, from 0 to 1.")
    servers: list[ServerShareOut]
    by_tag: dict[str, int] = Field(description="A recipient may have several tags.")
    untagged: int
    actions: list[SenseOut] = Field(description="Every action on these; empty for an undo.")
    consent: ConsentOut
    chosen: ChosenOut
    escrow_days: int
    warnings: list[str]
    seconds: int | None = Field(description="How long it may take, by what ran here before.")


class SheetFormat(StrEnum):
    """What a list of users can be."""

    CSV = "csv"
    XLSX = "xlsx"


class ProofFormat(StrEnum):
    """What a list of deliveries with their evidence can be."""

    CSV = "csv"
    NDJSON = "ndjson"
    XLSX = "xlsx"
