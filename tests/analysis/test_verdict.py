"""The worst that anybody proved stands."""

from __future__ import annotations

from clawback.analysis.verdict import Verdict, combine, spam_level
from clawback.model.verdict import DetectionTechnology, Finding, PhishConfidence, ThreatType

CLEAN = Finding(provider="a")
SPAM = Finding(provider="a", threat=ThreatType.SPAM, technology=DetectionTechnology.BULK)
PHISH = Finding(
    provider="b",
    threat=ThreatType.PHISH,
    technology=DetectionTechnology.SPOOF_DMARC,
    confidence=PhishConfidence.NORMAL,
)
SURE = Finding(provider="c", threat=ThreatType.PHISH, confidence=PhishConfidence.HIGH)
MALWARE = Finding(provider="d", threat=ThreatType.MALWARE, malware_family="EICAR")


def test_nothing_proved_is_clean():
    """No finding, or findings without a threat, are no threat."""
    assert combine([]) == Verdict() == combine([CLEAN])
    assert combine([]).worst is None


def test_kinds_stand_worst_first_and_once():
    """Malware before phish before spam, however often and in whatever order they were found."""
    verdict = combine([SPAM, CLEAN, PHISH, SPAM, MALWARE])
    assert verdict.threat_type == (ThreatType.MALWARE, ThreatType.PHISH, ThreatType.SPAM)
    assert verdict.worst is ThreatType.MALWARE
    assert verdict.malware_family == ("EICAR",)
    assert verdict.detection_technology == (
        DetectionTechnology.SPOOF_DMARC,
        DetectionTechnology.BULK,
    )


def test_the_surest_phish_verdict_counts():
    """One sure judge is enough; without phish there is no confidence."""
    assert combine([PHISH, SURE]).phish_confidence_level is PhishConfidence.HIGH
    assert combine([PHISH]).phish_confidence_level is PhishConfidence.NORMAL
    assert combine([SPAM]).phish_confidence_level is None


def test_a_threat_that_was_found_by_a_link_is_one_of_the_link():
    """Others are not."""
    by_link = Finding(
        provider="rspamd",
        threat=ThreatType.PHISH,
        technology=DetectionTechnology.URL_MALICIOUS_REPUTATION,
    )
    other = Finding(provider="rspamd", threat=ThreatType.SPAM, technology=DetectionTechnology.BULK)
    assert combine([by_link, other]).url_threat == (ThreatType.PHISH,)


def test_scores_make_a_level():
    """In the words of Exchange: no spam, spam, surely spam."""

    def scored(score: float, threat: ThreatType | None) -> Finding:
        return Finding(provider="s", threat=threat, score=score, threshold=5.0)

    assert spam_level([Finding(provider="x", threat=ThreatType.SPAM)]) is None
    assert spam_level([scored(1, None)]) == 1
    assert spam_level([scored(6, ThreatType.SPAM)]) == 5
    assert spam_level([scored(10, ThreatType.SPAM)]) == 9
