"""Judgements over HTTP; mounted by `api` under `/api/v1`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, status

from clawback.http.caller import Caller
from clawback.http.part import part
from clawback.purge.inquiry.inquiries import Inquiries
from clawback.purge.judgements import Judgements
from clawback.purge.shapes import (
    InquiriesOut,
    InquiryOut,
    JudgementOut,
    JudgementsOut,
    NewInquiry,
    NewJudgement,
    PurgePolicyOut,
    inquiry_out,
    judgement_out,
    policy_out,
)

router = APIRouter(tags=["judgements"])
InquiriesPart = Annotated[Inquiries, Depends(part(Inquiries))]
JudgementsPart = Annotated[Judgements, Depends(part(Judgements))]


@router.post("/judgements", status_code=status.HTTP_202_ACCEPTED, operation_id="judgement_make")
def judgement_make(body: NewJudgement, judgements: JudgementsPart, caller: Caller) -> JudgementOut:
    """Judges delivered mail again, and has the policy's answer follow; answers as it begins."""
    return judgement_out(judgements.begin(body.wish(), caller))


@router.get("/judgements", operation_id="judgement_list")
def judgement_list(
    judgements: JudgementsPart,
    caller: Caller,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=40)] = None,
) -> JudgementsOut:
    """What was judged again after delivery, newest first."""
    found = judgements.newest(caller, limit=limit + 1, before=cursor)
    page = found[:limit]
    return JudgementsOut(
        items=[judgement_out(one) for one in page],
        next=page[-1].id if len(found) > limit else None,
    )


@router.get("/judgements/{judgement_id}", operation_id="judgement_get")
def judgement_get(judgement_id: str, judgements: JudgementsPart, caller: Caller) -> JudgementOut:
    """A judgement as it stands."""
    return judgement_out(judgements.get(judgement_id, caller))


@router.post("/inquiries", status_code=status.HTTP_202_ACCEPTED, operation_id="inquiry_make")
def inquiry_make(body: NewInquiry, inquiries: InquiriesPart, caller: Caller) -> InquiryOut:
    """Has engines asked again about stored mail; what they find is judged. Answers as it begins."""
    return inquiry_out(inquiries.begin(caller, engines=body.engines, since=body.since))


@router.get("/inquiries", operation_id="inquiry_list")
def inquiry_list(
    inquiries: InquiriesPart,
    caller: Caller,
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
) -> InquiriesOut:
    """When engines were asked again, what came of it, and who can be asked."""
    return InquiriesOut(
        items=[inquiry_out(one) for one in inquiries.newest(caller, limit=limit)],
        engines=list(inquiries.engines),
        on_change=inquiries.on_change,
    )


@router.get("/inquiries/{inquiry_id}", operation_id="inquiry_get")
def inquiry_get(inquiry_id: str, inquiries: InquiriesPart, caller: Caller) -> InquiryOut:
    """An inquiry as it stands."""
    return inquiry_out(inquiries.get(inquiry_id, caller))


@router.post("/inquiries/{inquiry_id}/stop", operation_id="inquiry_stop")
def inquiry_stop(inquiry_id: str, inquiries: InquiriesPart, caller: Caller) -> InquiryOut:
    """Has engines asked no longer; what they found stays."""
    return inquiry_out(inquiries.stop_asking(inquiry_id, caller))


@router.get("/purge", operation_id="purge_policy")
def purge_policy(judgements: JudgementsPart) -> PurgePolicyOut:
    """What follows when delivered mail is judged again, as the settings have it."""
    return policy_out(judgements.policy)
