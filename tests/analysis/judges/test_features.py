"""What of a mail the site model goes by."""

from __future__ import annotations

from tests.analysis.judges.mails import from_

from clawback.analysis.judges.features import SPACE, features
from clawback.model.address import Address
from clawback.model.attachment import Attachment
from clawback.model.verdict import Finding, ThreatType

MAIL = from_(
    "x@far.example",
    "Billing",
    subject="Pay 4711 NOW",
    text="Your account, is closed",
    reply_to=(Address(address="y@other.example"),),
    attachments=(Attachment(name="a.zip", declared_type="", file_type="zip", size=1, sha256="f"),),
)


def test_words_and_signs():
    """Words with where they stand, pairs of them, digits as zeros, and what the mail is like."""
    names = set(features(MAIL).values())
    assert {"subject: pay", "subject: 0000", "sender: billing", "text: is closed"} <= names
    assert {"sign: another domain is answered", "file: zip", "sign: links up to 1"} <= names


def test_what_others_said_is_no_feature():
    """The model learns from the mail alone."""
    judged = from_("x@far.example", findings=(Finding(provider="a", threat=ThreatType.SPAM),))
    assert features(judged) == features(from_("x@far.example"))


def test_any_text_has_numbers_in_the_space():
    """Also what cannot be written as UTF-8, and more words than are looked at."""
    odd = from_("", "\ud800", subject="\0", text="word " * 100_000)
    assert all(0 <= number < SPACE for number in features(odd))
    assert len(features(odd)) < 40
