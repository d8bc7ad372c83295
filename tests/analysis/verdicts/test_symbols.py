"""The tables of rule names."""

from __future__ import annotations

import pytest

from clawback.analysis.verdicts.symbols import (
    NOTHING,
    clamav_meaning,
    rspamd_meaning,
    spamassassin_meaning,
)
from clawback.model.verdict import DetectionTechnology, ThreatType


@pytest.mark.parametrize(
    ("symbol", "threat", "technology"),
    [
        ("CLAM_VIRUS", ThreatType.MALWARE, DetectionTechnology.ANTIMALWARE_PROTECTION),
        ("PHISHED_OPENPHISH", ThreatType.PHISH, DetectionTechnology.URL_MALICIOUS_REPUTATION),
        ("PHISHING", ThreatType.PHISH, DetectionTechnology.GENERAL_FILTER),
        ("LOCAL_FUZZY_DENIED", None, DetectionTechnology.FINGERPRINT_MATCHING),
        ("DBL_SPAM", None, DetectionTechnology.URL_MALICIOUS_REPUTATION),
        ("RBL_SPAMHAUS_SBL", None, DetectionTechnology.IP_REPUTATION),
        ("BAYES_SPAM", None, DetectionTechnology.ADVANCED_FILTER),
    ],
)
def test_rspamd_symbols(
    symbol: str, threat: ThreatType | None, technology: DetectionTechnology | None
):
    """Each group of symbols has its meaning."""
    meaning = rspamd_meaning(symbol)
    assert (meaning.threat, meaning.technology) == (threat, technology)


def test_unknown_rules_mean_nothing_of_their_own():
    """A rule that no table knows only adds to the score."""
    assert rspamd_meaning("HTML_SHORT") is NOTHING
    assert spamassassin_meaning("HTML_MESSAGE") is NOTHING
    assert spamassassin_meaning("URIBL_BLACK").technology is not None


@pytest.mark.parametrize(
    ("signature", "threat", "technology"),
    [
        ("Win.Test.EICAR_HDB-1", ThreatType.MALWARE, DetectionTechnology.ANTIMALWARE_PROTECTION),
        ("Win.Spambot.Foo-1", ThreatType.MALWARE, DetectionTechnology.ANTIMALWARE_PROTECTION),
        ("YARA.anything", ThreatType.MALWARE, DetectionTechnology.ANTIMALWARE_PROTECTION),
        (
            "Heuristics.Phishing.Email.SSL-Spoof",
            ThreatType.PHISH,
            DetectionTechnology.GENERAL_FILTER,
        ),
        ("Html.Phishing.Bank-7", ThreatType.PHISH, DetectionTechnology.FINGERPRINT_MATCHING),
        ("Sanesecurity.Phish.1", ThreatType.PHISH, DetectionTechnology.FINGERPRINT_MATCHING),
        ("Sanesecurity.Junk.9", ThreatType.SPAM, DetectionTechnology.FINGERPRINT_MATCHING),
        ("Heuristics.Encrypted.Zip", None, None),
        ("Heuristics.Limits.Exceeded.MaxFileSize", None, None),
    ],
)
def test_clamav_signatures(
    signature: str, threat: ThreatType | None, technology: DetectionTechnology | None
):
    """A name tells what it proves; what is only remarked of a file proves nothing."""
    meaning = clamav_meaning(signature)
    assert (meaning.threat, meaning.technology) == (threat, technology)
