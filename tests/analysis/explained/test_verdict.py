"""Every verdict explains itself, and names what would change it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clawback.analysis.explained.verdict import explain, said
from clawback.analysis.verdict import combine
from clawback.model.handling import Handling
from clawback.model.location import DeliveryAction
from clawback.model.policy import OverrideSource, PrimaryOverride
from clawback.model.verdict import DetectionTechnology, Finding, PhishConfidence, ThreatType

PHISH = Finding(
    provider="impersonation",
    threat=ThreatType.PHISH,
    technology=DetectionTechnology.IMPERSONATION_USER,
    confidence=PhishConfidence.NORMAL,
)
SPAM = Finding(provider="rspamd", threat=ThreatType.SPAM, score=17.25, threshold=15.0)
CLEAN = Finding(provider="spamassassin", score=2.0, threshold=5.0)
BLOCK = Finding(
    provider="lists",
    threat=ThreatType.PHISH,
    confidence=PhishConfidence.HIGH,
    override=PrimaryOverride.BLOCKED_BY_ORGANIZATION,
    override_source=OverrideSource.TENANT_URL_BLOCK,
    evidence=("the block entry “evil.example” of the list “bad”, in a link",),
)
ALLOW = Finding(
    provider="lists",
    override=PrimaryOverride.ALLOWED_BY_ORGANIZATION,
    override_source=OverrideSource.DOMAIN_LIST_ADMIN,
    evidence=("the allow entry “sender.example” of the list “good”, as its sender",),
)


def test_nothing_and_clean():
    """A mail that nobody judged says so, and a clean one has no advice."""
    assert explain([]).sentence == "Nobody judged this mail."
    assert explain([Finding(provider="x", no_verdict="It is down.")]).sentence.startswith("Nobody")
    clean = explain([CLEAN])
    assert clean.sentence == "Clean: nobody found a threat."
    assert clean.advice(DeliveryAction.DELIVERED) == ""
    assert clean.remarks == ("spamassassin is 3 points under its threshold.",)


def test_one_judge_alone():
    """Without its word the mail would be clean; the sentence says how it was found."""
    told = explain([PHISH, CLEAN])
    assert told.sentence == "Phish of normal confidence, found by Impersonation user."
    (change,) = told.changes
    assert change.sentence == (
        "Without the word of impersonation (phish), it would be clean, "
        "to be delivered and not delivered to junk."
    )
    assert change.threat_type == ()
    assert told.advice(DeliveryAction.DELIVERED) == (
        "That asks for the mail to be delivered to junk; it was delivered."
    )
    assert told.advice(DeliveryAction.DELIVERED_TO_JUNK).endswith("it was so.")


def test_a_block_entry_is_named():
    """The entry, its list and where it stands; and what the mail would be without it."""
    told = explain([BLOCK])
    assert told.override == (
        "An override decides: blocked by organization policy (Tenant Allow/Block List URL block)."
    )
    assert told.changes[0].sentence == (
        "Without the block entry “evil.example” of the list “bad”, in a link, it would be clean, "
        "to be delivered and not blocked."
    )


def test_an_allowance_is_named():
    """It takes no threat away, and without it the mail would go elsewhere."""
    told = explain([SPAM, ALLOW])
    assert told.verdict.threat_type == (ThreatType.SPAM,)
    assert [one.without for one in told.changes][1].startswith("the allow entry")
    assert told.changes[1].wanted_action is DeliveryAction.DELIVERED_TO_JUNK
    surely = explain([BLOCK, ALLOW])
    assert surely.verdict.wanted_action is DeliveryAction.BLOCKED


def test_an_allowance_in_vain_says_why():
    """No entry allows malware."""
    malware = Finding(provider="clamav", threat=ThreatType.MALWARE)
    assert "does not count" in explain([malware, ALLOW]).override


def test_what_the_mail_server_did_is_left_out_too():
    """An override that a header tells is one of the things that could change it."""
    handling = Handling(
        primary_override=PrimaryOverride.ALLOWED_BY_USER,
        override_source=(OverrideSource.TRUSTED_CONTACTS_USER,),
    )
    told = explain([SPAM], handling)
    assert told.changes[-1].without == ("the override of the mail server (allowed by user policy)")
    assert told.changes[-1].wanted_action is DeliveryAction.DELIVERED_TO_JUNK


def test_two_who_agree():
    """No single word can take back what two say; all of one judge's words are left out too."""
    other = Finding(provider="rspamd", threat=ThreatType.PHISH, confidence=PhishConfidence.NORMAL)
    told = explain([PHISH, other])
    assert told.changes == ()
    assert told.remarks == (
        (
            "Phish: said by impersonation and rspamd, each by itself. "
            "Without any one of them it stays."
        ),
    )
    both = explain([SPAM, other])
    assert both.changes[-1].without == "all that rspamd says"
    assert both.changes[-1].threat_type == ()


def test_one_finding_in_a_sentence():
    """A block, an allowance and a missing verdict read as sentences."""
    assert said(BLOCK) == "lists found phish with high confidence."
    assert said(ALLOW) == "lists: allowed by organization policy."
    assert said(SPAM) == "rspamd found spam: score 17.25 of 15."
    assert said(Finding(provider="x", no_verdict="It is down.")) == "x gave no verdict. It is down."


_FINDINGS = st.lists(
    st.builds(
        Finding,
        provider=st.sampled_from(["a", "b", "c"]),
        threat=st.none() | st.sampled_from(ThreatType),
        technology=st.none() | st.sampled_from(DetectionTechnology),
        confidence=st.none() | st.sampled_from(PhishConfidence),
        evidence=st.just(("one",)),
        override=st.sampled_from(PrimaryOverride),
        override_source=st.none() | st.sampled_from(OverrideSource),
    ),
    max_size=5,
)


@given(_FINDINGS)
def test_every_change_is_true(findings):
    """A change is told for each finding without which the verdict is another, and for no other."""
    told = explain(findings)
    whole = combine(findings)
    changing = 0
    for left_out in findings:
        other = combine([one for one in findings if one is not left_out])
        changing += (other.threat_type, other.phish_confidence_level, other.wanted_action) != (
            whole.threat_type,
            whole.phish_confidence_level,
            whole.wanted_action,
        )
    named = [one for one in told.changes if not one.without.startswith("all that")]
    assert len(named) == changing
    assert told.sentence.endswith(".")
