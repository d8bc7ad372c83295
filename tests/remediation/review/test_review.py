"""What a review says besides its numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.remediation.made import terms
from tests.remediation.review.test_affected import payload

from clawback.mailboxes.port import Capabilities
from clawback.remediation.action import Action
from clawback.remediation.choice import Chosen, Names, named
from clawback.remediation.review.effect import Effect
from clawback.remediation.review.figures import Count
from clawback.remediation.review.review import Consent, review

NOBODY = Consent(quorum=0, reasons=())
MOVES = Capabilities(move=True, hidden_recoverable=True, stable_ids=True)


def figures(number=2):
    count = Count(lambda _: frozenset())
    count.planned([payload("a", "ada", f"{n}@x", "INBOX") for n in range(number)])
    return count.figures()


def reviewed(plan, *, rate=None, number=2):
    return review(plan, figures(number), {"a": MOVES}, NOBODY, rate=rate, most=10)


@pytest.mark.parametrize(
    ("number", "days", "effect", "said"),
    [
        (2, 0, Effect.NEVER, "2 deliveries are deleted for good: this cannot be undone."),
        (1, 0, Effect.NEVER, "1 delivery is deleted for good: this cannot be undone."),
        (2, 30, Effect.NEW_COPY, "2 deliveries are deleted for good; a sealed copy is kept for 30"),
    ],
)
def test_a_hard_delete_warns(number, days, effect, said):
    """What is final is said in a sentence, and so is what escrow keeps."""
    found = reviewed(terms(action=Action.HARD_DELETE, escrow_days=days), number=number)
    assert found.effects == {effect: number}
    assert found.warnings[0].startswith(said)


def test_many_names_that_found_nothing_are_told_in_part():
    """The first ten are named, and that there are more."""
    names = Names(ids=frozenset(f"{n:02}@x" for n in range(12)))
    plan = replace(terms(), choice=Chosen(only=named(names, {"00@x"})))
    (said,) = reviewed(plan).warnings
    assert said.startswith("11 of 12 names found nothing: 01@x, ")
    assert said.endswith("10@x and more.")


@pytest.mark.parametrize(("rate", "seconds"), [(None, None), (0.5, 4), (1000.0, 1)])
def test_the_time_it_takes(rate, seconds):
    """Told from the rate, never less than a second; nothing without a rate."""
    assert reviewed(terms(), rate=rate).seconds == seconds
