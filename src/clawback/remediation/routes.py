"""Remediations over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query, status
from pydantic import AwareDatetime

from clawback.http.caller import Caller
from clawback.http.part import part
from clawback.model.errors import BadInputError
from clawback.remediation.action import Action, Severity
from clawback.remediation.container import bounded, filter_of
from clawback.remediation.drift import Drifted
from clawback.remediation.listing import Listing, Shelf
from clawback.remediation.outcome import Outcome
from clawback.remediation.remediation import Source
from clawback.remediation.remediations import Remediations
from clawback.remediation.shapes import (
    Approval,
    Change,
    ContainerOut,
    ContainersOut,
    CreatedOut,
    DriftedOut,
    DriftOut,
    ItemsOut,
    NewAddition,
    NewContainer,
    NewRemediation,
    RemediationOut,
    RemediationsOut,
    UndoWish,
    Why,
)
from clawback.remediation.shaping import (
    container_out,
    drift_out,
    item_out,
    moved_out,
    numbers_out,
    remediation_out,
)
from clawback.remediation.wishing import keys_of, wish_of

router = APIRouter(prefix="/remediations", tags=["remediations"])
approval_router = APIRouter(prefix="/remediations", tags=["approval"])
container_router = APIRouter(prefix="/remediation-containers", tags=["approval"])
RemediationsPart = Annotated[Remediations, Depends(part(Remediations))]
_LARGEST_PAGE = 500
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=40)]
KeyCursor = Annotated[str | None, Query(max_length=1200)]
Words = Annotated[str, Query(max_length=200)]


@router.post("", status_code=status.HTTP_201_CREATED, operation_id="remediation_create")
def remediation_create(
    body: NewRemediation, remediations: RemediationsPart, caller: Caller
) -> CreatedOut:
    """Freezes a plan, and starts or proposes it when asked to; or only counts what it touches."""
    wish = wish_of(body, remediations.names(caller))
    if body.start and body.propose:
        raise BadInputError("A plan is started or proposed, not both at once.")
    if body.dry_run:
        return CreatedOut(dry_run=True, numbers=numbers_out(remediations.preview(wish, caller)))
    made = remediations.draft(wish, caller)
    if body.start:
        made = remediations.start(made.remediation.id, caller)
    elif body.propose:
        made = remediations.proposals.propose(made.remediation.id, caller)
    return CreatedOut(dry_run=False, remediation=remediation_out(made))


@router.get("", operation_id="remediation_list")
def remediation_list(
    remediations: RemediationsPart,
    caller: Caller,
    *,
    shelf: Annotated[Shelf | None, Query(description="Drafts, pending, running or over.")] = None,
    action: Action | None = None,
    severity: Severity | None = None,
    source: Source | None = None,
    created_by: Words = "",
    decided_by: Words = "",
    text: Annotated[str, Query(max_length=200, description="In id, name or description.")] = "",
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> RemediationsOut:
    """Remediations, newest first; what is over stays listed for good."""
    listing = Listing(
        shelf=shelf,
        action=action,
        severity=severity,
        source=source,
        created_by=created_by,
        decided_by=decided_by,
        text=text,
        since=since,
        until=until,
    )
    found = remediations.newest(caller, listing, limit=limit + 1, before=cursor)
    shown = [remediation_out(standing) for standing in found[:limit]]
    return RemediationsOut(items=shown, next=shown[-1].id if len(found) > limit else None)


@router.get("/{remediation_id}", operation_id="remediation_get")
def remediation_get(
    remediation_id: str, remediations: RemediationsPart, caller: Caller
) -> RemediationOut:
    """One remediation, with its progress."""
    return remediation_out(remediations.get(remediation_id, caller))


@router.get("/{remediation_id}/items", operation_id="remediation_items")
def remediation_items(
    remediation_id: str,
    remediations: RemediationsPart,
    caller: Caller,
    *,
    outcome: Outcome | None = None,
    limit: Annotated[int, Query(ge=1, le=_LARGEST_PAGE)] = 100,
    cursor: Cursor = None,
) -> ItemsOut:
    """Its deliveries with outcome and evidence."""
    after = _after(cursor)
    found = remediations.items(
        remediation_id, caller, limit=limit + 1, after=after, outcome=outcome
    )
    more = len(found) > limit
    shown = found[:limit]
    return ItemsOut(
        items=[item_out(entry) for entry in shown], next=str(shown[-1].seq) if more else None
    )


@router.post("/{remediation_id}/start", operation_id="remediation_start")
def remediation_start(
    remediation_id: str, remediations: RemediationsPart, caller: Caller
) -> RemediationOut:
    """Carries out a draft that needs no approval, or what has been approved."""
    return remediation_out(remediations.start(remediation_id, caller))


@router.post("/{remediation_id}/cancel", operation_id="remediation_cancel")
def remediation_cancel(
    remediation_id: str, remediations: RemediationsPart, caller: Caller
) -> RemediationOut:
    """Begins nothing further. What was done stays done, and can be undone."""
    return remediation_out(remediations.cancel(remediation_id, caller))


@router.post("/{remediation_id}/pause", operation_id="remediation_pause")
def remediation_pause(
    remediation_id: str, remediations: RemediationsPart, caller: Caller
) -> RemediationOut:
    """Begins nothing further until it is resumed."""
    return remediation_out(remediations.pause(remediation_id, caller))


@router.post("/{remediation_id}/resume", operation_id="remediation_resume")
def remediation_resume(
    remediation_id: str, remediations: RemediationsPart, caller: Caller
) -> RemediationOut:
    """Goes on where it was paused."""
    return remediation_out(remediations.resume(remediation_id, caller))


@router.post("/{remediation_id}/retry", operation_id="remediation_retry")
def remediation_retry(
    remediation_id: str, remediations: RemediationsPart, caller: Caller
) -> RemediationOut:
    """Tries again what failed or stayed unknown."""
    return remediation_out(remediations.retry(remediation_id, caller))


@router.post(
    "/{remediation_id}/undo", status_code=status.HTTP_201_CREATED, operation_id="remediation_undo"
)
def remediation_undo(
    remediation_id: str,
    remediations: RemediationsPart,
    caller: Caller,
    body: Annotated[UndoWish | None, Body()] = None,
) -> RemediationOut:
    """Makes a new remediation that puts back what this one moved; starts or proposes it."""
    if body is None or not body.propose:
        return remediation_out(remediations.undo(remediation_id, caller))
    made = remediations.draft_undo(remediation_id, caller)
    return remediation_out(remediations.proposals.propose(made.remediation.id, caller))


@approval_router.put("/{remediation_id}", operation_id="remediation_edit")
def remediation_edit(
    remediation_id: str, body: Change, remediations: RemediationsPart, caller: Caller
) -> RemediationOut:
    """Freezes a draft anew. Whoever changed it may not approve it."""
    wish = wish_of(body, remediations.names(caller))
    return remediation_out(remediations.edit(remediation_id, wish, caller))


@approval_router.post("/{remediation_id}/propose", operation_id="remediation_propose")
def remediation_propose(
    remediation_id: str, remediations: RemediationsPart, caller: Caller
) -> RemediationOut:
    """Asks others to approve a draft, which cannot be changed from then on."""
    return remediation_out(remediations.proposals.propose(remediation_id, caller))


@approval_router.post("/{remediation_id}/approve", operation_id="remediation_approve")
def remediation_approve(
    remediation_id: str, body: Approval, remediations: RemediationsPart, caller: Caller
) -> RemediationOut:
    """Says yes to the plan of this hash; only another person may, who has just proved who it is."""
    return remediation_out(
        remediations.proposals.approve(
            remediation_id,
            caller,
            plan_hash=body.plan_hash,
            reason=body.reason,
            start=body.start,
        )
    )


@approval_router.post("/{remediation_id}/reject", operation_id="remediation_reject")
def remediation_reject(
    remediation_id: str, body: Why, remediations: RemediationsPart, caller: Caller
) -> RemediationOut:
    """Says no, which ends the proposal."""
    return remediation_out(
        remediations.proposals.reject(remediation_id, caller, reason=body.reason)
    )


@approval_router.post("/{remediation_id}/withdraw", operation_id="remediation_withdraw")
def remediation_withdraw(
    remediation_id: str, body: Why, remediations: RemediationsPart, caller: Caller
) -> RemediationOut:
    """Takes a proposal back, approved or not, before it is started."""
    return remediation_out(
        remediations.proposals.withdraw(remediation_id, caller, reason=body.reason)
    )


@approval_router.post("/{remediation_id}/break-glass", operation_id="remediation_break_glass")
def remediation_break_glass(
    remediation_id: str, body: Why, remediations: RemediationsPart, caller: Caller
) -> RemediationOut:
    """Starts without the approval that is needed; off unless an administrator allows it."""
    return remediation_out(remediations.start(remediation_id, caller, emergency=body.reason))


@approval_router.get("/{remediation_id}/drift", operation_id="remediation_drift")
def remediation_drift(
    remediation_id: str, remediations: RemediationsPart, caller: Caller
) -> DriftOut:
    """Counts what has changed since the plan was frozen."""
    return drift_out(remediations.proposals.drift(remediation_id, caller))


@approval_router.get("/{remediation_id}/drift/{kind}", operation_id="remediation_drifted")
def remediation_drifted(
    remediation_id: str,
    kind: Drifted,
    remediations: RemediationsPart,
    caller: Caller,
    *,
    limit: Limit = 50,
    cursor: KeyCursor = None,
) -> DriftedOut:
    """The deliveries that have changed in one way since the plan was frozen."""
    found = remediations.proposals.drifted(
        remediation_id, caller, kind, limit=limit + 1, after=cursor or ""
    )
    more = found[limit - 1].cursor if len(found) > limit else None
    return DriftedOut(items=[moved_out(one) for one in found[:limit]], next=more)


@container_router.post(
    "", status_code=status.HTTP_201_CREATED, operation_id="remediation_container_open"
)
def remediation_container_open(
    body: NewContainer, remediations: RemediationsPart, caller: Caller
) -> ContainerOut:
    """Opens a collection to which people add before it is proposed as one remediation."""
    return container_out(
        remediations.containers.open(
            caller,
            action=body.action,
            name=body.name,
            severity=body.severity,
            description=body.description,
        )
    )


@container_router.get("", operation_id="remediation_container_list")
def remediation_container_list(
    remediations: RemediationsPart,
    caller: Caller,
    closed: Annotated[bool, Query(description="Those that were proposed.")] = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ContainersOut:
    """Containers, newest first."""
    found = remediations.containers.page(caller, limit=limit + 1, before=cursor, closed=closed)
    shown = [container_out(one) for one in found[:limit]]
    return ContainersOut(items=shown, next=shown[-1].id if len(found) > limit else None)


@container_router.get("/{container_id}", operation_id="remediation_container_get")
def remediation_container_get(
    container_id: str, remediations: RemediationsPart, caller: Caller
) -> ContainerOut:
    """One container, with who added what."""
    return container_out(remediations.containers.get(container_id, caller))


@container_router.post("/{container_id}/add", operation_id="remediation_container_add")
def remediation_container_add(
    container_id: str, body: NewAddition, remediations: RemediationsPart, caller: Caller
) -> ContainerOut:
    """Adds what a filter will find when the container is proposed, or certain deliveries."""
    return container_out(remediations.containers.add(container_id, caller, _added(body)))


@container_router.post("/{container_id}/propose", operation_id="remediation_container_propose")
def remediation_container_propose(
    container_id: str, remediations: RemediationsPart, caller: Caller
) -> RemediationOut:
    """Freezes what the container's filters find now, and proposes it."""
    return remediation_out(remediations.containers.propose(container_id, caller))


def _added(body: NewAddition) -> str:
    if (body.filter is None) == (not body.deliveries):
        raise BadInputError("Send a filter or deliveries, not both and not neither.")
    if body.filter is not None:
        return bounded(body.filter, body.since, body.until)
    return filter_of(tuple(keys_of(body.deliveries)))


def _after(cursor: str | None) -> int:
    if cursor is None:
        return -1
    if not (cursor.isascii() and cursor.isdigit()) or len(cursor) > len("2147483647"):
        raise BadInputError("The cursor is not one that this list gave. Start without one.")
    return int(cursor)
