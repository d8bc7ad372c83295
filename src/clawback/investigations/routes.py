"""Investigations over HTTP; mounted by `api` under `/api/v1`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, status

from clawback.http.caller import Caller
from clawback.http.part import part
from clawback.investigations.graph import graph_of
from clawback.investigations.investigations import Investigations
from clawback.investigations.shapes import (
    InvestigationGraphOut,
    InvestigationPageOut,
    InvestigationsOut,
    NewInvestigation,
    graph_out,
    investigation_out,
    page_out,
)

router = APIRouter(tags=["investigations"])
InvestigationsPart = Annotated[Investigations, Depends(part(Investigations))]
_ONE = "/investigations/{investigation_id}"


@router.post(
    "/investigations", status_code=status.HTTP_202_ACCEPTED, operation_id="investigation_make"
)
def investigation_make(
    body: NewInvestigation, investigations: InvestigationsPart, caller: Caller
) -> InvestigationPageOut:
    """Investigates mail: gathers evidence and recommends actions. Answers as it begins."""
    return page_out(investigations.begin(body.root(), caller, reason=body.reason))


@router.get("/investigations", operation_id="investigation_list")
def investigation_list(
    investigations: InvestigationsPart,
    caller: Caller,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=40)] = None,
) -> InvestigationsOut:
    """Investigations, newest first, with how far they are."""
    found = investigations.newest(caller, limit=limit + 1, before=cursor)
    page = found[:limit]
    return InvestigationsOut(
        items=[investigation_out(one) for one in page],
        next=page[-1].investigation.id if len(found) > limit else None,
    )


@router.get(_ONE, operation_id="investigation_get")
def investigation_get(
    investigation_id: str, investigations: InvestigationsPart, caller: Caller
) -> InvestigationPageOut:
    """An investigation: evidence, entities, clusters, log and recommended actions."""
    return page_out(investigations.get(investigation_id, caller))


@router.get(f"{_ONE}/graph", operation_id="investigation_graph")
def investigation_graph(
    investigation_id: str, investigations: InvestigationsPart, caller: Caller
) -> InvestigationGraphOut:
    """The same as nodes and edges."""
    return graph_out(graph_of(investigations.get(investigation_id, caller)))


@router.post(f"{_ONE}/cancel", operation_id="investigation_cancel")
def investigation_cancel(
    investigation_id: str, investigations: InvestigationsPart, caller: Caller
) -> InvestigationPageOut:
    """Ends an investigation that runs; what it has proposed stays proposed."""
    return page_out(investigations.cancel(investigation_id, caller))
