"""Retention over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, status

from clawback.http.caller import Caller
from clawback.http.part import part
from clawback.retention.others import Others
from clawback.retention.retention import Retention
from clawback.retention.shapes import (
    OthersOut,
    RetentionOut,
    RetentionRunOut,
    kept_out,
    run_out,
)

router = APIRouter(prefix="/retention", tags=["system"])
"""Mounted by `api` under `/api/v1`."""

RetentionPart = Annotated[Retention, Depends(part(Retention))]
OthersPart = Annotated[Others, Depends(part(Others))]


@router.get("", operation_id="retention_show")
def retention_show(retention: RetentionPart, others: OthersPart) -> RetentionOut:
    """What is kept how long, what there is, what a run would forget, the last one, the next."""
    last, now = retention.last(), retention.under_way
    return RetentionOut(
        kept=[kept_out(data, outlook) for data, outlook in retention.outlook().items()],
        others=OthersOut(
            exports_days=others.exports_days,
            quarantine_days=others.quarantine_days,
            escrow_days=others.escrow_days,
            audit_days=0,
        ),
        hold=retention.policy.hold,
        last=None if last is None else run_out(last),
        under_way=None if now is None else run_out(now),
        next_run=retention.next_run(),
    )


@router.post("/run", status_code=status.HTTP_202_ACCEPTED, operation_id="retention_run")
def retention_run(retention: RetentionPart, caller: Caller) -> RetentionRunOut:
    """Forgets what was kept long enough, now; answers as it begins. It cannot be taken back."""
    return run_out(retention.begin(caller))
