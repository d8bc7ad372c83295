"""What a scan by YARA rules found, as it goes from process to process, and what it means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clawback.analysis.providers.said import said
from clawback.model.verdict import DetectionTechnology, Finding, PhishConfidence, ThreatType

_MOST_LINES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A rule that fits, where it does, and what its author says of it, all as text."""

    rule: str
    where: str
    verdict: str = ""
    family: str = ""
    confidence: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a scan found; `late` when time ran out before its end, `rules` how many there are.

    `troubles` say which rule files could not be used.
    """

    matches: tuple[Match, ...] = ()
    late: bool = False
    rules: int = 0
    troubles: tuple[str, ...] = ()


def findings_of(matches: Sequence[Match], engine: str) -> tuple[Finding, ...]:
    """One finding for each kind of threat that a rule's `verdict` names.

    Rules that name none are evidence without a threat, told where no other found one.
    """
    proved = tuple(
        _proved(threat, fitting, engine)
        for threat in ThreatType
        if (fitting := [one for one in matches if one.verdict == threat.value])
    )
    return proved or (Finding(provider=engine, evidence=_lines(matches)),)


def _proved(threat: ThreatType, matches: Sequence[Match], engine: str) -> Finding:
    malware = threat is ThreatType.MALWARE
    sure = any(one.confidence == PhishConfidence.HIGH.value for one in matches)
    confidence = PhishConfidence.HIGH if sure else PhishConfidence.NORMAL
    how = DetectionTechnology.ANTIMALWARE_PROTECTION if malware else None
    return Finding(
        provider=engine,
        threat=threat,
        technology=how or DetectionTechnology.GENERAL_FILTER,
        confidence=confidence if threat is ThreatType.PHISH else None,
        malware_family=said(matches[0].family or matches[0].rule) if malware else "",
        evidence=_lines(matches),
    )


def _lines(matches: Iterable[Match]) -> tuple[str, ...]:
    lines = [
        said(f"{one.rule}{f' [{one.description}]' if one.description else ''} in {one.where}")
        for one in matches
    ]
    return tuple(lines[:_MOST_LINES])
