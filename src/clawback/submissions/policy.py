"""What is taken, how often, and when a target is tried again; pure rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from clawback.submissions.submission import Sending, SendState
from clawback.submissions.targets.target import Answer, Said

MOST_TRIES = 24
_FIRST, _LONGEST = timedelta(seconds=30), timedelta(hours=1)
_NO_ACCESS = timedelta(minutes=10)
_ASK_AGAIN = timedelta(minutes=5)
_SAME = timedelta(minutes=15)
_DAY, _SAME_A_DAY = timedelta(hours=24), 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionPolicy:
    """`size_limit` in bytes, `most` submissions in a quarter of an hour.

    `keep` is for how long bytes stay after the end, `patience` how long an answer is waited for.
    """

    size_limit: int = 50 << 20
    keep: timedelta = timedelta(days=30)
    most: int = 150
    patience: timedelta = timedelta(hours=72)


def too_often(before: Sequence[datetime], now: datetime) -> bool:
    """Whether the same thing was submitted so lately, or so often in a day, that it must wait."""
    in_a_day = [one for one in before if one > now - _DAY]
    return len(in_a_day) >= _SAME_A_DAY or any(one > now - _SAME for one in in_a_day)


def after(one: Sending, said: Said, now: datetime, policy: SubmissionPolicy) -> Sending:
    """The sending after a try, or after a question."""
    told = replace(one, said=said.text, changed_at=now)
    match said.answer:
        case Answer.DONE:
            reference = said.reference or one.reference
            return replace(told, state=SendState.ANSWERED, result=said.result, reference=reference)
        case Answer.TAKEN:
            return _waits_for_answer(told, said, now, policy)
        case Answer.REFUSED:
            return replace(told, state=SendState.FAILED)
        case Answer.DECLINED:
            return replace(told, state=SendState.SKIPPED)
        case Answer.NO_ACCESS:
            state = one.state if one.state is SendState.SENT else SendState.NO_ACCESS
            return replace(told, state=state, due=now + _NO_ACCESS)
        case Answer.AWAY:
            return _again(told, said, now)


def _waits_for_answer(one: Sending, said: Said, now: datetime, policy: SubmissionPolicy) -> Sending:
    sent = one.sent_at or now
    if now - sent > policy.patience:
        gone = "The target has not said in time what it makes of it."
        return replace(one, state=SendState.FAILED, said=gone)
    return replace(
        one,
        state=SendState.SENT,
        tries=0,
        reference=said.reference or one.reference,
        sent_at=sent,
        due=now + _ASK_AGAIN,
    )


def _again(one: Sending, said: Said, now: datetime) -> Sending:
    tries = one.tries + 1
    if tries >= MOST_TRIES:
        return replace(one, state=SendState.FAILED, tries=tries)
    pause = min(_FIRST * 2 ** min(tries - 1, 10), _LONGEST)
    if said.pause is not None:
        pause = max(timedelta(seconds=said.pause), timedelta(seconds=1))
    state = one.state if one.state is SendState.SENT else SendState.WAITING
    return replace(one, state=state, tries=tries, due=now + pause)
