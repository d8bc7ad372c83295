from __future__ import annotations

import random

import pytest

from clawback.analysis.imprint.minhash import minhash
from clawback.model.imprint import Imprint, packed, resemblance

KNOWN = (45087, 9669, 38191, 62671)


def imprint_of(words: list[str]) -> Imprint:
    return Imprint(words=packed(minhash(words)))


def share(one: list[str], other: list[str]) -> float:
    left, right = (set(zip(text, text[1:], text[2:], strict=False)) for text in (one, other))
    return len(left & right) / len(left | right)


@pytest.mark.parametrize("length", [20, 120, 1000])
def test_the_estimate_is_near_the_truth(length: int):
    """Over 60 pairs the mean error is near zero and three of four are less than 0.1 off."""
    chance = random.Random(length)
    errors = []
    for _ in range(60):
        one = [f"w{chance.randrange(2000)}" for _ in range(length)]
        change = chance.choice((0.0, 0.05, 0.2))
        other = ["x" if chance.random() < change else word for word in one]
        errors.append(resemblance(imprint_of(one), imprint_of(other)) - share(one, other))
    assert abs(sum(errors)) / len(errors) < 0.04
    assert sum(abs(error) < 0.1 for error in errors) >= 45


def test_the_numbers_are_the_same_in_every_process():
    """They are stored, so a change of them is a change of what is known of old mail."""
    assert minhash([f"word{number}" for number in range(12)])[:4] == KNOWN


def test_too_short_a_text_has_none():
    """Fewer than ten runs of three words are alike by chance."""
    assert minhash([str(number) for number in range(11)]) == ()
    assert len(minhash([str(number) for number in range(12)])) == 64
    assert minhash(["a"] * 5000) == ()


def test_a_lone_surrogate_does_no_harm():
    """Text that is no Unicode has numbers, too."""
    assert len(minhash(["\ud800" + str(number) for number in range(20)])) == 64
