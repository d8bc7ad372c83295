"""How each delivery of a remediation ends, and counts that always add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clawback.model.labelled import Labelled


class Outcome(Labelled):
    """Exactly one of these for each delivery, decided by looking at the mailbox afterwards."""

    SUCCESS = "success", "Success"
    ALREADY_IN_DESTINATION = "already_in_destination", "Already in destination"
    NOT_FOUND = "not_found", "Not found in mailbox"
    NOT_ACTIONABLE = "not_actionable", "Not actionable"
    DRIFTED = "drifted", "Drifted"
    ON_HOLD = "on_hold", "On hold"
    FAILED = "failed", "Failed"
    UNKNOWN = "unknown", "Unknown"


OUTCOMES = {outcome.value: outcome for outcome in Outcome}
RETRYABLE = frozenset({Outcome.FAILED, Outcome.UNKNOWN})
REMOVED_ENOUGH = frozenset({Outcome.SUCCESS, Outcome.ALREADY_IN_DESTINATION, Outcome.NOT_FOUND})


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Deliveries by outcome, and those without one yet."""

    by_outcome: Mapping[Outcome, int]
    pending: int

    @property
    def total(self) -> int:
        return self.pending + self.ended

    @property
    def ended(self) -> int:
        return sum(self.by_outcome.values())

    @property
    def all_failed(self) -> bool:
        """Something was tried, and nothing came to a good end."""
        tried = self.ended - self.of(Outcome.NOT_ACTIONABLE)
        return tried > 0 and not any(self.of(outcome) for outcome in REMOVED_ENOUGH)

    def of(self, outcome: Outcome) -> int:
        return self.by_outcome.get(outcome, 0)

    def sentence(self, rest: str = "still to do") -> str:
        """Such as `1,204 success, 7 still to do`; `rest` says what becomes of the last."""
        parts = [f"{n:,} {outcome.label.lower()}" for outcome, n in self._present()]
        if self.pending:
            parts.append(f"{self.pending:,} {rest}")
        return ", ".join(parts) or "nothing to do"

    def _present(self) -> list[tuple[Outcome, int]]:
        return [(outcome, self.of(outcome)) for outcome in Outcome if self.of(outcome)]


def count(tally: Mapping[str, int]) -> Counts:
    """Counts by the ledger's text; empty text stands for no outcome yet."""
    by_outcome = {OUTCOMES[text]: n for text, n in sorted(tally.items()) if text}
    return Counts(by_outcome=by_outcome, pending=tally.get("", 0))
