"""Plans over HTTP: making, listing, looking at and changing them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, status

from clawback.http.caller import Caller
from clawback.model.errors import BadInputError
from clawback.remediation.outcome import Outcome
from clawback.remediation.progress_shapes import ReasonsOut
from clawback.remediation.routes.asking import Cursor, Limit, Listed, RemediationsPart
from clawback.remediation.shapes import (
    Amendment,
    Change,
    CreatedOut,
    ItemsOut,
    NewRemediation,
    RemediationOut,
    RemediationsOut,
)
from clawback.remediation.shaping import item_out, numbers_out, reasons_out, remediation_out
from clawback.remediation.wishing import amendment_of, wish_of

router = APIRouter(prefix="/remediations", tags=["remediations"])
_LARGEST_PAGE = 500


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
    asked: Listed,
    remediations: RemediationsPart,
    caller: Caller,
    *,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> RemediationsOut:
    """Remediations, newest first; what is over stays listed for good."""
    found = remediations.newest(caller, asked, limit=limit + 1, before=cursor)
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


@router.get("/{remediation_id}/reasons", operation_id="remediation_reasons")
def remediation_reasons(
    remediation_id: str, remediations: RemediationsPart, caller: Caller
) -> ReasonsOut:
    """Counts why deliveries did not end as a success, so far."""
    return reasons_out(remediations.reasons(remediation_id, caller))


@router.put("/{remediation_id}", operation_id="remediation_edit")
def remediation_edit(
    remediation_id: str, body: Change, remediations: RemediationsPart, caller: Caller
) -> RemediationOut:
    """Freezes a draft anew. Whoever changed it may not approve it."""
    wish = wish_of(body, remediations.names(caller))
    return remediation_out(remediations.edit(remediation_id, wish, caller))


@router.patch("/{remediation_id}", operation_id="remediation_amend")
def remediation_amend(
    remediation_id: str, body: Amendment, remediations: RemediationsPart, caller: Caller
) -> RemediationOut:
    """Changes a draft's words or leaves deliveries out; what was frozen stays, and nothing new."""
    wanted = amendment_of(body, remediations.names(caller))
    return remediation_out(remediations.amend(remediation_id, wanted, caller))


@router.post("/{remediation_id}/discard", operation_id="remediation_discard")
def remediation_discard(
    remediation_id: str, remediations: RemediationsPart, caller: Caller
) -> RemediationOut:
    """Throws a draft away that nobody proposed; whoever may draft may do so."""
    return remediation_out(remediations.discard(remediation_id, caller))


def _after(cursor: str | None) -> int:
    if cursor is None:
        return -1
    if not (cursor.isascii() and cursor.isdigit()) or len(cursor) > len("2147483647"):
        raise BadInputError("The cursor is not one that this list gave. Start without one.")
    return int(cursor)
