"""What another judgement comes to, and when a target is tried again."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.making.deliveries import NOW, make_delivery, make_message

from clawback.model.authentication import Authentication, Composite
from clawback.model.delivery import Latest, Row
from clawback.model.policy import OverrideSource, PrimaryOverride
from clawback.model.verdict import DetectionTechnology, Finding, ThreatType
from clawback.submissions.deciding import reviewed, settled
from clawback.submissions.making import BadSubmissionError, NotMailError, of_url, require_mail
from clawback.submissions.policy import MOST_TRIES, SubmissionPolicy, after, too_often
from clawback.submissions.submission import Kind, Result, Sending, SendState, Status
from clawback.submissions.targets.http import Answered
from clawback.submissions.targets.target import Answer, Said

SENDING = Sending(submission="S-1", target="a", round=1, due=NOW, changed_at=NOW)


def row(**changes):
    """A stored delivery and where it is."""
    delivery = make_delivery(1, **changes)
    return Row(delivery=delivery, latest=Latest())


def found(threat=None, technology=None, **changes):
    return Finding(provider="engine", threat=threat, technology=technology, **changes)


@pytest.mark.parametrize(
    ("findings", "stored", "result"),
    [
        ((), {}, Result.UNKNOWN),
        ((found(no_verdict="Away."),), {}, Result.FURTHER_ANALYSIS),
        ((found(),), {}, Result.NO_THREATS),
        ((found(ThreatType.SPAM),), {}, Result.SPAM),
        ((found(ThreatType.SPAM, DetectionTechnology.BULK),), {}, Result.BULK),
        ((found(ThreatType.MALWARE),), {}, Result.THREATS_FOUND),
        (
            (found(ThreatType.PHISH, DetectionTechnology.IMPERSONATION_BRAND),),
            {},
            Result.BRAND_IMPERSONATION,
        ),
        ((found(ThreatType.PHISH, DetectionTechnology.SPOOF_DMARC),), {}, Result.SPOOFED),
        (
            (found(),),
            {"primary_override": PrimaryOverride.ALLOWED_BY_ORGANIZATION},
            Result.ALLOWED_BY_ORGANIZATION,
        ),
        (
            (found(ThreatType.PHISH),),
            {"override_source": (OverrideSource.PHISHING_SIMULATION,)},
            Result.PHISHING_SIMULATION,
        ),
    ],
)
def test_results(findings, stored, result):
    """Simulations and overrides go before threats, these before nothing found."""
    made = reviewed(Kind.EMAIL, make_message(1, findings=findings), row(**stored), NOW)
    assert made.result is result


def test_a_mail_that_nobody_signed_says_so():
    """Where nothing bad was found; a URL's own wrapping is never asked who signed it."""
    failed = Authentication(composite=Composite.FAIL)
    message = make_message(1, findings=(found(),), authentication=failed)
    assert reviewed(Kind.EMAIL, message, None, NOW).result is Result.AUTHENTICATION_FAILED
    assert reviewed(Kind.URL, message, None, NOW).result is Result.NO_THREATS


@pytest.mark.parametrize(
    ("states", "status", "result"),
    [
        ((), Status.COMPLETED, Result.SPAM),
        ((SendState.WAITING, SendState.ANSWERED), Status.PENDING, Result.SPAM),
        ((SendState.NO_ACCESS,), Status.PENDING, Result.SPAM),
        ((SendState.SKIPPED, SendState.ANSWERED), Status.COMPLETED, Result.SPAM),
        ((SendState.FAILED, SendState.SKIPPED), Status.COMPLETED, Result.NOT_RECEIVED),
        ((SendState.FAILED, SendState.ANSWERED), Status.COMPLETED, Result.SPAM),
    ],
)
def test_where_a_submission_stands(states, status, result):
    """It is over when every target is; where all failed, nobody received it."""
    sendings = [replace(SENDING, state=one) for one in states]
    assert settled(Result.SPAM, sendings) == (status, result)


@given(
    st.lists(
        st.builds(
            Said,
            answer=st.sampled_from(list(Answer)),
            pause=st.none() | st.floats(0, 86_400),
        ),
        max_size=60,
    )
)
def test_a_sending_always_goes_on_or_ends(answers):
    """Whatever a target says: it is due later, or over; and it is not tried for ever."""
    one, now = SENDING, NOW
    for said in answers:
        now = max(one.due, now)
        one = after(one, said, now, SubmissionPolicy())
        assert one.tries <= MOST_TRIES
        if one.state.over:
            break
        assert one.due > now


def test_the_same_waits():
    """Within 15 minutes, and after three times in a day."""
    before = [NOW - timedelta(hours=one) for one in (1, 5, 30)]
    assert not too_often(before, NOW)
    assert too_often([*before, NOW - timedelta(hours=2)], NOW)
    assert too_often([NOW - timedelta(minutes=14)], NOW)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("120", 120.0),
        ("Mon, 23 Nov 2026 12:01:00 GMT", 60.0),
        ("Mon, 23 Nov 2020 12:01:00 GMT", 0.0),
        ("99999999", 86_400.0),
        ("soon", None),
        ("", None),
        ("²", None),
    ],
)
def test_retry_after(told, seconds):
    """Seconds or a date, within a day; anything else is nothing."""
    answered = Answered(status=429, headers={"retry-after": told}, body=b"")
    at = NOW.replace(year=2026, month=11, day=23, hour=12, minute=0, second=0, microsecond=0)
    assert answered.pause(at) == seconds


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("hxxps://evil[.]example/a", "https://evil.example/a"),
        ("evil.example/a?b=c", "http://evil.example/a?b=c"),
        ("HXXP://evil(.)example", "http://evil.example"),
    ],
)
def test_urls_are_armed_again(text, url):
    """Analysts hand them on harmless."""
    assert of_url(text).name == url


@given(st.text(max_size=60))
def test_any_text_is_a_url_or_is_refused(text):
    """Never anything else."""
    with suppress(BadSubmissionError):
        assert ":" in of_url(text).name


@given(st.binary(max_size=200))
def test_any_bytes_are_a_mail_or_are_refused(content):
    """A mail begins with a field, behind empty lines or an mbox line."""
    try:
        require_mail(content)
    except NotMailError:
        require_mail(b"From x\nSubject: a\r\n" + content)
