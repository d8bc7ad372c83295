from __future__ import annotations

from itertools import pairwise

import pytest
from tests.fuzz.grammar import holds, seeds, stores, words


@pytest.fixture(scope="module")
def asked():
    with stores() as both:
        yield both


def test_seeds_hold(asked):
    """Every form of the language is read, written, said and answered alike by both stores."""
    for seed in seeds():
        holds(seed, asked)


def test_words_in_a_row_hold(asked):
    """What the fuzzer puts together first is refused in a sentence, or is a filter."""
    row = words()
    for first, second in pairwise(row):
        holds(f"{first}:{second}", ())
        holds(f"{first} {second}", ())
    holds("\udc80(", asked)


def test_a_text_that_does_not_hold_is_told(asked, monkeypatch):
    """The fuzzer would see a filter that is written as another."""
    monkeypatch.setattr("tests.fuzz.grammar.write", lambda *_: "b")
    with pytest.raises(AssertionError, match="something else"):
        holds("a", asked)
