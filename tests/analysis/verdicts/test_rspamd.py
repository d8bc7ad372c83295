"""What rspamd said, when it was ours that spoke."""

from __future__ import annotations

import pytest

from clawback.analysis.guard import guard
from clawback.analysis.header import Header
from clawback.analysis.limits import DEFAULT_LIMITS
from clawback.analysis.trace import Trust, find_border
from clawback.analysis.verdicts.rspamd import rspamd_findings
from clawback.model.verdict import DetectionTechnology, Finding, PhishConfidence, ThreatType

BORDER = "Received: from x (r.example [203.0.113.9]) by mx.corp.com with ESMTP id 4XyZ12abc\n"
RESULT = (
    "X-Spamd-Result: default: False [8.90 / 15.00];\n"
    "\tPHISHING(4.00)[good.com->evil.com];\n\tBAYES_SPAM(5.10)[99.99%];\n"
    "\tDMARC_POLICY_REJECT(2.00)[evil.com : reject];\n\tARC_NA(0.00)[];\n\tGOOD(-2.20)[]\n"
)
PROVED = "X-Rspamd-Queue-Id: 4XyZ12abc\n"


def read(text: str, trust: Trust | None = None) -> tuple[Finding, ...]:
    header = Header(guard(text.encode() + b"\n", DEFAULT_LIMITS).fields)
    trust = trust or Trust()
    return rspamd_findings(header, find_border(header, trust), trust)


def test_symbols_become_findings_with_their_evidence():
    """A phishing symbol is phish, the score is spam, and each reason is one line."""
    phish, spam = read(RESULT + BORDER)
    assert (phish.threat, phish.confidence) == (ThreatType.PHISH, PhishConfidence.NORMAL)
    assert spam.threat is ThreatType.SPAM
    assert spam.technology is DetectionTechnology.ADVANCED_FILTER
    assert (spam.provider, spam.score, spam.threshold) == ("rspamd", 8.9, 15.0)
    assert spam.evidence == (
        "BAYES_SPAM 5.10 [99.99%]",
        "PHISHING 4.00 [good.com->evil.com]",
        "GOOD -2.20",
        "DMARC_POLICY_REJECT 2.00 [evil.com : reject]",
    )


@pytest.mark.parametrize(
    ("fields", "threat"),
    [
        ("X-Rspamd-Action: add header\n", ThreatType.SPAM),
        ("X-Rspamd-Action: reject\n", ThreatType.SPAM),
        ("X-Rspamd-Action: no action\n", None),
        ("X-Rspamd-Action: greylist\n", None),
        ("X-Rspamd-Server: a\nX-Spam: Yes\n", ThreatType.SPAM),
        ("X-Rspamd-Server: a\nX-Spam-Status: Yes, score=7.1\n", ThreatType.SPAM),
        ("X-Spamd-Result: default: False [5.90 / 15.00]; A(5.90)[]\n", None),
        ("X-Spamd-Result: default: True [6.00 / 15.00]; A(6.00)[]\n", ThreatType.SPAM),
    ],
)
def test_action_and_score_decide_on_spam(fields: str, threat: ThreatType | None):
    """Greylisting is a delivery fact; adding a header is a verdict."""
    (finding,) = read(fields + BORDER)
    assert finding.threat is threat


def test_an_antivirus_symbol_is_malware_with_its_family():
    """The name of the malware is the symbol's option."""
    text = "X-Spamd-Result: default: False [0.0 / 15.0]; CLAM_VIRUS(1.00)[Win.Test.EICAR]\n"
    (finding,) = read(text + BORDER)
    assert finding.threat is ThreatType.MALWARE
    assert finding.malware_family == "Win.Test.EICAR"
    assert finding.technology is DetectionTechnology.ANTIMALWARE_PROTECTION


def test_a_forged_verdict_below_the_border_is_not_believed():
    """A sender who writes `no action` or another queue id into the mail is not heard."""
    assert read(BORDER + RESULT) == ()
    assert read(BORDER + RESULT + "X-Rspamd-Queue-Id: GUESSED\n") == ()
    assert read(RESULT + PROVED) == ()


def test_the_milters_headers_are_believed_by_their_queue_id():
    """The milter appends below the border and writes an id that no sender can know."""
    assert [finding.threat for finding in read(BORDER + RESULT + PROVED)] == [
        ThreatType.PHISH,
        ThreatType.SPAM,
    ]


def test_a_site_can_vouch_for_its_filter():
    """Without a queue id the site's word is needed."""
    assert len(read(BORDER + RESULT, Trust(filters=("rspamd",)))) == 2


def test_absurd_scores_are_no_scores():
    """A number that is none does not reach the store."""
    (finding,) = read("X-Spamd-Result: default: False [nan / 15.00]; A(..)[x]\n" + BORDER)
    assert (finding.score, finding.threat) == (None, None)
