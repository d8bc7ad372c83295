"""Senders who pretend to be somebody, and those who only have a name like theirs."""

from __future__ import annotations

import pytest
from tests.analysis.judges.mails import PROTECTED, from_

from clawback.analysis.judges.impersonation import Impersonation, Protected
from clawback.model.address import Address
from clawback.model.authentication import Authentication, Composite
from clawback.model.handling import Handling
from clawback.model.verdict import DetectionTechnology, PhishConfidence, ThreatType

JUDGE = Impersonation(PROTECTED)
FAILED = Authentication(composite=Composite.FAIL)


def found(address, name="", **changes):
    return JUDGE.findings(from_(address, name, **changes))


@pytest.mark.parametrize(
    "name",
    [
        "Ann Doe",
        "DOE, Ann",
        "\u0410nn D\u03bfe",
        "Ann  Doe",
        "ann.doe@example.org",
        "CEO bob@example.org",
    ],
)
def test_a_name_of_ours_with_a_foreign_address(name):
    """In any order and script, or as one of our addresses: phish by impersonation of a user."""
    (one,) = found("boss@mail.example", name)
    assert (one.threat, one.technology) == (
        ThreatType.PHISH,
        DetectionTechnology.IMPERSONATION_USER,
    )
    assert one.confidence is PhishConfidence.NORMAL
    assert "boss@mail.example" in one.evidence[0]


def test_a_person_is_named():
    """As people know them, or by the address that was shown."""
    (one,) = found("boss@mail.example", "Doe, Ann")
    assert one.impersonated == "Ann Doe"
    (one,) = found("boss@mail.example", "CEO bob@example.org")
    assert one.impersonated == "bob@example.org"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("ann.doe@example.org", "Ann Doe"),
        ("Ann.Doe@Example.org", "Ann Doe"),
        ("somebody@branch.example.org", "Ann Doe"),
        ("ann@home.example", "Ann Doe"),
        ("noreply@survey.example", "Ann Doe"),
        ("ann@mail.example", "Ann"),
        ("ann@mail.example", "Ann Doering"),
        ("ann@mail.example", "Ann Doe via Survey"),
        ("", "Ann Doe"),
        ("bob@mail.example", "carl@other.example"),
    ],
)
def test_honest_senders(address, name):
    """Themselves, colleagues, trusted ones, and who has only a part of the name."""
    assert found(address, name) == ()


def test_failed_authentication_makes_it_sure():
    """A second reason raises the confidence."""
    (one,) = found("boss@mail.example", "Ann Doe", authentication=FAILED)
    assert one.confidence is PhishConfidence.HIGH


def test_a_lookalike_of_our_domain_or_a_partners():
    """As the sender's domain, and as the one that an answer goes to; sure where no chance can."""
    (one,) = found("boss@exarnple.org")
    assert one.technology is DetectionTechnology.IMPERSONATION_DOMAIN
    assert (one.impersonated, one.confidence) == ("example.org", PhishConfidence.HIGH)
    (one,) = found("x@y.example", reply_to=(Address(address="a@partner-invoice.example"),))
    assert (one.impersonated, one.confidence) == ("partner.example", PhishConfidence.NORMAL)
    assert "answer" in one.evidence[0]


@pytest.mark.parametrize("name", ["PayPal", "PayPal Service", "P\u0430yPal", "Bank of America"])
def test_a_brand_that_writes_from_elsewhere(name):
    """A brand's name with a domain that is not the brand's."""
    (one,) = found("service@mail.example", name)
    assert one.technology is DetectionTechnology.IMPERSONATION_BRAND


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("service@paypal.de", "PayPal"),
        ("x@facebookmail.com", "Facebook"),
        ("x@mail.example", "Paypalina"),
        ("x@mail.example", "Bank of Applecross"),
    ],
)
def test_a_brand_that_writes_itself(address, name):
    """Its own domains, and words that only begin alike."""
    assert found(address, name) == ()


def test_a_list_may_write_under_any_brand():
    """And who does not want brands to be looked for has none found."""
    posted = Handling(distribution_list=("talk.lists.example",))
    assert found("talk@lists.example", "Jo at PayPal", handling=posted) == ()
    quiet = Impersonation(Protected(brands=False))
    assert quiet.findings(from_("x@mail.example", "PayPal")) == ()
