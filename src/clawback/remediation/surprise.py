"""When a remediation stops by itself, because it does not go as people thought it would.

A surprise is a delivery that failed, drifted, or of which nobody knows. Its first few deliveries
are done and looked at before any other; afterwards every outcome counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clawback.audit.action import AuditAction
from clawback.audit.trail import Trail
from clawback.database import Connection
from clawback.jobs.caution import Seen
from clawback.model.actor import SYSTEM
from clawback.remediation import records
from clawback.remediation.outcome import OUTCOMES, Outcome

SURPRISES = frozenset({Outcome.FAILED, Outcome.UNKNOWN, Outcome.DRIFTED})
_TEXTS = frozenset(outcome.value for outcome in SURPRISES)
_CHANCE = 1  # surprises among the first deliveries that may be chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """How many go first, and the share of surprises (of 1) beyond which it stops.

    The share counts only once `least` deliveries have ended.
    """

    canary: int = 10
    share: float = 0.05
    least: int = 20


def too_many(threshold: Threshold, seen: Seen, *, canary: bool) -> bool:
    """Whether so many surprises must stop a remediation.

    Of the first deliveries one may be chance, where that is not all of them.
    """
    if not seen.surprises or seen.surprises <= threshold.share * seen.ended:
        return False
    if canary:
        return seen.surprises > _CHANCE or seen.surprises == seen.ended
    return seen.ended >= threshold.least


def sentence(outcomes: Mapping[str, int], *, canary: bool) -> str:
    """What was seen, for the person who has to decide how to go on."""
    ended = sum(outcomes.values())
    found = [(OUTCOMES[text], n) for text, n in sorted(outcomes.items()) if text in _TEXTS]
    said = " and ".join(f"{n:,} {outcome.label.lower()}" for outcome, n in found)
    which = "first deliveries" if canary else "deliveries done so far"
    return (
        f"It paused itself: of the {ended:,} {which}, {said}. Look at these, then resume it "
        "or cancel it."
    )


class Surprises:
    """Watches remediations in the ledger (a `jobs.caution.Caution`)."""

    def __init__(self, threshold: Threshold, trail: Trail) -> None:
        self._threshold = threshold
        self._trail = trail

    @property
    def canary(self) -> int:
        return self._threshold.canary

    def surprises(self, outcomes: Iterable[str]) -> int:
        return sum(outcome in _TEXTS for outcome in outcomes)

    def too_many(self, seen: Seen, *, canary: bool) -> bool:
        return too_many(self._threshold, seen, canary=canary)

    def tripped(
        self, connection: Connection, job: int, outcomes: Mapping[str, int], *, canary: bool
    ) -> str:
        """Notes it in the audit trail; gives the sentence."""
        said = sentence(outcomes, canary=canary)
        remediation = records.of_job(connection, job)
        if remediation is not None:
            self._trail.record(
                connection,
                SYSTEM,
                AuditAction.REMEDIATION_TRIP,
                f"remediation:{remediation.id}",
                details={
                    "reason": said,
                    "ended": sum(outcomes.values()),
                    "surprises": self.surprises_in(outcomes),
                },
            )
        return said

    def surprises_in(self, outcomes: Mapping[str, int]) -> int:
        """How many deliveries these counts call surprises."""
        return sum(n for text, n in outcomes.items() if text in _TEXTS)
