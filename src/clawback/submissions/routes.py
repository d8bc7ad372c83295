"""Submissions over HTTP; mounted by `api` under `/api/v1`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, status
from pydantic import AwareDatetime
from starlette.concurrency import run_in_threadpool

from clawback.http.caller import Caller
from clawback.http.part import part
from clawback.model.actor import Actor
from clawback.model.errors import BadInputError, ClawbackError
from clawback.submissions.ground import EntryWish
from clawback.submissions.making import Upload, Wish
from clawback.submissions.records import Wanted
from clawback.submissions.shapes import (
    NewEmailSubmission,
    NewSubmissionDispute,
    NewUrlSubmission,
    SubmissionPageOut,
    SubmissionsOut,
    SubmissionTargetOut,
    SubmissionTargetsOut,
    SubmittedOut,
    page_out,
    submission_out,
)
from clawback.submissions.submission import Category, Kind, Reason, Result, SendState, Status
from clawback.submissions.submissions import Submissions

router = APIRouter(tags=["submissions"])
SubmissionsPart = Annotated[Submissions, Depends(part(Submissions))]
_ONE = "/submissions/{submission_id}"
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class TooLargeError(BadInputError):
    """The mail or file is larger than what is taken here (`submissions.size_limit`)."""

    code = "submission_too_large"


@router.post(
    "/submissions/email", status_code=status.HTTP_202_ACCEPTED, operation_id="submission_email"
)
def submission_email(
    body: NewEmailSubmission, submissions: SubmissionsPart, caller: Caller
) -> SubmissionPageOut:
    """Submits a stored mail. Answers as it is taken; it is judged again at once, then sent."""
    made = submissions.email(body.network_message_id, body.recipient, body.wish(), caller)
    return page_out(made, _kinds(submissions))


@router.post(
    "/submissions/url", status_code=status.HTTP_202_ACCEPTED, operation_id="submission_url"
)
def submission_url(
    body: NewUrlSubmission, submissions: SubmissionsPart, caller: Caller
) -> SubmittedOut:
    """Submits URLs, each by itself; those that cannot be are named with the reason."""
    made, refused = [], {}
    for url in dict.fromkeys(body.urls):
        try:
            case = submissions.url(url, body.wish(), caller)
        except ClawbackError as error:
            if len(body.urls) == 1:
                raise
            refused[url] = str(error)
        else:
            made.append(page_out(case, _kinds(submissions)))
    return SubmittedOut(items=made, refused=refused)


@router.post(
    "/submissions/upload",
    status_code=status.HTTP_202_ACCEPTED,
    operation_id="submission_upload",
    openapi_extra=_BODY,
)
async def submission_upload(
    *,
    request: Request,
    submissions: SubmissionsPart,
    caller: Caller,
    kind: Annotated[Kind, Query(description="`email` for a mail (.eml), `file` for a file.")],
    category: Category,
    reason: Reason,
    name: Annotated[str, Query(max_length=255, description="The file's name.")] = "",
    recipient: Annotated[str, Query(max_length=320, description="Whom a mail was for.")] = "",
    note: Annotated[str, Query(max_length=4000)] = "",
    entry: Annotated[
        str, Query(max_length=40, description="Blocks or allows: for how long, as `30_days`.")
    ] = "",
    entry_value: Annotated[
        list[str] | None, Query(max_length=20, description="What; empty: the sender or file.")
    ] = None,
    entry_at: Annotated[
        AwareDatetime | None, Query(description="With the choice `date`: until when.")
    ] = None,
) -> SubmissionPageOut:
    """Submits a mail or a file whose bytes are the body. Answers as it is taken."""
    listed = EntryWish(values=tuple(entry_value or ()), expiry=entry, at=entry_at)
    wish = Wish(category=category, reason=reason, note=note, entry=listed if entry else None)
    content = await _content(request, submissions.policy.size_limit)
    upload = Upload(kind=kind, content=content, name=name, recipient=recipient)
    return await run_in_threadpool(_uploaded, submissions, upload, wish, caller)


@router.get("/submissions", operation_id="submission_list")
def submission_list(
    *,
    submissions: SubmissionsPart,
    caller: Caller,
    state: Annotated[Status | None, Query(alias="status")] = None,
    kind: Kind | None = None,
    category: Category | None = None,
    result: Result | None = None,
    network_message_id: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=40)] = None,
) -> SubmissionsOut:
    """Submissions, newest first, with their states and results."""
    wanted = Wanted(
        status=state,
        kind=kind.value if kind else "",
        category=category,
        result=result,
        network_message_id=network_message_id,
    )
    found = submissions.newest(caller, wanted, limit=limit + 1, before=cursor)
    page = found[:limit]
    return SubmissionsOut(
        items=[submission_out(one) for one in page],
        next=page[-1].submission.id if len(found) > limit else None,
    )


@router.get("/submissions/targets", operation_id="submission_targets")
def submission_targets(submissions: SubmissionsPart) -> SubmissionTargetsOut:
    """Who is told of submissions, and how much waits for each."""
    totals = submissions.totals()
    return SubmissionTargetsOut(
        items=[
            SubmissionTargetOut(
                name=one.name,
                kind=one.kind,
                **{
                    state.value: totals.get((one.name, state), 0)
                    for state in SendState
                    if state is not SendState.SKIPPED
                },
            )
            for one in submissions.couriers
        ]
    )


@router.get(_ONE, operation_id="submission_get")
def submission_get(
    submission_id: str, submissions: SubmissionsPart, caller: Caller
) -> SubmissionPageOut:
    """A submission: what was found, what each target said, and what may be asked of it."""
    return page_out(submissions.get(submission_id, caller), _kinds(submissions))


@router.post(f"{_ONE}/retry", operation_id="submission_retry")
def submission_retry(
    submission_id: str, submissions: SubmissionsPart, caller: Caller
) -> SubmissionPageOut:
    """Has every target told again that failed."""
    return page_out(submissions.retry(submission_id, caller), _kinds(submissions))


@router.post(
    f"{_ONE}/resubmit", status_code=status.HTTP_202_ACCEPTED, operation_id="submission_resubmit"
)
def submission_resubmit(
    submission_id: str, submissions: SubmissionsPart, caller: Caller
) -> SubmissionPageOut:
    """Submits the same once more, as a submission of its own."""
    return page_out(submissions.resubmit(submission_id, caller), _kinds(submissions))


@router.post(
    f"{_ONE}/dispute", status_code=status.HTTP_202_ACCEPTED, operation_id="submission_dispute"
)
def submission_dispute(
    submission_id: str, body: NewSubmissionDispute, submissions: SubmissionsPart, caller: Caller
) -> SubmissionPageOut:
    """Says that a result is wrong: it is judged again, and every target is told why. Once."""
    made = submissions.dispute(submission_id, body.what, body.text, caller)
    return page_out(made, _kinds(submissions))


def _kinds(submissions: Submissions) -> dict[str, str]:
    return {one.name: one.kind for one in submissions.couriers}


def _uploaded(
    submissions: Submissions, upload: Upload, wish: Wish, caller: Actor
) -> SubmissionPageOut:
    return page_out(submissions.upload(upload, wish, caller), _kinds(submissions))


async def _content(request: Request, most: int) -> bytes:
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > most:
            raise TooLargeError
    return bytes(content)
