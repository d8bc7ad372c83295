"""What the eye cannot tell apart has one skeleton."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.analysis.judges.skeleton import skeleton, words


@pytest.mark.parametrize(
    "alike",
    [
        "p\u0430ypal",  # a Cyrillic letter
        "PAYPAL",
        "payp\u00e1l",
        "paypa1",
        "pay\u200bpal",
        "\U0001d429\U0001d41a\U0001d432\U0001d429\U0001d41a\U0001d425",  # mathematical letters
    ],
)
def test_what_looks_alike_is_alike(alike):
    """Other scripts, capitals, marks, digits, invisible signs and fancy letters change nothing."""
    assert skeleton(alike) == skeleton("paypal")


def test_what_looks_different_stays_different():
    """Another word is another skeleton, and two letters may look like one."""
    assert skeleton("paypal") != skeleton("payroll")
    assert skeleton("rnicrosoft") == skeleton("microsoft")


@given(st.text(max_size=40))
def test_any_text_has_one(text):
    """Whatever it holds, and its words are skeletons of what stands between signs."""
    assert isinstance(skeleton(text), str)
    assert all(word for word in words(text) if word.isascii())
