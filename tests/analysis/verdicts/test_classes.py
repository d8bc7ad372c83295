"""What threats are after."""

from __future__ import annotations

import pytest

from clawback.analysis.verdicts.classes import classes_of
from clawback.model.verdict import Finding, ThreatClassification, ThreatType


@pytest.mark.parametrize(
    ("family", "expected"),
    [
        ("Win.Ransomware.Locky-1", ThreatClassification.RANSOM),
        ("Doc.Downloader.Emotet", ThreatClassification.DOWNLOADER),
        ("Trojan.AgentTesla", ThreatClassification.SPYWARE),
        ("Win.RAT.Remcos", ThreatClassification.REMOTE_ACCESS_TROJAN),
        ("PUA.Win.Adware", ThreatClassification.ADWARE),
        ("HackTool:Win32/Mimikatz", ThreatClassification.HACK_TOOL),
    ],
)
def test_names_of_malware_say_what_it_does(family: str, expected: ThreatClassification):
    """Whole words count: `narrator` is no RAT."""
    malware = Finding(provider="clamav", threat=ThreatType.MALWARE, malware_family=family)
    assert classes_of(malware) == (expected,)
    assert classes_of(Finding(provider="x", malware_family=family)) == ()
    other = Finding(provider="x", threat=ThreatType.MALWARE, malware_family="Win.Narrator")
    assert classes_of(other) == ()


def test_rules_name_old_frauds():
    """By the names that SpamAssassin gives them."""
    found = Finding(provider="s", threat=ThreatType.SPAM, evidence=("ADVANCE_FEE_3_NEW 3.50",))
    assert classes_of(found) == (ThreatClassification.ADVANCE_FEE_SCAM,)
