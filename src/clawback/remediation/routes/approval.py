"""What two people do together, over HTTP: proposing, deciding, and looking what has changed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from clawback.http.caller import Caller
from clawback.remediation.drift import Drifted
from clawback.remediation.routes.asking import Limit, RemediationsPart
from clawback.remediation.shapes import Approval, DriftedOut, DriftOut, RemediationOut, Why
from clawback.remediation.shaping import drift_out, moved_out, remediation_out

router = APIRouter(prefix="/remediations", tags=["approval"])
KeyCursor = Annotated[str | None, Query(max_length=1200)]


@router.post("/{remediation_id}/propose", operation_id="remediation_propose")
def remediation_propose(
    remediation_id: str, remediations: RemediationsPart, caller: Caller
) -> RemediationOut:
    """Asks others to approve a draft, which cannot be changed from then on."""
    return remediation_out(remediations.proposals.propose(remediation_id, caller))


@router.post("/{remediation_id}/approve", operation_id="remediation_approve")
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


@router.post("/{remediation_id}/reject", operation_id="remediation_reject")
def remediation_reject(
    remediation_id: str, body: Why, remediations: RemediationsPart, caller: Caller
) -> RemediationOut:
    """Says no, which ends the proposal."""
    return remediation_out(
        remediations.proposals.reject(remediation_id, caller, reason=body.reason)
    )


@router.post("/{remediation_id}/withdraw", operation_id="remediation_withdraw")
def remediation_withdraw(
    remediation_id: str, body: Why, remediations: RemediationsPart, caller: Caller
) -> RemediationOut:
    """Takes a proposal back, approved or not, before it is started."""
    return remediation_out(
        remediations.proposals.withdraw(remediation_id, caller, reason=body.reason)
    )


@router.post("/{remediation_id}/break-glass", operation_id="remediation_break_glass")
def remediation_break_glass(
    remediation_id: str, body: Why, remediations: RemediationsPart, caller: Caller
) -> RemediationOut:
    """Starts without the approval that is needed; off unless an administrator allows it."""
    return remediation_out(remediations.start(remediation_id, caller, emergency=body.reason))


@router.get("/{remediation_id}/drift", operation_id="remediation_drift")
def remediation_drift(
    remediation_id: str, remediations: RemediationsPart, caller: Caller
) -> DriftOut:
    """Counts what has changed since the plan was frozen."""
    return drift_out(remediations.proposals.drift(remediation_id, caller))


@router.get("/{remediation_id}/drift/{kind}", operation_id="remediation_drifted")
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
