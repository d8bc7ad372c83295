"""Why deliveries did not end as a success, counted by what their evidence says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from clawback.jobs.job import Entry
from clawback.remediation import evidence
from clawback.remediation.outcome import OUTCOMES, Outcome

MOST_REASONS = 100  # told apart; mail servers write what they like


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """So many deliveries with one outcome and one sentence; empty where the evidence has none."""

    outcome: Outcome
    sentence: str
    deliveries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """The most frequent reasons, most first, and the deliveries with any other."""

    top: tuple[Reason, ...]
    others: int


def count(entries: Iterable[Entry]) -> Reasons:
    """The reasons of items that have ended."""
    counted = Counter((one.outcome, evidence.decode(one.evidence).note) for one in entries)
    ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return Reasons(
        top=tuple(
            Reason(outcome=OUTCOMES[outcome], sentence=sentence, deliveries=number)
            for (outcome, sentence), number in ordered[:MOST_REASONS]
        ),
        others=sum(number for _, number in ordered[MOST_REASONS:]),
    )
