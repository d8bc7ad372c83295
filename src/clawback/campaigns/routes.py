"""Campaigns over HTTP; mounted by `api` under `/api/v1`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response, status

from clawback.campaigns.campaign import Kind
from clawback.campaigns.campaigns import Campaigns
from clawback.campaigns.changes.changing import Changing
from clawback.campaigns.report.document import docx_of
from clawback.campaigns.report.gathering import Reports
from clawback.campaigns.shapes import (
    CampaignChangeOut,
    CampaignChangesOut,
    CampaignEdit,
    CampaignFlowOut,
    CampaignMerge,
    CampaignOut,
    CampaignsOut,
    CampaignSplit,
    CampaignUndo,
    campaign_out,
    change_out,
    flow_out,
)
from clawback.campaigns.wanted import Mark, Wanted
from clawback.filters.parse import parse
from clawback.filters.span import read_span
from clawback.http.caller import Caller
from clawback.http.part import part
from clawback.model.clock import Clock

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
router = APIRouter(prefix="/campaigns", tags=["campaigns"])
CampaignsPart = Annotated[Campaigns, Depends(part(Campaigns))]
ChangingPart = Annotated[Changing, Depends(part(Changing))]
ReportsPart = Annotated[Reports, Depends(part(Reports))]
Now = Annotated[Clock, Depends(part(Clock))]


@router.get("", operation_id="campaign_list")
def campaign_list(
    campaigns: CampaignsPart,
    caller: Caller,
    clock: Now,
    *,
    text: Annotated[
        str, Query(max_length=200, description="Stands in its name, its subject or its id.")
    ] = "",
    kind: Annotated[Kind | None, Query(description="What it is for.")] = None,
    since: Annotated[
        str,
        Query(
            max_length=40, description="ISO 8601, or told from now: `-7d`; when it last had mail."
        ),
    ] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str, Query(max_length=60)] = "",
) -> CampaignsOut:
    """Campaigns that were found among stored mail, a page at a time."""
    wanted = Wanted(
        text=text,
        kind=kind,
        since=read_span(since, "", clock.now()).since,
        after=Mark.read(cursor) if cursor else None,
    )
    found = campaigns.page(caller, wanted, limit=limit)
    return CampaignsOut(
        items=[campaign_out(one) for one in found.items],
        next=found.next.text if found.next else None,
    )


@router.get("/{campaign_id}", operation_id="campaign_get")
def campaign_get(campaign_id: str, campaigns: CampaignsPart, caller: Caller) -> CampaignOut:
    """A campaign and how much mail it is."""
    return campaign_out(campaigns.get(caller, campaign_id))


@router.get("/{campaign_id}/flow", operation_id="campaign_flow")
def campaign_flow(
    campaign_id: str,
    campaigns: CampaignsPart,
    caller: Caller,
    clock: Now,
    *,
    since: Annotated[str, Query(max_length=40, description="As in a search.")] = "",
    until: Annotated[str, Query(max_length=40, description="As in a search.")] = "",
) -> CampaignFlowOut:
    """From whom a campaign's mail came, as what it was held, where it is now, and who clicked."""
    span = read_span(since, until, clock.now())
    return flow_out(campaigns.flow(caller, campaign_id, span.since, span.until))


@router.get(
    "/{campaign_id}/report",
    operation_id="campaign_report",
    response_class=Response,
    responses={200: {"content": {_DOCX: {}}}},
)
def campaign_report(campaign_id: str, reports: ReportsPart, caller: Caller) -> Response:
    """All of a campaign's life as a Word document, with pictures and the most frequent values."""
    written = docx_of(reports.gather(caller, campaign_id))
    return Response(
        written,
        media_type=_DOCX,
        headers={"Content-Disposition": f'attachment; filename="campaign-{campaign_id}.docx"'},
    )


@router.patch("/{campaign_id}", operation_id="campaign_edit")
def campaign_edit(
    campaign_id: str, body: CampaignEdit, campaigns: CampaignsPart, caller: Caller
) -> CampaignOut:
    """Gives a campaign another name."""
    return campaign_out(campaigns.rename(caller, campaign_id, body.name))


@router.post("/{campaign_id}/merge", operation_id="campaign_merge")
def campaign_merge(
    campaign_id: str, body: CampaignMerge, changing: ChangingPart, caller: Caller
) -> CampaignOut:
    """Gives all mail of a campaign to another, which is answered; its id leads there for good."""
    return campaign_out(changing.merge(caller, campaign_id, body.into, body.reason))


@router.post(
    "/{campaign_id}/split", status_code=status.HTTP_201_CREATED, operation_id="campaign_split"
)
def campaign_split(
    campaign_id: str, body: CampaignSplit, changing: ChangingPart, caller: Caller
) -> CampaignOut:
    """Makes a campaign of its own of some of a campaign's messages, and answers it."""
    part_ = parse(body.filter)
    return campaign_out(changing.split(caller, campaign_id, part_, body.name, body.reason))


@router.get("/{campaign_id}/changes", operation_id="campaign_changes")
def campaign_changes(
    campaign_id: str, changing: ChangingPart, caller: Caller
) -> CampaignChangesOut:
    """What people merged with a campaign or split off it, newest first."""
    found = changing.history(caller, campaign_id)
    return CampaignChangesOut(items=[change_out(one) for one in found])


@router.post("/{campaign_id}/changes/{number}/undo", operation_id="campaign_undo")
def campaign_undo(
    campaign_id: str, number: int, body: CampaignUndo, changing: ChangingPart, caller: Caller
) -> CampaignChangeOut:
    """Takes a change back: its mail is again where it was. Mail that came since stays."""
    return change_out(changing.undo(caller, campaign_id, number, body.reason))
