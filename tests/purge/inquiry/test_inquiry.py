"""What is decided about inquiries, without a clock or an engine."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.making.deliveries import NOW, make_delivery

from clawback.model.event import DeliveryEvent, EventSource, EventType
from clawback.model.policy import OverrideSource, PrimaryOverride
from clawback.model.verdict import Finding, ThreatType
from clawback.purge.inquiry.inquiry import (
    Budget,
    Edition,
    Found,
    cleared_by_a_person,
    due,
    evidence,
    ripe,
    turned,
)
from clawback.purge.judgement import Verdict

TEN = timedelta(minutes=10)
QUIET = Finding(provider="clamav")
SILENT = Finding(provider="rspamd", no_verdict="It cannot be reached.")
THREATS = st.sampled_from([ThreatType.MALWARE, ThreatType.PHISH, ThreatType.SPAM])


def threat(kind, provider="clamav"):
    return Finding(provider=provider, threat=kind, evidence=("Lab.Sign",))


@given(held=st.lists(THREATS), told=st.lists(THREATS, min_size=1))
def test_a_mail_turns_only_for_the_worse(held, told):
    """It is judged as the worst that engines say, where it is held for less; never for the same."""
    order = [ThreatType.MALWARE, ThreatType.PHISH, ThreatType.SPAM]
    worst = min(told, key=order.index)
    found = turned(held, (), [threat(one) for one in told])
    less = not held or min(map(order.index, held)) > order.index(worst)
    assert found == (Verdict(worst.value) if less else None)


def test_silence_clears_nothing_and_turns_nothing():
    """An engine that finds nothing, or says nothing, leaves a mail as it is."""
    assert turned([], (threat(ThreatType.SPAM),), [QUIET, SILENT]) is None
    assert turned([ThreatType.PHISH], (), [QUIET]) is None


def test_what_is_allowed_stays_allowed_but_malware():
    """An entry that lets mail in lets it in still; no entry ever allowed malware."""
    allowed = Finding(
        provider="lists",
        override=PrimaryOverride.ALLOWED_BY_ORGANIZATION,
        override_source=OverrideSource.SENDER_LIST_USER,
    )
    assert turned([], [allowed], [threat(ThreatType.SPAM)]) is None
    assert turned([], [allowed], [threat(ThreatType.MALWARE)]) is Verdict.MALWARE


def judged(number, source, *threats):
    return DeliveryEvent(
        id=str(number),
        key=make_delivery(1).key,
        at=NOW + timedelta(minutes=number),
        type=EventType.JUDGED,
        source=source,
        threat_type=threats,
    )


def test_a_persons_clean_stands_until_somebody_says_more():
    """Only the last judgement counts, and only a person's."""
    clean = judged(1, EventSource.ADMIN)
    assert cleared_by_a_person([clean])
    assert not cleared_by_a_person([])
    assert not cleared_by_a_person([judged(1, EventSource.SYSTEM)])
    assert not cleared_by_a_person([judged(2, EventSource.ADMIN, ThreatType.SPAM), clean])


def test_a_change_counts_once_it_has_lasted():
    """An engine needs time to load; what changes back meanwhile has not changed."""
    known = Edition(acted_on="1")
    first = known.seen("2", NOW)
    assert not first.due(NOW + timedelta(minutes=9), TEN)
    assert first.seen("2", NOW + TEN).due(NOW + TEN, TEN)
    assert first.seen("1", NOW) == known
    assert first.seen("3", NOW + TEN).since == NOW + TEN


def test_changes_are_asked_about_together():
    """While one engine changes on, none is asked; then all that have changed, and no other."""
    first = Edition(acted_on="1").seen("2", NOW)
    later = Edition(acted_on="1").seen("2", NOW + TEN)
    same = Edition(acted_on="1")
    assert due({"a": first, "b": later, "c": same}, NOW + TEN, TEN) == {}
    found = due({"a": first, "b": later, "c": same}, NOW + 2 * TEN, TEN)
    assert found == {"a": Edition(acted_on="2"), "b": Edition(acted_on="2")}
    assert due({"c": same}, NOW, TEN) == {}


@given(asked=st.integers(0, 10_000), seconds=st.floats(0, 10_000), rate=st.floats(1, 10_000))
def test_the_budget_is_kept(asked, seconds, rate):
    """After the wait no more mails a minute were asked about than it allows."""
    lead = Budget(mails_per_minute=rate).lead(asked, seconds)
    assert lead >= 0
    assert asked <= rate * (seconds + lead) / 60 + 1e-6


def test_evidence_is_said_once():
    """What engines named, each with whose it is; who found nothing is not named."""
    found = [threat(ThreatType.SPAM), QUIET, threat(ThreatType.SPAM), threat(ThreatType.SPAM, "y")]
    assert evidence(found) == "clamav: Lab.Sign; y: Lab.Sign"


def found(number, minutes=0):
    at = NOW + timedelta(minutes=minutes)
    return Found(message=f"m{number}", verdict=Verdict.PHISH, evidence="lab", at=at)


def test_what_is_found_is_gathered_but_not_for_long():
    """Ten minutes, or two hundred: people get one proposal, and bad mail does not lie for hours."""
    assert not ripe([], NOW)
    assert not ripe([found(1), found(2, 9)], NOW + timedelta(minutes=9))
    assert ripe([found(1), found(2, 9)], NOW + TEN)
    assert ripe([found(number) for number in range(200)], NOW)
