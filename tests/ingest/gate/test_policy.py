"""The gate policy: from a threat and those it is for to one action."""

from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.doubles import intake, message_of
from tests.ingest.gate.found import OURS, SAYS
from tests.making.mails import mail

from clawback.ingest.deliveries import deliveries
from clawback.ingest.gate.policy import (
    GatePolicy,
    Threat,
    decide,
    policy_type_of,
    threat_of,
)
from clawback.ingest.ruling import GateAction
from clawback.model.location import Directionality
from clawback.model.policy import PolicyType
from clawback.model.verdict import ThreatType

IN, WITHIN, OUT = Directionality.INBOUND, Directionality.INTRA_ORG, Directionality.OUTBOUND
ACTION = st.sampled_from(list(GateAction))
PEOPLE = st.dictionaries(
    st.sampled_from([f"r{n}@example.org" for n in range(6)]),
    st.sampled_from([None, IN, WITHIN, OUT]),
    max_size=6,
)


@pytest.mark.parametrize(
    ("text", "threat"),
    [
        (b"pretended malware", Threat.MALWARE),
        (b"pretended sure phish", Threat.PHISH_HIGH),
        (b"pretended phish", Threat.PHISH),
        (b"pretended sure spam", Threat.SPAM_HIGH),
        (b"pretended spam", Threat.SPAM),
        (b"pretended bulk", Threat.BULK),
    ],
)
def test_what_was_found_is_one_threat(text, threat):
    """Each kind of finding has a place in the policy, and knows its kind as rows have it."""
    found = message_of(mail(), findings=(SAYS[text],))
    row, *_ = deliveries(found, intake().envelope, OURS)
    assert threat_of(row) is threat
    assert threat is not None
    assert threat.threat_type in row.threat_type


def test_the_worst_threat_counts():
    """Of all that was found; nothing found is no threat."""
    everything = message_of(mail(), findings=tuple(SAYS.values()))
    assert threat_of(deliveries(everything, intake().envelope, OURS)[0]) is Threat.MALWARE
    assert threat_of(deliveries(message_of(mail()), intake().envelope, OURS)[0]) is None
    both = message_of(mail(), findings=(SAYS[b"pretended bulk"], SAYS[b"pretended spam"]))
    assert threat_of(deliveries(both, intake().envelope, OURS)[0]) is Threat.BULK


@given(
    action=ACTION,
    to=PEOPLE,
    exempt=st.sets(st.sampled_from([f"r{n}@example.org" for n in range(6)])),
    directions=st.sets(st.sampled_from([IN, WITHIN, OUT])),
)
def test_nobody_whom_the_policy_is_not_for_loses_a_mail(action, to, exempt, directions):
    """Refused is only what is for nobody else; held is for exactly those whom the policy is for."""
    policy = GatePolicy(
        actions=MappingProxyType({Threat.PHISH: action}),
        exempt=frozenset(exempt),
        directions=frozenset(directions),
    )
    decision = decide(Threat.PHISH, to, policy)
    concerned = {one for one, direction in to.items() if policy.concerns(one, direction)}
    lost = set(decision.recipients or to)
    if decision.action is GateAction.REJECT:
        assert lost == concerned == set(to)
    if decision.action is GateAction.QUARANTINE:
        assert lost == concerned
        assert action in {GateAction.REJECT, GateAction.QUARANTINE}
    if not concerned:
        assert decision.action is GateAction.ACCEPT
    elif action in {GateAction.TAG, GateAction.JUNK}:
        assert decision.action is action
    assert decision.threat is Threat.PHISH


def test_who_is_exempt():
    """By address, and by domain; a domain that only looks like it is not."""
    policy = GatePolicy(exempt=frozenset({"abuse@example.org", "lab.example.org"}))
    told = {
        one: policy.concerns(one, IN)
        for one in ("abuse@example.org", "x@lab.example.org", "x@example.org", "x@notlab.example")
    }
    assert list(told.values()) == [False, False, True, True]


def test_an_unknown_direction_counts_as_inbound():
    """Where we do not know our domains, the gate is for all mail."""
    policy = GatePolicy()
    assert [policy.concerns("a@b.example", each) for each in (None, IN, WITHIN, OUT)] == [
        True,
        True,
        False,
        False,
    ]


def test_which_policy_acted():
    """As the reference product names them."""
    assert policy_type_of(Threat.MALWARE, {OUT}) is PolicyType.ANTI_MALWARE
    assert policy_type_of(Threat.SPAM, {OUT}) is PolicyType.OUTBOUND_SPAM_FILTER
    assert policy_type_of(Threat.PHISH, {IN, OUT}) is PolicyType.CONTENT_FILTER


def test_a_threat_without_an_action_is_let_through():
    """And the reason tells that a threat was found all the same."""
    decision = decide(Threat.SPAM, {"a@example.org": IN}, GatePolicy())
    assert decision.action is GateAction.ACCEPT
    assert decision.reason == "Spam was found: let through by the gate policy."
    assert decide(None, {}, GatePolicy()).reason == "No threat was found."
    assert Threat.BULK.threat_type is ThreatType.SPAM
