"""Senders of whom our servers found that they are somebody else."""

from __future__ import annotations

import pytest
from tests.analysis.judges.mails import PROTECTED, from_

from clawback.analysis.judges.spoofing import spoofed
from clawback.model.authentication import Authentication, Composite, Dkim, Dmarc, Spf
from clawback.model.handling import Handling
from clawback.model.verdict import DetectionTechnology, PhishConfidence, ThreatType

DMARC = Authentication(dmarc=Dmarc.FAIL, spf=Spf.FAIL, composite=Composite.FAIL)
NO_DMARC = Authentication(spf=Spf.FAIL, dkim=Dkim.NONE, composite=Composite.FAIL)


def found(address, proof, *, authenticated=False, **changes):
    message = from_(address, authentication=proof, **changes)
    return spoofed(message, PROTECTED, authenticated=authenticated)


@pytest.mark.parametrize(
    ("address", "proof", "how", "confidence"),
    [
        ("a@example.org", DMARC, DetectionTechnology.SPOOF_INTRA_ORG, PhishConfidence.HIGH),
        ("a@x.example.org", NO_DMARC, DetectionTechnology.SPOOF_INTRA_ORG, PhishConfidence.NORMAL),
        ("a@far.example", DMARC, DetectionTechnology.SPOOF_DMARC, PhishConfidence.NORMAL),
        (
            "a@partner.example",
            NO_DMARC,
            DetectionTechnology.SPOOF_EXTERNAL_DOMAIN,
            PhishConfidence.NORMAL,
        ),
    ],
)
def test_a_forged_sender_is_phish(address, proof, how, confidence):
    """As one of us, against its own DMARC policy, or as a partner; the domain is told."""
    (one,) = found(address, proof)
    assert (one.threat, one.technology, one.confidence) == (ThreatType.PHISH, how, confidence)
    assert one.impersonated == address.partition("@")[2]
    assert "SPF fail" in one.evidence[0]


def test_failing_alone_proves_nothing():
    """Many honest senders fail SPF: it is evidence, and no threat."""
    (one,) = found("a@far.example", NO_DMARC)
    assert (one.threat, one.technology) == (None, None)
    assert one.evidence


@pytest.mark.parametrize(
    "changes",
    [
        {"handling": Handling(distribution_list=("talk.lists.example",))},
        {"handling": Handling(forwarded_by=("ann@example.org",))},
        {"headers": (("ARC-Seal", "i=1"),)},
    ],
)
def test_lists_and_forwarders_break_signatures(changes):
    """What came through one is no threat, and says why."""
    (one,) = found("a@example.org", DMARC, **changes)
    assert one.threat is None
    assert one.evidence[0].endswith("It came through a list.")


@pytest.mark.parametrize(
    ("address", "proof", "authenticated"),
    [
        ("a@example.org", DMARC, True),
        ("a@example.org", Authentication(), False),
        ("a@example.org", Authentication(composite=Composite.PASS, spf=Spf.FAIL), False),
        ("", DMARC, False),
    ],
)
def test_nothing_is_said(address, proof, authenticated):
    """Of who showed a password, of whom nobody looked at, who passed, or who has no address."""
    assert found(address, proof, authenticated=authenticated) == ()
