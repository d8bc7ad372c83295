"""A linear model learns what tells bad mail, and is measured on what it has not seen."""

from __future__ import annotations

import random

import pytest

from clawback.analysis.judges.linear import (
    LEAST_THRESHOLD,
    Example,
    Measured,
    learn,
    measure,
    score,
)


def examples(count=2000, *, seed=1):
    """Good mails have numbers below 50, bad ones some from 100 on as well."""
    order = random.Random(seed)
    return [
        Example(
            numbers=tuple(
                order.sample(range(50), 10) + (order.sample(range(100, 120), 5) if bad else [])
            ),
            bad=bad,
        )
        for bad in (order.random() < 0.3 for _ in range(count))
    ]


@pytest.fixture(scope="module")
def learnt():
    return learn(examples())


def test_what_tells_them_apart_is_learnt(learnt):
    """On the newest fifth of each kind all bad ones are found, and no good one is wrong."""
    measured = learnt.measured
    assert (measured.recall, measured.precision, measured.false_positives) == (1.0, 1.0, 0.0)
    assert measured.ham + measured.bad == pytest.approx(2000 / 5, abs=2)
    assert (learnt.ham + learnt.bad, learnt.threshold >= LEAST_THRESHOLD) == (2000, True)


def test_learning_the_same_gives_the_same(learnt):
    """No chance is in it, so that a model can be told by what it was learnt from."""
    assert learn(examples()).weights == learnt.weights


def test_the_newest_mail_is_not_learnt_from():
    """Were the newest fifth of bad mail of another kind, none of it would be found."""
    old = examples()
    late = [Example(numbers=tuple(range(200, 210)), bad=True)] * 30
    measured = learn([*old, *late]).measured
    assert measured.found == measured.bad - 30


def test_without_examples_nothing_is_over():
    """No good mail to set a threshold on, no threshold that anything could pass."""
    learnt = learn([])
    assert (learnt.ham, learnt.bad, learnt.measured) == (0, 0, Measured())
    assert learnt.measured.recall is learnt.measured.precision is None
    assert score(learnt.weights, ()) == 0.5
    mails = [Example(numbers=(1,), bad=True), Example(numbers=(), bad=False)]
    assert measure(learnt.weights, learnt.threshold, mails).found == 0
