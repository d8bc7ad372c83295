"""Starting remediations over HTTP, stopping them, and taking them back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, status

from clawback.http.caller import Caller
from clawback.remediation.routes.asking import RemediationsPart
from clawback.remediation.shapes import RemediationOut, UndoWish
from clawback.remediation.shaping import remediation_out

router = APIRouter(prefix="/remediations", tags=["remediations"])


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
