"""The worst that anybody proved stands."""

from __future__ import annotations

from clawback.analysis.verdict import Verdict, combine
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
