"""From a filter's fired rules and its score to findings; rspamd and SpamAssassin work alike."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from clawback.analysis.verdicts.symbols import Meaning
from clawback.model.verdict import DetectionTechnology, Finding, PhishConfidence, ThreatType

_EVIDENCE_LINES = 50
_EVIDENCE_CHARACTERS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule that fired: its score (`None` when the filter did not say) and its own detail."""

    name: str
    score: float | None = None
    detail: str = ""

    @property
    def counts(self) -> bool:
        """Whether it speaks against the mail."""
        return self.score is None or self.score > 0

    def line(self) -> str:
        """The rule as one line of evidence."""
        score = "" if self.score is None else f" {self.score:.2f}"
        detail = f" [{self.detail}]" if self.detail else ""
        return f"{self.name}{score}{detail}"[:_EVIDENCE_CHARACTERS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A filter's whole word on a mail.

    `names_families` is whether the details of its rules name malware; else they describe the rule.
    """

    provider: str
    rules: tuple[Rule, ...] = ()
    spam: bool = False
    score: float | None = None
    threshold: float | None = None
    said: tuple[str, ...] = ()  # lines of evidence that are no rule
    names_families: bool = False


def findings_of(scored: Scored, meaning_of: Callable[[str], Meaning]) -> tuple[Finding, ...]:
    """One finding for each kind of threat; a single one without threat when there is none."""
    meant = [(rule, meaning_of(rule.name)) for rule in scored.rules if rule.counts]
    found = [
        *_proved(scored, meant, ThreatType.MALWARE),
        *_proved(scored, meant, ThreatType.PHISH),
    ]
    if scored.spam:
        found.append(_finding(scored, ThreatType.SPAM, _leading(meant)))
    return tuple(found) or (_finding(scored, None, None),)


def number(text: str) -> float | None:
    """A score; `None` for what is none, or is not finite."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _proved(
    scored: Scored, meant: Iterable[tuple[Rule, Meaning]], threat: ThreatType
) -> Iterable[Finding]:
    proofs = [(rule, meaning) for rule, meaning in meant if meaning.threat is threat]
    if not proofs:
        return
    _, meaning = max(proofs, key=lambda proof: proof[0].score or 0)
    malware = threat is ThreatType.MALWARE
    named = malware and scored.names_families
    family = next((rule.detail for rule, _ in proofs if rule.detail), "") if named else ""
    confidence = None if malware else meaning.confidence or PhishConfidence.NORMAL
    yield _finding(
        scored, threat, meaning.technology, confidence=confidence, family=family.split(",")[0]
    )


def _leading(meant: list[tuple[Rule, Meaning]]) -> DetectionTechnology:
    """The technology of the heaviest rule that has one."""
    known = [
        (rule.score or 0, -place, meaning.technology)
        for place, (rule, meaning) in enumerate(meant)
        if meaning.technology
    ]
    return max(known)[2] if known else DetectionTechnology.GENERAL_FILTER


def _finding(
    scored: Scored,
    threat: ThreatType | None,
    technology: DetectionTechnology | None,
    *,
    confidence: PhishConfidence | None = None,
    family: str = "",
) -> Finding:
    ordered = sorted(scored.rules, key=lambda rule: -abs(rule.score or 0))
    lines = (*scored.said, *(rule.line() for rule in ordered if rule.score != 0))
    return Finding(
        provider=scored.provider,
        threat=threat,
        technology=technology,
        score=scored.score,
        threshold=scored.threshold,
        confidence=confidence,
        malware_family=family,
        evidence=lines[:_EVIDENCE_LINES],
    )
