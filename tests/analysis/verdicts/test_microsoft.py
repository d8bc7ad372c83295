"""What Exchange Online said."""

from __future__ import annotations

import pytest

from clawback.analysis.guard import guard
from clawback.analysis.header import Header
from clawback.analysis.limits import DEFAULT_LIMITS
from clawback.analysis.trace import NO_TRUST, Trust, find_border
from clawback.analysis.verdicts.microsoft import (
    MicrosoftReport,
    microsoft_findings,
    microsoft_report,
)
from clawback.model.verdict import DetectionTechnology, PhishConfidence, ThreatType

MICROSOFT = "Received: from x (203.0.113.9) by a.mail.protection.outlook.com (10.0.0.1) id 1\n"
OTHER = "Received: from x (r.example [203.0.113.9]) by mx.corp.com with ESMTP id 4XyZ12abc\n"
REPORT = (
    "X-Forefront-Antispam-Report: CIP:198.51.100.4;CTRY:US;SCL:9;SFV:SPM;CAT:HPHISH;DIR:INB;\n"
    "X-Microsoft-Antispam: BCL:7;\n"
)


def report(text: str, trust: Trust = NO_TRUST) -> MicrosoftReport | None:
    header = Header(guard(text.encode() + b"\n", DEFAULT_LIMITS).fields)
    return microsoft_report(header, find_border(header, trust), trust)


def test_a_report_of_exchange_online_is_read():
    """Category, level, bulk level and connecting address come out."""
    found = report(MICROSOFT + REPORT)
    assert found is not None
    assert found.client == "198.51.100.4"
    (finding,) = microsoft_findings(found)
    assert (finding.threat, finding.confidence) == (ThreatType.PHISH, PhishConfidence.HIGH)
    assert (finding.score, finding.threshold) == (9.0, 5.0)
    assert finding.evidence == ("CAT:HPHISH", "SFV:SPM", "SCL:9", "CTRY:US", "BCL:7")


@pytest.mark.parametrize(
    ("values", "level", "threat", "technology"),
    [
        ({"CAT": "MALW"}, None, ThreatType.MALWARE, DetectionTechnology.ANTIMALWARE_PROTECTION),
        ({"CAT": "PHSH"}, 5, ThreatType.PHISH, DetectionTechnology.GENERAL_FILTER),
        ({"CAT": "INTOS"}, 5, ThreatType.PHISH, DetectionTechnology.GENERAL_FILTER),
        ({"CAT": "DIMP"}, 5, ThreatType.PHISH, DetectionTechnology.IMPERSONATION_DOMAIN),
        ({"CAT": "BULK"}, 6, ThreatType.SPAM, DetectionTechnology.BULK),
        ({"CAT": "NONE"}, 5, ThreatType.SPAM, DetectionTechnology.GENERAL_FILTER),
        ({"SFV": "SKB"}, None, ThreatType.SPAM, DetectionTechnology.GENERAL_FILTER),
        ({"CAT": "NONE", "SFV": "NSPM"}, 1, None, None),
        ({}, -1, None, None),
    ],
)
def test_categories_and_levels_have_their_meaning(
    values: dict[str, str],
    level: float | None,
    threat: ThreatType | None,
    technology: DetectionTechnology | None,
):
    """The category decides; without one the confidence level or the filtering verdict."""
    (finding,) = microsoft_findings(MicrosoftReport(values=values, level=level))
    assert (finding.threat, finding.technology) == (threat, technology)


def test_the_organisations_level_counts():
    """X-MS-Exchange-Organization-SCL gives the level where there is no report."""
    found = report(MICROSOFT + "X-MS-Exchange-Organization-SCL: 6\n")
    assert found is not None
    (finding,) = microsoft_findings(found)
    assert (finding.threat, finding.evidence) == (ThreatType.SPAM, ("SCL:6",))


def test_a_forged_report_is_not_believed():
    """A report on a mail that Microsoft's servers did not take in is the sender's own."""
    assert report(OTHER + REPORT) is None
    assert report(REPORT) is None
    assert report(OTHER) is None
    assert report(OTHER + REPORT, Trust(filters=("microsoft",))) is not None
