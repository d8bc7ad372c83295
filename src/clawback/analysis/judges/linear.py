"""A linear model on hashed features (logistic regression), learnt by plain Python."""

from __future__ import annotations

import math
import random
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clawback.analysis.judges.features import SPACE

FALSE_POSITIVES = 0.001  # of ham that is not learnt from; where the threshold is set
LEAST_THRESHOLD = 0.9
_ROUNDS = 4
_STEP, _SLOWING = 0.5, 0.7
_SEED = 2026
_LEARNT, _TUNED = 0.6, 0.8  # shares in time: learnt from, threshold set on, measured on


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A mail as its features' numbers, and whether it was bad."""

    numbers: tuple[int, ...]
    bad: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How the model does on the newest mail, which it did not learn from, in mails.

    `found` are bad ones over the threshold, `wrong` good ones.
    """

    ham: int = 0
    bad: int = 0
    found: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float | None:
        over = self.found + self.wrong
        return self.found / over if over else None

    @property
    def recall(self) -> float | None:
        return self.found / self.bad if self.bad else None

    @property
    def false_positives(self) -> float | None:
        return self.wrong / self.ham if self.ham else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """Weights by number, the threshold, what it was learnt from, and how it does."""

    weights: array[float]
    threshold: float
    ham: int
    bad: int
    measured: Measured


def score(weights: Sequence[float], numbers: Iterable[int]) -> float:
    """How bad, from 0 to 1."""
    found = [weights[number] for number in numbers]
    if not found:
        return 0.5
    return _squashed(sum(found) / math.sqrt(len(found)))


def learn(examples: Sequence[Example]) -> Learnt:
    """A model of examples in the order of time, oldest first.

    Of good and of bad mail the oldest three fifths are learnt from, the threshold is set on the
    next fifth, and what is told of the model is measured on the newest.
    """
    ham = [one for one in examples if not one.bad]
    bad = [one for one in examples if one.bad]
    weights = _weights([*_share(ham, 0, _LEARNT), *_share(bad, 0, _LEARNT)])
    tuned = sorted(score(weights, one.numbers) for one in _share(ham, _LEARNT, _TUNED))
    threshold = _threshold(tuned)
    return Learnt(
        weights=weights,
        threshold=threshold,
        ham=len(ham),
        bad=len(bad),
        measured=measure(weights, threshold, [*_share(ham, _TUNED, 1), *_share(bad, _TUNED, 1)]),
    )


def measure(weights: Sequence[float], threshold: float, examples: Iterable[Example]) -> Measured:
    """How many of each kind there are, and how many are over the threshold."""
    counts = {True: [0, 0], False: [0, 0]}
    for one in examples:
        counts[one.bad][0] += 1
        counts[one.bad][1] += score(weights, one.numbers) > threshold
    return Measured(
        ham=counts[False][0], wrong=counts[False][1], bad=counts[True][0], found=counts[True][1]
    )


def _share(examples: Sequence[Example], since: float, until: float) -> Sequence[Example]:
    return examples[int(len(examples) * since) : int(len(examples) * until)]


def _weights(examples: list[Example]) -> array[float]:
    """By stochastic gradient descent; both kinds count the same however many there are."""
    weights = array("f", bytes(4 * SPACE))
    bad = sum(one.bad for one in examples)
    balance = {
        True: len(examples) / (2 * bad or 1),
        False: len(examples) / (2 * (len(examples) - bad) or 1),
    }
    order, step = random.Random(_SEED), _STEP  # noqa: S311 - an order, no secret
    for _ in range(_ROUNDS):
        order.shuffle(examples)
        for one in examples:
            if not one.numbers:
                continue
            size = math.sqrt(len(one.numbers))
            wrong = one.bad - _squashed(sum([weights[n] for n in one.numbers]) / size)
            change = step * wrong * balance[one.bad] / size
            for number in one.numbers:
                weights[number] += change
        step *= _SLOWING
    return weights


def _threshold(ham: Sequence[float]) -> float:
    """What no more of the ham than is borne is over; never less than a fixed value."""
    over = int(len(ham) * FALSE_POSITIVES)
    return max(LEAST_THRESHOLD, ham[-1 - over]) if ham else 1.0


def _squashed(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
