"""From what servers did with a message to columns."""

from __future__ import annotations

import pytest
from tests.ingest.doubles import NOON, message_of
from tests.making.mails import mail

from clawback.analysis.verdict import combine
from clawback.ingest.handled import handled, policy_action
from clawback.ingest.recipients import Organisation
from clawback.model.address import Address
from clawback.model.delivery import Delivery
from clawback.model.handling import Handling
from clawback.model.location import DeliveryLocation
from clawback.model.policy import PolicyAction, PolicyType
from clawback.model.verdict import DetectionTechnology, Finding, ThreatType

OURS = Organisation(own_domains=frozenset({"example.org"}))
PLAIN = Delivery(network_message_id="x", recipient="", time_received=NOON)


def told(organisation=OURS, **changes):
    message = message_of(mail(), **changes)
    verdict = combine(message.findings, message.handling)
    return handled(PLAIN, message, verdict, organisation)


@pytest.mark.parametrize(
    ("organisation", "by", "sent_on"),
    [
        (OURS, ("anna@example.org",), True),
        (OURS, ("anna@elsewhere.example", "bob@sub.example.org"), True),
        (OURS, ("anna@elsewhere.example",), False),
        (Organisation(), ("anna@elsewhere.example",), True),
        (OURS, (), False),
    ],
)
def test_our_own_mailboxes_send_mail_on(organisation, by, sent_on):
    """What others forwarded before it reached us is no forwarding of ours."""
    assert told(organisation, handling=Handling(forwarded_by=by)).forwarded_message is sent_on


def test_whom_a_sender_pretends_to_be_is_what_they_claim():
    """Where a filter proved it, and not otherwise."""
    sender = Address(address="ceo@evil.example", display_name="Jane Doe")
    proofs = (DetectionTechnology.IMPERSONATION_USER, DetectionTechnology.SPOOF_DMARC)
    findings = tuple(
        Finding(provider="p", threat=ThreatType.PHISH, technology=each) for each in proofs
    )
    found = told(sender=sender, findings=findings)
    assert (found.impersonated_user, found.impersonated_domain) == (
        ("Jane Doe",),
        ("evil.example",),
    )
    plain = told(sender=sender)
    assert (plain.impersonated_user, plain.impersonated_domain) == ((), ())


def test_the_level_of_exchange_stands_before_one_that_is_made():
    """Of scores, where Exchange says nothing."""
    scored = (Finding(provider="rspamd", score=1.0, threshold=15.0),)
    assert told(findings=scored).spam_confidence_level == 1
    said = Handling(spam_confidence_level=-1)
    assert told(findings=scored, handling=said).spam_confidence_level == -1
    assert told().spam_confidence_level is None


def test_what_a_policy_did_is_told_by_where_the_mail_is():
    """And nothing where none acted."""
    acted = told(handling=Handling(policy_type=PolicyType.CONTENT_FILTER))
    assert policy_action(acted, DeliveryLocation.JUNK) is PolicyAction.MOVE_TO_JUNK
    assert policy_action(acted, DeliveryLocation.INBOX) is PolicyAction.NO_ACTION
    assert policy_action(PLAIN, DeliveryLocation.JUNK) is None
