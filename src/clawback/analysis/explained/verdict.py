"""A verdict in sentences: what it is, who says so, and what would make it another.

What would change it is not guessed: the verdict is made again without each thing that was said, and
what comes out differently is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from clawback.analysis.verdict import ALLOWS, Verdict, combine
from clawback.model.handling import Handling
from clawback.model.labelled import Labelled
from clawback.model.location import DeliveryAction
from clawback.model.policy import PrimaryOverride
from clawback.model.verdict import Finding, PhishConfidence, ThreatType

_MOST = 64  # findings that are left out one after the other
_DOING = {
    DeliveryAction.BLOCKED: "blocked",
    DeliveryAction.DELIVERED: "delivered",
    DeliveryAction.DELIVERED_TO_JUNK: "delivered to junk",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the verdict would be without one thing that was said: threats, confidence, action.

    `without` names that thing: a judge, an entry of a list, an override.
    """

    without: str
    sentence: str
    threat_type: tuple[ThreatType, ...] = ()
    phish_confidence_level: PhishConfidence | None = None
    wanted_action: DeliveryAction = DeliveryAction.DELIVERED


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A verdict with its sentence, the overrides beside it, and what would change it.

    `remarks` say what no single change tells: judges who agree, and how far scores are from their
    thresholds.
    """

    sentence: str
    verdict: Verdict
    override: str = ""
    changes: tuple[Change, ...] = ()
    remarks: tuple[str, ...] = ()

    def advice(self, done: DeliveryAction) -> str:
        """Whether what the verdict asks for was done, in a sentence; empty for clean mail."""
        wanted, verdict = self.verdict.wanted_action, self.verdict
        if not verdict.threat_type and verdict.primary_override is PrimaryOverride.NONE:
            return ""
        outcome = "so" if done is wanted else _lower(done)
        return f"That asks for the mail to be {_DOING[wanted]}; it was {outcome}."


def explain(findings: Sequence[Finding], handling: Handling | None = None) -> Explanation:
    """The explanation of what `combine` makes of the same."""
    verdict = combine(findings, handling)
    changes = tuple(_changes(findings[:_MOST], handling, verdict))
    return Explanation(
        sentence=_what(findings, verdict),
        verdict=verdict,
        override=_override(verdict),
        changes=changes,
        remarks=(*_agreed(findings, changes), *dict.fromkeys(_margins(findings))),
    )


def said(finding: Finding) -> str:
    """A finding as one sentence."""
    if finding.no_verdict:
        return f"{finding.provider} gave no verdict. {finding.no_verdict}"
    if finding.threat is None:
        told = (
            f"{finding.provider} found nothing"
            if not finding.override_source
            else _allowed(finding)
        )
    else:
        family = f" ({finding.malware_family})" if finding.malware_family else ""
        how = f" by {finding.technology.label}" if finding.technology else ""
        sure = f" with {_lower(finding.confidence)} confidence" if finding.confidence else ""
        told = f"{finding.provider} found {_lower(finding.threat)}{family}{how}{sure}"
    if finding.score is None:
        return f"{told}."
    against = "" if finding.threshold is None else f" of {finding.threshold:g}"
    return f"{told}: score {finding.score:g}{against}."


def _allowed(finding: Finding) -> str:
    return f"{finding.provider}: {_lower(finding.override)}"


def _what(findings: Sequence[Finding], verdict: Verdict) -> str:
    if not any(not one.no_verdict for one in findings):
        return "Nobody judged this mail."
    if not verdict.threat_type:
        return "Clean: nobody found a threat."
    how = _listing([one.label for one in verdict.detection_technology])
    by = f", found by {how}" if how else ""
    return f"{_threats(verdict).capitalize()}{by}."


def _override(verdict: Verdict) -> str:
    """What overrides do to it, in a sentence; empty without any."""
    if verdict.primary_override is PrimaryOverride.NONE:
        return ""
    source = verdict.override_source[0].label if verdict.override_source else "no source is told"
    told = f"An override decides: {_lower(verdict.primary_override)} ({source})."
    vain = verdict.primary_override in ALLOWS and verdict.wanted_action is DeliveryAction.BLOCKED
    if vain:
        return f"{told} It does not count for malware, nor for phish of high confidence."
    return told


def _changes(
    findings: Sequence[Finding], handling: Handling | None, verdict: Verdict
) -> Iterator[Change]:
    for name, rest in _without(findings):
        yield from _change(name, combine(rest, handling), verdict)
    if handling and handling.override_source:
        bare = replace(handling, override_source=(), primary_override=PrimaryOverride.NONE)
        name = f"the override of the mail server ({_lower(handling.primary_override)})"
        yield from _change(name, combine(findings, bare), verdict)


def _without(findings: Sequence[Finding]) -> Iterator[tuple[str, Sequence[Finding]]]:
    """Each thing that was said with all the others; and each judge who said several."""
    telling = [one for one in findings if one.threat or one.override_source]
    for left_out in telling:
        yield _name(left_out), [one for one in findings if one is not left_out]
    for provider in dict.fromkeys(one.provider for one in telling):
        several = [one for one in telling if one.provider == provider]
        if len(several) > 1:
            rest = [one for one in findings if one.provider != provider]
            yield f"all that {provider} says", rest


def _name(finding: Finding) -> str:
    if finding.override_source and finding.evidence:
        return finding.evidence[0]
    threat = _lower(finding.threat) if finding.threat else "a threat"
    return f"the word of {finding.provider} ({threat})"


def _change(name: str, other: Verdict, verdict: Verdict) -> Iterator[Change]:
    if _sum(other) == _sum(verdict):
        return
    what = _threats(other)
    if _threats(other) != _threats(verdict):
        sentence = f"Without {name}, it would be {what}"
    else:
        sentence = f"Without {name}, it would still be {what}"
    if other.wanted_action is not verdict.wanted_action:
        now, then = _DOING[verdict.wanted_action], _DOING[other.wanted_action]
        sentence += f", to be {then} and not {now}"
    yield Change(
        without=name,
        sentence=f"{sentence}.",
        threat_type=other.threat_type,
        phish_confidence_level=other.phish_confidence_level,
        wanted_action=other.wanted_action,
    )


def _sum(verdict: Verdict) -> tuple[object, ...]:
    return verdict.threat_type, verdict.phish_confidence_level, verdict.wanted_action


def _threats(verdict: Verdict) -> str:
    if not verdict.threat_type:
        return "clean"
    return _listing([_threat(one, verdict.phish_confidence_level) for one in verdict.threat_type])


def _threat(threat: ThreatType, confidence: PhishConfidence | None) -> str:
    sure = threat is ThreatType.PHISH and confidence is not None
    return f"{_lower(threat)} of {_lower(confidence)} confidence" if sure else _lower(threat)


def _agreed(findings: Sequence[Finding], changes: Iterable[Change]) -> Iterator[str]:
    """Threats that several judges name: none of them alone can take them back."""
    providers: dict[ThreatType, dict[str, None]] = {}
    for one in findings:
        if one.threat:
            providers.setdefault(one.threat, {})[one.provider] = None
    told = {each for change in changes for each in ThreatType if each not in change.threat_type}
    for threat, names in providers.items():
        if len(names) > 1 and threat not in told:
            by = _listing(list(names))
            yield f"{threat.label}: said by {by}, each by itself. Without any one of them it stays."


def _margins(findings: Iterable[Finding]) -> Iterator[str]:
    for one in findings:
        if one.score is None or one.threshold is None:
            continue
        by = f"{abs(one.score - one.threshold):.2f}".rstrip("0").rstrip(".")
        if one.score >= one.threshold:
            yield f"{one.provider} is {by} points over its threshold."
        elif one.threat is None:  # else it found a threat for another reason than the score
            yield f"{one.provider} is {by} points under its threshold."


def _listing(names: Sequence[str]) -> str:
    if len(names) < 2:  # noqa: PLR2004 - nothing to put together
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _lower(value: Labelled | None) -> str:
    return value.label.lower() if value else ""
