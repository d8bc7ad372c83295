"""The shapes in which the API takes and shows judgements."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from clawback.purge.inquiry.inquiry import Inquiry, InquiryCause, InquiryState
from clawback.purge.judgement import Answer, Cause, Judgement, State, Verdict, Wish
from clawback.purge.policy import Mode, PurgePolicy
from clawback.remediation.action import Action

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class NewJudgement(BaseModel):
    """What delivered mail is held for from now on."""

    model_config = ConfigDict(extra="forbid")

    verdict: Verdict
    filter: str = Field(min_length=1, max_length=100_000, description="Which deliveries.")
    reason: Reason = Field(description="Why, for those who read the timeline.")
    since: AwareDatetime | None = Field(
        default=None, description="Received then or later; the policy's look-back without."
    )
    until: AwareDatetime | None = Field(default=None, description="Received before.")
    url: str = Field(default="", max_length=4096, description="The link because of which.")

    def wish(self) -> Wish:
        return Wish(
            verdict=self.verdict,
            filter=self.filter,
            reason=self.reason,
            since=self.since,
            until=self.until,
            url=self.url,
        )


class JudgementOut(BaseModel):
    """A judgement as it stands; `deliveries` were held for something else before."""

    id: str
    verdict: Verdict
    cause: Cause
    filter: str
    since: datetime | None
    until: datetime | None
    url: str
    reason: str
    at: datetime
    by_name: str
    state: State
    deliveries: int
    answer: Answer
    answer_label: str
    remediation: str
    trouble: str
    ended_at: datetime | None
    sentence: str


class JudgementsOut(BaseModel):
    """A page, newest first; `next` asks for the following one."""

    items: list[JudgementOut]
    next: str | None


class NewInquiry(BaseModel):
    """Whom to ask again, and about what."""

    model_config = ConfigDict(extra="forbid")

    engines: list[str] = Field(
        default_factory=list, max_length=100, description="By name; all where none is named."
    )
    since: AwareDatetime | None = Field(
        default=None, description="Received then or later; the policy's look-back without."
    )


class InquiryOut(BaseModel):
    """Engines are asked again. Counts are mails; `total` are the deliveries of the time."""

    id: str
    engines: list[str]
    cause: InquiryCause
    since: datetime
    until: datetime
    at: datetime
    by_name: str
    state: InquiryState
    total: int
    asked: int
    unseen: int = Field(description="Whose bytes nobody has any more.")
    unanswered: int
    turned: int = Field(description="Judged because of an answer.")
    reached: datetime | None = Field(description="How far it is; newest mail comes first.")
    trouble: str
    ended_at: datetime | None
    sentence: str


class InquiriesOut(BaseModel):
    """The last ones, newest first, and the engines that can be asked."""

    items: list[InquiryOut]
    engines: list[str]
    on_change: bool = Field(description="Whether a change of an engine begins one by itself.")


class ResponseOut(BaseModel):
    """What is done about mail with a verdict; `action` is empty where nothing is."""

    verdict: Verdict
    action: Action | None
    unread_only: bool


class PurgePolicyOut(BaseModel):
    """What follows when delivered mail is judged again."""

    mode: Mode
    mode_label: str
    look_back_hours: float
    responses: list[ResponseOut]


def judgement_out(made: Judgement) -> JudgementOut:
    wish = made.wish
    return JudgementOut(
        id=made.id,
        verdict=wish.verdict,
        cause=wish.cause,
        filter=wish.filter,
        since=wish.since,
        until=wish.until,
        url=wish.url,
        reason=wish.reason,
        at=made.at,
        by_name=made.by_name,
        state=made.state,
        deliveries=made.deliveries,
        answer=made.answer,
        answer_label=made.answer.label,
        remediation=made.remediation,
        trouble=made.trouble,
        ended_at=made.ended_at,
        sentence=made.sentence(),
    )


def inquiry_out(made: Inquiry) -> InquiryOut:
    return InquiryOut(
        id=made.id,
        engines=list(made.engines),
        cause=made.cause,
        since=made.since,
        until=made.until,
        at=made.at,
        by_name=made.by_name,
        state=made.state,
        total=made.total,
        asked=made.asked,
        unseen=made.unseen,
        unanswered=made.unanswered,
        turned=made.turned,
        reached=made.reached.time_received if made.reached else None,
        trouble=made.trouble,
        ended_at=made.ended_at,
        sentence=made.sentence(),
    )


def policy_out(policy: PurgePolicy) -> PurgePolicyOut:
    found = {verdict: policy.responses.get(verdict) for verdict in Verdict}
    return PurgePolicyOut(
        mode=policy.mode,
        mode_label=policy.mode.label,
        look_back_hours=policy.look_back.total_seconds() / 3600,
        responses=[
            ResponseOut(
                verdict=verdict,
                action=response.action if response else None,
                unread_only=bool(response and response.unread_only),
            )
            for verdict, response in found.items()
        ],
    )
