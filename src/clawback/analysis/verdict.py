"""One verdict out of many findings: the worst that anybody proved, with how it was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from clawback.analysis.verdicts.classes import classes_of
from clawback.model.handling import UNHANDLED, Handling
from clawback.model.location import DeliveryAction
from clawback.model.policy import OverrideSource, PolicyType, PrimaryOverride
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
_PERSONS = frozenset({DetectionTechnology.IMPERSONATION_USER})
_SURELY = 2  # times the threshold
_WORST_FIRST = (ThreatType.MALWARE, ThreatType.PHISH, ThreatType.SPAM)
BLOCKS = frozenset(
    {
        PrimaryOverride.BLOCKED_BY_ORGANIZATION,
        PrimaryOverride.BLOCKED_BY_USER,
        PrimaryOverride.FILE_EXTENSION_BLOCKED,
    }
)
ALLOWS = frozenset({PrimaryOverride.ALLOWED_BY_ORGANIZATION, PrimaryOverride.ALLOWED_BY_USER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The judges' words put together, ready for a delivery's columns of the same names.

    `threat_type` holds each kind once, worst first (malware, phish, spam); empty means clean.
    `wanted_action` is what threats and overrides together ask for, whatever was done. Impersonated
    are those whom our own judges name.
    """

    threat_type: tuple[ThreatType, ...] = ()
    detection_technology: tuple[DetectionTechnology, ...] = ()
    phish_confidence_level: PhishConfidence | None = None
    malware_family: tuple[str, ...] = ()
    threat_classification: tuple[ThreatClassification, ...] = ()
    url_threat: tuple[ThreatType, ...] = ()
    impersonated_user: tuple[str, ...] = ()
    impersonated_domain: tuple[str, ...] = ()
    primary_override: PrimaryOverride = PrimaryOverride.NONE
    override_source: tuple[OverrideSource, ...] = ()
    policy_type: PolicyType | None = None
    wanted_action: DeliveryAction = DeliveryAction.DELIVERED

    @property
    def worst(self) -> ThreatType | None:
        """The worst kind of threat, or `None`."""
        return self.threat_type[0] if self.threat_type else None


def combine(findings: Iterable[Finding], handling: Handling | None = None) -> Verdict:
    """All that judges, lists and servers said of a mail, as one verdict.

    A threat that one judge proved is not taken back by another that saw nothing. An override takes
    no threat away either: it says what is to be done in spite of it.
    """
    found = list(findings)
    handled = handling or UNHANDLED
    if not any(one.threat or one.override_source for one in found):
        return _handled_only(handled)
    proved = [finding for finding in found if finding.threat]
    proved.sort(key=lambda finding: _WORST_FIRST.index(finding.threat or ThreatType.SPAM))
    override, sources = _overrides(found, handled)
    threats = _distinct(finding.threat for finding in proved if finding.threat)
    confidence = _confidence(proved)
    return Verdict(
        threat_type=threats,
        detection_technology=_distinct(one.technology for one in proved if one.technology),
        phish_confidence_level=confidence,
        malware_family=_distinct(one.malware_family for one in proved if one.malware_family),
        threat_classification=_distinct(each for one in proved for each in classes_of(one)),
        url_threat=_distinct(
            one.threat for one in proved if one.threat and one.technology in _BY_LINK
        ),
        impersonated_user=_impersonated(proved, persons=True),
        impersonated_domain=_impersonated(proved, persons=False),
        primary_override=override,
        override_source=sources,
        policy_type=handled.policy_type or _policy(found),
        wanted_action=wanted_action(threats, confidence, override),
    )


def _handled_only(handled: Handling) -> Verdict:
    """Of a mail against which, and for which, no judge spoke: most are such."""
    return Verdict(
        primary_override=handled.primary_override,
        override_source=handled.override_source,
        policy_type=handled.policy_type,
        wanted_action=wanted_action((), None, handled.primary_override),
    )


def wanted_action(
    threats: Sequence[ThreatType],
    confidence: PhishConfidence | None,
    override: PrimaryOverride,
) -> DeliveryAction:
    """What is to be done with such a mail.

    A block is blocked. No entry allows malware, or phish of high confidence. What is allowed else
    is delivered, and without an override phish of normal confidence and spam go to junk.
    """
    surely = ThreatType.MALWARE in threats or confidence is PhishConfidence.HIGH
    if override in BLOCKS or surely:
        return DeliveryAction.BLOCKED
    if override in ALLOWS or not threats:
        return DeliveryAction.DELIVERED
    return DeliveryAction.DELIVERED_TO_JUNK


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


def _impersonated(proved: Iterable[Finding], *, persons: bool) -> tuple[str, ...]:
    return _distinct(
        one.impersonated
        for one in proved
        if one.impersonated and (one.technology in _PERSONS) is persons
    )


def _overrides(
    findings: Iterable[Finding], handling: Handling
) -> tuple[PrimaryOverride, tuple[OverrideSource, ...]]:
    """The one that decides, and where all come from, its own first: a block beats an allowance.

    Among equals, what servers did when they took the mail stands before what our lists say.
    """
    told: list[tuple[PrimaryOverride, tuple[OverrideSource, ...]]] = [
        (one.override, (one.override_source,))
        for one in findings
        if one.override_source is not None
    ]
    if handling.override_source:
        told.insert(0, (handling.primary_override, handling.override_source))
    told.sort(key=lambda one: one[0] not in BLOCKS)
    sources = _distinct(source for _, several in told for source in several)
    return (told[0][0] if told else handling.primary_override), sources


def _policy(findings: Sequence[Finding]) -> PolicyType | None:
    """The kind of policy that our own judge follows whose word weighs most."""
    own = [one for one in findings if one.policy]
    leading = primary(own)
    return leading.policy if leading else next((one.policy for one in own), None)


def _distinct(items: Iterable[_Item]) -> tuple[_Item, ...]:
    return tuple(dict.fromkeys(items))
