"""The headers that Exchange Online Protection writes."""

from __future__ import annotations

from dataclasses import dataclass, field

from clawback.analysis.header import Header
from clawback.analysis.trace import Border, Trust, believed
from clawback.analysis.verdicts.scored import number
from clawback.analysis.verdicts.symbols import (
    MICROSOFT_CATEGORIES,
    MICROSOFT_SPAM_VERDICTS,
    NOTHING,
    Meaning,
)
from clawback.model.verdict import DetectionTechnology, Finding, PhishConfidence, ThreatType

PROVIDER = "microsoft"
_REPORT = "x-forefront-antispam-report"
_BULK = "x-microsoft-antispam"
_LEVEL = "x-ms-exchange-organization-scl"
_NAMES = frozenset((_REPORT, _BULK, _LEVEL))
_SPAM_LEVEL = 5.0
_TOLD = ("CAT", "SFV", "SCL", "SFTY", "IPV", "CTRY", "LANG", "PTR", "H")


@dataclass(frozen=True, slots=True, kw_only=True)
class MicrosoftReport:
    """What X-Forefront-Antispam-Report and its neighbours say; keys in capitals."""

    values: dict[str, str] = field(default_factory=dict)
    bulk: str = ""
    level: float | None = None

    @property
    def client(self) -> str:
        """The connecting address (CIP)."""
        return self.values.get("CIP", "").strip("[]")


def microsoft_report(header: Header, border: Border, trust: Trust) -> MicrosoftReport | None:
    """The report of Exchange Online, if it was Exchange Online that wrote it."""
    if not header.has_any(_NAMES):
        return None
    anywhere = border.is_microsoft or PROVIDER in trust.filters
    found = {
        name: header.all(name) if anywhere else believed(header, border, name)
        for name in (_REPORT, _BULK, _LEVEL)
    }
    if not any(found.values()):
        return None
    values = pairs(next(iter(found[_REPORT]), ""))
    told = next(iter(found[_LEVEL]), values.get("SCL", ""))
    return MicrosoftReport(
        values=values,
        bulk=pairs(next(iter(found[_BULK]), "")).get("BCL", ""),
        level=number(told.strip()),
    )


def microsoft_findings(report: MicrosoftReport) -> tuple[Finding, ...]:
    """One finding: the category decides, else the spam confidence level."""
    meaning = MICROSOFT_CATEGORIES.get(report.values.get("CAT", "").upper(), NOTHING)
    if meaning is NOTHING and _is_spam(report):
        meaning = Meaning(threat=ThreatType.SPAM, technology=DetectionTechnology.GENERAL_FILTER)
    phish = meaning.threat is ThreatType.PHISH
    return (
        Finding(
            provider=PROVIDER,
            threat=meaning.threat,
            technology=meaning.technology,
            score=report.level,
            threshold=_SPAM_LEVEL if report.level is not None else None,
            confidence=meaning.confidence or PhishConfidence.NORMAL if phish else None,
            evidence=_evidence(report),
        ),
    )


def _is_spam(report: MicrosoftReport) -> bool:
    over = report.level is not None and report.level >= _SPAM_LEVEL
    return over or report.values.get("SFV", "").upper() in MICROSOFT_SPAM_VERDICTS


def _evidence(report: MicrosoftReport) -> tuple[str, ...]:
    lines = [f"{key}:{report.values[key]}"[:256] for key in _TOLD if report.values.get(key)]
    if report.level is not None and not report.values.get("SCL"):
        lines.append(f"SCL:{report.level:g}")
    if report.bulk:
        lines.append(f"BCL:{report.bulk}"[:256])
    return tuple(lines)


def pairs(value: str) -> dict[str, str]:
    """The `KEY:value` pairs of a raw report, keys in capitals."""
    pieces = (piece.partition(":") for piece in value.split(";", 64)[:64])
    return {name.strip().upper(): text.strip() for name, colon, text in pieces if colon}
