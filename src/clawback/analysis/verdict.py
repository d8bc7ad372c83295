"""One verdict out of many findings: the worst that anybody proved, with how it was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from clawback.model.verdict import DetectionTechnology, Finding, PhishConfidence, ThreatType

_Item = TypeVar("_Item")
_WORST_FIRST = (ThreatType.MALWARE, ThreatType.PHISH, ThreatType.SPAM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The judges' words put together, ready for a delivery's columns of the same names.

    `threat_type` holds each kind once, worst first (malware, phish, spam); empty means clean.
    """

    threat_type: tuple[ThreatType, ...] = ()
    detection_technology: tuple[DetectionTechnology, ...] = ()
    phish_confidence_level: PhishConfidence | None = None
    malware_family: tuple[str, ...] = ()

    @property
    def worst(self) -> ThreatType | None:
        """The worst kind of threat, or `None`."""
        return self.threat_type[0] if self.threat_type else None


def combine(findings: Iterable[Finding]) -> Verdict:
    """A threat that one judge proved is not taken back by another that saw nothing."""
    proved = [finding for finding in findings if finding.threat]
    proved.sort(key=lambda finding: _WORST_FIRST.index(finding.threat or ThreatType.SPAM))
    return Verdict(
        threat_type=_distinct(finding.threat for finding in proved if finding.threat),
        detection_technology=_distinct(one.technology for one in proved if one.technology),
        phish_confidence_level=_confidence(proved),
        malware_family=_distinct(one.malware_family for one in proved if one.malware_family),
    )


def primary(findings: Iterable[Finding]) -> Finding | None:
    """The finding that decides: the first that proves the worst threat; `None` when none does."""
    proved = [finding for finding in findings if finding.threat]
    order = {threat: place for place, threat in enumerate(_WORST_FIRST)}
    return min(proved, key=lambda one: order[one.threat or ThreatType.SPAM], default=None)


def _confidence(proved: list[Finding]) -> PhishConfidence | None:
    phish = [finding for finding in proved if finding.threat is ThreatType.PHISH]
    if not phish:
        return None
    sure = any(finding.confidence is PhishConfidence.HIGH for finding in phish)
    return PhishConfidence.HIGH if sure else PhishConfidence.NORMAL


def _distinct(items: Iterable[_Item]) -> tuple[_Item, ...]:
    return tuple(dict.fromkeys(items))
