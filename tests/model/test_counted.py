"""Numbers of things, as sentences have them."""

from __future__ import annotations

import pytest

from clawback.model.counted import counted


@pytest.mark.parametrize(
    ("number", "words", "said"),
    [
        (0, ("message",), "0 messages"),
        (1, ("message",), "1 message"),
        (1204, ("delivery", "deliveries"), "1,204 deliveries"),
        (1, ("delivery", "deliveries"), "1 delivery"),
    ],
)
def test_only_one_is_one(number, words, said):
    """Thousands are told apart; no word stands in the plural beside a one."""
    assert counted(number, *words) == said
