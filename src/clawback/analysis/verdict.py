"""One verdict out of many findings: the worst that anybody proved, with how it was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from clawback.analysis.verdicts.classes import classes_of
from clawback.model.verdict import (
    DetectionTechnology,
    Finding,
    PhishConfidence,
    ThreatClassification,
    ThreatType,
)

_Item = TypeVar("_Item")
_BY_LINK = frozenset(
    {
        DetectionTechnology.URL_DETONATION,
        DetectionTechnology.URL_DETONATION_REPUTATION,
        DetectionTechnology.URL_MALICIOUS_REPUTATION,
    }
)
_SURELY = 2  # times the threshold
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
    threat_classification: tuple[ThreatClassification, ...] = ()
    url_threat: tuple[ThreatType, ...] = ()

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
        threat_classification=_distinct(each for one in proved for each in classes_of(one)),
        url_threat=_distinct(
            one.threat for one in proved if one.threat and one.technology in _BY_LINK
        ),
    )


def spam_level(findings: Iterable[Finding]) -> int | None:
    """Exchange's SCL, in the words of judges that have a score and a threshold; `None` without.

    1 is not spam, 5 spam, 9 spam by twice the threshold and more.
    """
    scored = [one for one in findings if one.score is not None]
    if not scored:
        return None
    spam = [one for one in scored if one.threat is ThreatType.SPAM]
    sure = any(_over(one) >= _SURELY for one in spam)
    return 9 if sure else 5 if spam else 1


def _over(finding: Finding) -> float:
    """How many times the threshold the score is."""
    if finding.score is None or not finding.threshold or finding.threshold < 0:
        return 0.0
    return finding.score / finding.threshold


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
