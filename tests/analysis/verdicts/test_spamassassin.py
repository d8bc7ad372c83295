"""What SpamAssassin said above the border."""

from __future__ import annotations

import pytest

from clawback.analysis.guard import guard
from clawback.analysis.header import Header
from clawback.analysis.limits import DEFAULT_LIMITS
from clawback.analysis.trace import Trust, find_border
from clawback.analysis.verdicts.spamassassin import spamassassin_findings
from clawback.model.verdict import DetectionTechnology, Finding, ThreatType

BORDER = "Received: from x (r.example [203.0.113.9]) by mx.corp.com with ESMTP id 4XyZ12abc\n"


def read(text: str, trust: Trust | None = None) -> tuple[Finding, ...]:
    header = Header(guard(text.encode() + b"\n", DEFAULT_LIMITS).fields)
    trust = trust or Trust()
    return spamassassin_findings(header, find_border(header, trust), trust)


@pytest.mark.parametrize(
    ("status", "threat", "score", "threshold"),
    [
        (
            "Yes, score=9.5 required=5.0 tests=BAYES_99,HTML_MESSAGE autolearn=no",
            ThreatType.SPAM,
            9.5,
            5.0,
        ),
        (
            "No, score=-2.3 required=5.0\n\ttests=BAYES_00,\n\tALL_TRUSTED version=3.4",
            None,
            -2.3,
            5.0,
        ),
        ("Yes, hits=7.0 required=6.0", ThreatType.SPAM, 7.0, 6.0),
        (
            "Yes, score=6.3 tagged_above=-999 required=5 tests=[BAYES_99=3.5, A_B=2.8]",
            ThreatType.SPAM,
            6.3,
            5.0,
        ),
        ("No, score=9 required=5", ThreatType.SPAM, 9.0, 5.0),
        ("No", None, None, None),
    ],
)
def test_the_status_line_is_read(
    status: str, threat: ThreatType | None, score: float | None, threshold: float | None
):
    """Old and new forms, and that of Amavis, give score, threshold and verdict."""
    (finding,) = read(f"X-Spam-Status: {status}\n" + BORDER)
    assert (finding.threat, finding.score, finding.threshold) == (threat, score, threshold)


def test_tests_and_report_are_the_evidence():
    """Scores come from the report where there is one; the heaviest rule names the technology."""
    (finding,) = read(
        "X-Spam-Status: Yes, score=9 required=5 tests=URIBL_BLACK,BAYES_99,X_Y\n"
        "X-Spam-Report: * 1.7 URIBL_BLACK Contains a URL\n\t* 3.5 BAYES_99 BODY: Bayes\n" + BORDER
    )
    assert finding.technology is DetectionTechnology.ADVANCED_FILTER
    assert finding.evidence == (
        "BAYES_99 3.50 [BODY: Bayes]",
        "URIBL_BLACK 1.70 [Contains a URL]",
        "X_Y",
    )


def test_a_phishing_test_is_phish():
    """A rule that names phishing is phish, beside spam."""
    findings = read("X-Spam-Status: Yes, score=9 required=5 tests=HTML_PHISH_X\n" + BORDER)
    assert [finding.threat for finding in findings] == [ThreatType.PHISH, ThreatType.SPAM]


def test_flag_and_level_speak_alone():
    """Without a status the flag decides and the stars are the score."""
    (finding,) = read("X-Spam-Flag: YES\nX-Spam-Level: ******\n" + BORDER)
    assert (finding.threat, finding.score) == (ThreatType.SPAM, 6.0)


def test_a_forged_status_is_not_believed():
    """A sender's own `X-Spam-Status: No` below the border is nobody's word."""
    forged = "X-Spam-Status: No, score=-100 required=5\nX-Spam-Flag: NO\n"
    assert read(BORDER + forged) == ()
    assert read(forged) == ()
    assert len(read(BORDER + forged, Trust(filters=("spamassassin",)))) == 1


def test_rspamds_status_is_not_spamassassins():
    """X-Spam-Status beside rspamd's own headers is rspamd's."""
    assert read("X-Rspamd-Action: reject\nX-Spam-Status: Yes, score=9\n" + BORDER) == ()
