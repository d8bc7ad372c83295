"""Remediations over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, status
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from clawback.http.caller import Caller
from clawback.http.part import part
from clawback.jobs.job import Entry
from clawback.mailboxes.port import Place
from clawback.model.errors import BadInputError
from clawback.model.location import DeliveryLocation, MailboxRef
from clawback.remediation import evidence, target
from clawback.remediation.action import Action, Severity
from clawback.remediation.evidence import Trace
from clawback.remediation.outcome import OUTCOMES, Counts, Outcome
from clawback.remediation.remediation import Standing, State
from clawback.remediation.remediations import Remediations, Wish
from clawback.remediation.selection import Numbers, Reason

router = APIRouter(prefix="/remediations", tags=["remediations"])
RemediationsPart = Annotated[Remediations, Depends(part(Remediations))]
_LARGEST_PAGE = 500


class NewRemediation(BaseModel):
    """What is to be done to the deliveries that a filter finds now.

    With `dry_run` nothing is kept. Without `start` the plan is frozen and waits as a draft.
    """

    model_config = ConfigDict(extra="forbid")

    action: Action
    filter: str = Field(max_length=256 * 1024, description="Filter text; empty finds everything.")
    since: AwareDatetime | None = Field(default=None, description="Received then or later.")
    until: AwareDatetime | None = Field(default=None, description="Received before.")
    name: str = Field(min_length=1, max_length=200)
    severity: Severity = Severity.MEDIUM
    description: str = Field(default="", max_length=4000)
    dry_run: bool = False
    start: bool = False


class NumbersOut(BaseModel):
    """What a plan touches. `deliveries` is `actionable` plus all of `not_actionable`."""

    deliveries: int
    messages: int
    mailboxes: int
    actionable: int
    already_there: int
    by_server: dict[str, int]
    not_actionable: dict[Reason, int]


class CountsOut(BaseModel):
    """Deliveries by outcome; with `pending` they add up to `total`."""

    total: int
    pending: int
    outcomes: dict[Outcome, int]


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
    plan_hash: str
    deliveries: int
    messages: int
    mailboxes: int
    counts: CountsOut
    by_server: dict[str, CountsOut]
    hold_up: str = Field(description="What it waits for, in a sentence; empty when nothing.")
    sentence: str
    created_at: datetime
    created_by: str
    started_at: datetime | None
    started_by: str
    ended_at: datetime | None


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


@router.post("", status_code=status.HTTP_201_CREATED, operation_id="remediation_create")
def remediation_create(
    body: NewRemediation, remediations: RemediationsPart, caller: Caller
) -> CreatedOut:
    """Freezes a plan, and starts it when asked to; or only counts what it would touch."""
    wish = Wish(
        action=body.action,
        filter=body.filter,
        name=body.name,
        severity=body.severity,
        description=body.description,
        since=body.since,
        until=body.until,
    )
    if body.dry_run:
        return CreatedOut(dry_run=True, numbers=_numbers(remediations.preview(wish)))
    made = remediations.draft(wish, caller)
    if body.start:
        made = remediations.start(made.remediation.id, caller)
    return CreatedOut(dry_run=False, remediation=_out(made))


@router.get("", operation_id="remediation_list")
def remediation_list(
    remediations: RemediationsPart,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=40)] = None,
) -> RemediationsOut:
    """Every remediation, newest first."""
    found = remediations.newest(limit=limit + 1, before=cursor)
    shown = [_out(standing) for standing in found[:limit]]
    return RemediationsOut(items=shown, next=shown[-1].id if len(found) > limit else None)


@router.get("/{remediation_id}", operation_id="remediation_get")
def remediation_get(remediation_id: str, remediations: RemediationsPart) -> RemediationOut:
    """One remediation, with its progress."""
    return _out(remediations.get(remediation_id))


@router.get("/{remediation_id}/items", operation_id="remediation_items")
def remediation_items(
    remediation_id: str,
    remediations: RemediationsPart,
    outcome: Outcome | None = None,
    limit: Annotated[int, Query(ge=1, le=_LARGEST_PAGE)] = 100,
    cursor: Annotated[str | None, Query(max_length=40)] = None,
) -> ItemsOut:
    """Its deliveries with outcome and evidence."""
    after = _after(cursor)
    found = remediations.items(remediation_id, limit=limit + 1, after=after, outcome=outcome)
    more = len(found) > limit
    shown = found[:limit]
    return ItemsOut(
        items=[_item(entry) for entry in shown], next=str(shown[-1].seq) if more else None
    )


@router.post("/{remediation_id}/start", operation_id="remediation_start")
def remediation_start(
    remediation_id: str, remediations: RemediationsPart, caller: Caller
) -> RemediationOut:
    """Carries a draft out."""
    return _out(remediations.start(remediation_id, caller))


@router.post("/{remediation_id}/cancel", operation_id="remediation_cancel")
def remediation_cancel(remediation_id: str, remediations: RemediationsPart) -> RemediationOut:
    """Begins nothing further. What was done stays done, and can be undone."""
    return _out(remediations.cancel(remediation_id))


@router.post("/{remediation_id}/pause", operation_id="remediation_pause")
def remediation_pause(remediation_id: str, remediations: RemediationsPart) -> RemediationOut:
    """Begins nothing further until it is resumed."""
    return _out(remediations.pause(remediation_id))


@router.post("/{remediation_id}/resume", operation_id="remediation_resume")
def remediation_resume(remediation_id: str, remediations: RemediationsPart) -> RemediationOut:
    """Goes on where it was paused."""
    return _out(remediations.resume(remediation_id))


@router.post("/{remediation_id}/retry", operation_id="remediation_retry")
def remediation_retry(remediation_id: str, remediations: RemediationsPart) -> RemediationOut:
    """Tries again what failed or stayed unknown."""
    return _out(remediations.retry(remediation_id))


@router.post(
    "/{remediation_id}/undo", status_code=status.HTTP_201_CREATED, operation_id="remediation_undo"
)
def remediation_undo(
    remediation_id: str, remediations: RemediationsPart, caller: Caller
) -> RemediationOut:
    """Starts a new remediation that puts back what this one moved, and answers with it."""
    return _out(remediations.undo(remediation_id, caller))


def _after(cursor: str | None) -> int:
    if cursor is None:
        return -1
    if not (cursor.isascii() and cursor.isdigit()) or len(cursor) > len("2147483647"):
        raise BadInputError("The cursor is not one that this list gave. Start without one.")
    return int(cursor)


def _numbers(numbers: Numbers) -> NumbersOut:
    return NumbersOut(
        deliveries=numbers.deliveries,
        messages=numbers.messages,
        mailboxes=numbers.mailboxes,
        actionable=numbers.actionable,
        already_there=numbers.already_there,
        by_server=dict(numbers.by_server),
        not_actionable=dict(numbers.not_actionable),
    )


def _out(standing: Standing) -> RemediationOut:
    kept = standing.remediation
    return RemediationOut(
        id=kept.id,
        state=standing.state,
        action=kept.terms.action,
        undo_of=kept.terms.undo_of,
        undone_by=list(standing.undone_by),
        name=kept.terms.name,
        severity=kept.terms.severity,
        description=kept.terms.description,
        filter=kept.terms.filter,
        since=kept.terms.since,
        until=kept.terms.until,
        plan_hash=kept.plan_hash,
        deliveries=kept.deliveries,
        messages=kept.messages,
        mailboxes=kept.mailboxes,
        counts=_counts(standing.counts),
        by_server={name: _counts(counts) for name, counts in standing.by_server.items()},
        hold_up=standing.hold_up,
        sentence=standing.sentence(),
        created_at=kept.created_at,
        created_by=kept.created_by_name,
        started_at=kept.started_at,
        started_by=kept.started_by_name,
        ended_at=standing.ended_at,
    )


def _counts(counts: Counts) -> CountsOut:
    return CountsOut(total=counts.total, pending=counts.pending, outcomes=dict(counts.by_outcome))


def _item(entry: Entry) -> ItemOut:
    frozen, proof = target.decode(entry.payload), evidence.decode(entry.evidence)
    return ItemOut(
        network_message_id=frozen.key.network_message_id,
        recipient=frozen.key.recipient,
        internet_message_id=frozen.internet_message_id,
        server=frozen.server,
        account=frozen.account,
        location_when_frozen=frozen.location,
        attempts=entry.attempt,
        outcome=OUTCOMES[entry.outcome] if entry.outcome else None,
        note=proof.note,
        copies=[_copy(trace) for trace in proof.traces],
    )


def _copy(trace: Trace) -> CopyOut:
    return CopyOut(
        before=_place(trace.before, trace.before_place),
        after=_place(trace.after, trace.after_place) if trace.after else None,
        flags=sorted(trace.flags),
        internal_date=trace.internal_date,
        read_back=trace.read_back,
        flags_kept=trace.flags_kept,
    )


def _place(ref: MailboxRef, place: Place | None) -> PlaceOut:
    return PlaceOut(
        folder=ref.folder, place=place, uid_validity=ref.uid_validity, uid=ref.uid, guid=ref.guid
    )
