"""The shapes in which the API takes and shows submissions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from clawback.model.verdict import ThreatType
from clawback.submissions.ground import EntryWish
from clawback.submissions.making import Wish
from clawback.submissions.submission import (
    DISPUTABLE,
    Case,
    Category,
    Dispute,
    Disputed,
    FileSeen,
    Kind,
    Reason,
    Result,
    Review,
    Sending,
    SendState,
    Status,
    Word,
)

Value = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4096)]
_NOTE = 4000
_CHOICE = r"^[a-z0-9_]{1,40}$"


class NewListEntry(BaseModel):
    """What is blocked (of a threat) or allowed (of what is clean) beside the submission."""

    model_config = ConfigDict(extra="forbid")

    values: Annotated[
        tuple[Value, ...],
        Field(max_length=20, description="Empty: the sender, the URL or the file submitted."),
    ] = ()
    expiry: Annotated[
        str, Field(pattern=_CHOICE, description="One of the list's choices, such as `30_days`.")
    ] = "30_days"
    at: AwareDatetime | None = Field(default=None, description="With the choice `date`.")
    note: str = Field(default="", max_length=1000)

    def wish(self) -> EntryWish:
        return EntryWish(values=self.values, expiry=self.expiry, at=self.at, note=self.note)


class _New(BaseModel):
    model_config = ConfigDict(extra="forbid")

    category: Category
    reason: Reason
    note: str = Field(default="", max_length=_NOTE, description="For those who read it.")
    entry: NewListEntry | None = Field(default=None, description="Of what is confirmed alone.")

    def wish(self) -> Wish:
        entry = self.entry.wish() if self.entry else None
        return Wish(category=self.category, reason=self.reason, note=self.note, entry=entry)


class NewEmailSubmission(_New):
    """A stored mail. Without a recipient, that of any of its deliveries that one may see."""

    network_message_id: Value
    recipient: str = Field(default="", max_length=320)


class NewUrlSubmission(_New):
    """URLs, each a submission of its own; defanged ones are understood."""

    urls: list[Value] = Field(min_length=1, max_length=50)


class NewSubmissionDispute(BaseModel):
    """What is wrong with a result, and why."""

    model_config = ConfigDict(extra="forbid")

    what: Disputed
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=_NOTE)]


class SubmissionWordOut(BaseModel):
    """What a judge says now; `no_verdict` is why it says nothing."""

    provider: str
    threat: ThreatType | None
    evidence: list[str]
    no_verdict: str


class SubmittedFileOut(BaseModel):
    """A file in it; `size` in bytes."""

    name: str
    sha256: str
    size: int


class SubmissionReviewOut(BaseModel):
    """What was found when it was judged again."""

    at: datetime
    result: Result
    result_label: str
    parse: str
    then: list[ThreatType] = Field(description="What it was held for when it came.")
    why: list[str] = Field(description="Why it was let through or stopped, in sentences.")
    now: list[ThreatType] = Field(description="What it is held for now.")
    words: list[SubmissionWordOut]
    policy: list[str] = Field(description="Which rules of the organisation name it.")
    files: list[SubmittedFileOut]
    urls: list[str]


class SubmissionSendingOut(BaseModel):
    """How it is with one target."""

    target: str
    kind: str
    round: int
    state: SendState
    state_label: str
    tries: int
    due: datetime | None = Field(description="When it is told or asked again.")
    reference: str
    said: str
    result: Result | None
    result_label: str
    changed_at: datetime


class SubmissionDisputeOut(BaseModel):
    """Why a result is wrong, and which it was."""

    what: Disputed
    result: Result
    result_label: str
    text: str
    at: datetime
    by_name: str


class SubmissionOut(BaseModel):
    """A submission, for a list."""

    id: str
    kind: Kind
    kind_label: str
    name: str
    category: Category
    category_label: str
    reason: Reason
    reason_label: str
    note: str
    at: datetime
    by_name: str
    status: Status
    status_label: str
    result: Result
    result_label: str
    sha256: str
    size: int
    network_message_id: str
    internet_message_id: str
    recipient: str
    sender: str
    sender_ip: str
    again_of: str
    entries: list[str]
    disputed: bool
    waiting: int = Field(description="Targets that are not told yet, or have not answered.")
    failed: int
    changed_at: datetime
    ended_at: datetime | None


class SubmissionPageOut(SubmissionOut):
    """All of a submission. `can_*` say what may be asked of it now."""

    review: SubmissionReviewOut | None
    sendings: list[SubmissionSendingOut]
    dispute: SubmissionDisputeOut | None
    can_retry: bool
    can_resubmit: bool
    can_dispute: bool


class SubmissionsOut(BaseModel):
    """A page, newest first; `next` asks for the following one."""

    items: list[SubmissionOut]
    next: str | None


class SubmittedOut(BaseModel):
    """What was submitted, and what was not, with the sentence that says why."""

    items: list[SubmissionPageOut]
    refused: dict[str, str]


class SubmissionTargetOut(BaseModel):
    """A target of the settings; counts are sendings."""

    name: str
    kind: str
    waiting: int
    no_access: int
    sent: int
    answered: int
    failed: int


class SubmissionTargetsOut(BaseModel):
    """All of them, in the order of the settings."""

    items: list[SubmissionTargetOut]


def submission_out(case: Case) -> SubmissionOut:
    made, item = case.submission, case.submission.item
    mine = [one.state for one in case.sendings if one.round == made.round]
    return SubmissionOut(
        id=made.id,
        kind=item.kind,
        kind_label=item.kind.label,
        name=item.name,
        category=made.category,
        category_label=made.category.label,
        reason=made.reason,
        reason_label=made.reason.label,
        note=made.note,
        at=made.at,
        by_name=made.by.name,
        status=made.status,
        status_label=made.status.label,
        result=made.result,
        result_label=made.result.label,
        sha256=item.sha256,
        size=item.size,
        network_message_id=item.network_message_id,
        internet_message_id=item.internet_message_id,
        recipient=item.recipient,
        sender=item.sender,
        sender_ip=item.sender_ip,
        again_of=made.again_of,
        entries=list(made.entries),
        disputed=made.dispute is not None,
        waiting=sum(not one.over for one in mine),
        failed=mine.count(SendState.FAILED),
        changed_at=made.changed_at,
        ended_at=made.ended_at,
    )


def page_out(case: Case, kinds: Mapping[str, str]) -> SubmissionPageOut:
    """All of it; `kinds` are those of the targets, by their names."""
    made = case.submission
    mine = {one.state for one in case.sendings if one.round == made.round}
    over = made.status is Status.COMPLETED
    return SubmissionPageOut(
        **submission_out(case).model_dump(),
        review=None if made.review is None else _review(made.review),
        sendings=[_sending(one, kinds) for one in case.sendings],
        dispute=None if made.dispute is None else _dispute(made.dispute),
        can_retry=not mine.isdisjoint({SendState.FAILED, SendState.NO_ACCESS}),
        can_resubmit=bool(made.item.sealed) or made.item.kind is Kind.URL,
        can_dispute=over and made.result in DISPUTABLE and made.dispute is None,
    )


def _review(made: Review) -> SubmissionReviewOut:
    return SubmissionReviewOut(
        at=made.at,
        result=made.result,
        result_label=made.result.label,
        parse=made.parse,
        then=list(made.then),
        why=list(made.why),
        now=list(made.now),
        words=list(map(_word, made.words)),
        policy=list(made.policy),
        files=list(map(_file, made.files)),
        urls=list(made.urls),
    )


def _word(one: Word) -> SubmissionWordOut:
    return SubmissionWordOut(
        provider=one.provider,
        threat=one.threat,
        evidence=list(one.evidence),
        no_verdict=one.no_verdict,
    )


def _file(one: FileSeen) -> SubmittedFileOut:
    return SubmittedFileOut(name=one.name, sha256=one.sha256, size=one.size)


def _sending(one: Sending, kinds: Mapping[str, str]) -> SubmissionSendingOut:
    return SubmissionSendingOut(
        target=one.target,
        kind=kinds.get(one.target, ""),
        round=one.round,
        state=one.state,
        state_label=one.state.label,
        tries=one.tries,
        due=None if one.state.over else one.due,
        reference=one.reference,
        said=one.said,
        result=one.result,
        result_label=one.result.label if one.result else "",
        changed_at=one.changed_at,
    )


def _dispute(made: Dispute) -> SubmissionDisputeOut:
    return SubmissionDisputeOut(
        what=made.what,
        result=made.result,
        result_label=made.result.label,
        text=made.text,
        at=made.at,
        by_name=made.by_name,
    )
