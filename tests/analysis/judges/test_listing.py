"""Entries of the organisation's lists, as an administrator keeps them, on mail."""

from __future__ import annotations

import pytest
from tests.analysis.judges.mails import from_

from clawback.analysis.judges.listing import listed
from clawback.analysis.judges.named_lists import NamedLists
from clawback.analysis.verdict import combine
from clawback.filters.lists import FolderOfLists
from clawback.model.attachment import Attachment
from clawback.model.authentication import Authentication, Dmarc
from clawback.model.location import DeliveryAction
from clawback.model.policy import OverrideSource, PolicyType, PrimaryOverride
from clawback.model.url import Url
from clawback.model.verdict import DetectionTechnology, Finding, PhishConfidence, ThreatType

FILE = "ef" * 32
MAIL = from_(
    "Paul@Mail.Sender.example",
    return_path="bounce@sent.example",
    sender_ip="198.51.100.7",
    urls=(
        Url(
            url="https://pay.evil.example/now",
            seen="x",
            domain="pay.evil.example",
            path="/now",
            wrappers=("https://safe.example/?u=1",),
        ),
    ),
    attachments=(Attachment(name="a", declared_type="", file_type="", size=1, sha256=FILE),),
)


@pytest.fixture
def lists(tmp_path):
    return FolderOfLists(tmp_path)


def said(lists, blocks=(), allows=(), message=MAIL, client="192.0.2.9"):
    """What lists with these entries say of the mail."""
    lists.put("bad", blocks)
    lists.put("good", allows)
    entries = NamedLists(lists, blocks=["bad", "none"], allows=["good"])
    return listed(message, "bounce@sent.example", client, entries)


@pytest.mark.parametrize(
    ("entry", "threat", "how", "source"),
    [
        (
            "paul@mail.sender.example",
            ThreatType.PHISH,
            DetectionTechnology.GENERAL_FILTER,
            OverrideSource.TENANT_SENDER_BLOCK,
        ),
        (
            "bounce@sent.example",
            ThreatType.PHISH,
            DetectionTechnology.GENERAL_FILTER,
            OverrideSource.TENANT_SENDER_BLOCK,
        ),
        (
            "sender[.]example",
            ThreatType.PHISH,
            DetectionTechnology.DOMAIN_REPUTATION,
            OverrideSource.TENANT_SENDER_BLOCK,
        ),
        (
            "192.0.2.9",
            ThreatType.SPAM,
            DetectionTechnology.IP_REPUTATION,
            OverrideSource.CONNECTION_POLICY,
        ),
        (
            "198.51.100.7",
            ThreatType.SPAM,
            DetectionTechnology.IP_REPUTATION,
            OverrideSource.CONNECTION_POLICY,
        ),
        (
            FILE.upper(),
            ThreatType.MALWARE,
            DetectionTechnology.FILE_REPUTATION,
            OverrideSource.TENANT_FILE_BLOCK,
        ),
        *(
            (
                link,
                ThreatType.PHISH,
                DetectionTechnology.URL_MALICIOUS_REPUTATION,
                OverrideSource.TENANT_URL_BLOCK,
            )
            for link in ("evil.example", "hxxps://pay.evil.example/now/", "safe.example/?u=1")
        ),
    ],
)
def test_each_kind_of_block(lists, entry, threat, how, source):
    """By the reference's names: what it is, how it was found, and where the override comes from."""
    (one,) = said(lists, [entry])
    assert (one.threat, one.technology, one.override_source) == (threat, how, source)
    assert one.override is PrimaryOverride.BLOCKED_BY_ORGANIZATION
    assert "“bad”" in one.evidence[0]


def test_what_an_entry_does_not_name(lists):
    """A link's path is not its host, a part of a name no domain, and a bad line nothing."""
    assert said(lists, ["evil.example/other", "ender.example", "10.0.0.0/8", "no entry"]) == ()


@pytest.mark.parametrize(
    ("entry", "source"),
    [
        ("paul@mail.sender.example", OverrideSource.SENDER_LIST_ADMIN),
        ("sender.example", OverrideSource.DOMAIN_LIST_ADMIN),
        ("192.0.2.9", OverrideSource.CONNECTION_POLICY),
    ],
)
def test_each_kind_of_allowance(lists, entry, source):
    """A sender or who sent it can be allowed, and that is no threat."""
    (one,) = said(lists, allows=[entry])
    assert (one.threat, one.override, one.override_source) == (
        None,
        PrimaryOverride.ALLOWED_BY_ORGANIZATION,
        source,
    )


def test_a_link_or_file_allows_no_mail(lists):
    """Anybody can link to an honest place."""
    assert said(lists, allows=["evil.example", FILE, "pay.evil.example/now"]) == ()


def test_who_fails_authentication_is_not_let_in(lists):
    """An allowance for a sender is none for who only claims to be it, and says so."""
    forged = from_("a@sender.example", authentication=Authentication(dmarc=Dmarc.FAIL))
    (one,) = said(lists, allows=["sender.example"], message=forged)
    assert one.override is PrimaryOverride.NONE
    assert "does not count" in one.evidence[0]


def test_a_block_beats_an_allowance(lists):
    """Whatever else names the mail; both sources are told, the block's first."""
    found = said(lists, ["evil.example"], ["sender.example"])
    verdict = combine(found)
    assert verdict.primary_override is PrimaryOverride.BLOCKED_BY_ORGANIZATION
    assert verdict.override_source == (
        OverrideSource.TENANT_URL_BLOCK,
        OverrideSource.DOMAIN_LIST_ADMIN,
    )
    assert verdict.policy_type is PolicyType.CONTENT_FILTER
    assert verdict.wanted_action is DeliveryAction.BLOCKED


def test_allowed_phish_is_delivered_unless_it_is_sure(lists):
    """An allowance is for what filters may have got wrong: spam, and phish of normal confidence."""
    allowed = said(lists, allows=["sender.example"])
    for confidence, action in (
        (PhishConfidence.NORMAL, DeliveryAction.DELIVERED),
        (PhishConfidence.HIGH, DeliveryAction.BLOCKED),
    ):
        phish = Finding(provider="x", threat=ThreatType.PHISH, confidence=confidence)
        verdict = combine([phish, *allowed])
        assert (verdict.threat_type, verdict.wanted_action) == ((ThreatType.PHISH,), action)


def test_a_list_that_changes_counts_at_once(lists):
    """It is read anew when it is another, also after it was made or deleted."""
    entries = NamedLists(lists, blocks=["bad"], allows=[])
    assert entries.missing() == ("bad",)
    assert listed(MAIL, "", "", entries) == ()
    lists.put("bad", ["evil.example"])
    assert (len(listed(MAIL, "", "", entries)), entries.missing()) == (1, ())
    lists.put("bad", ["good.example"])
    assert listed(MAIL, "", "", entries) == ()
    lists.delete("bad")
    assert listed(MAIL, "", "", entries) == ()
