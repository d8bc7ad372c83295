"""Domains that are made to be taken for others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.analysis.judges.lookalike import Lookalikes, distance

OURS = Lookalikes(["example.org", "deutsche-post.de", "kiel.de"], ["example.net"])


@pytest.mark.parametrize(
    ("domain", "like", "surely"),
    [
        ("exarnple.org", "example.org", True),
        ("examp1e.org", "example.org", True),
        ("xn--exmple-4nf.org", "example.org", True),
        ("example.org.pay.evil.net", "example.org", True),
        ("exnample.org", "example.org", False),
        ("exxample.org", "example.org", False),
        ("example.com", "example.org", False),
        ("mail.example-login.com", "example.org", False),
        ("secureexample.com", "example.org", False),
        ("deutche-posst.de", "deutsche-post.de", False),
        ("kiel-login.com", "kiel.de", False),
    ],
)
def test_lookalikes_are_known(domain, like, surely):
    """Letters that look alike, slips, other endings, words added, and the whole in front."""
    found = OURS.of(domain)
    assert found is not None
    assert (found.domain, found.surely) == (like, surely)


@pytest.mark.parametrize(
    "domain",
    [
        *("example.org", "mail.example.org", "example.net", "sample.org", "news.de", "kie1x.de"),
        *("examplesoft.com", "myexampleband.com", "kiel.com", "kies.de", "", "192.0.2.1", "org"),
        *("xn--", "xn--a-\u00ff.org", "." * 300, "a" * 300 + ".org"),
    ],
)
def test_others_are_not(domain):
    """Our own, trusted ones, short names one slip away, and what is no domain at all."""
    assert OURS.of(domain) is None


@given(st.text("abc", max_size=8), st.text("abc", max_size=8))
def test_the_distance_is_one(one, other):
    """Nothing for equals alone, the same both ways, and never less than the lengths differ."""
    there = distance(one, other, 8)
    assert there == distance(other, one, 8)
    assert (there == 0) == (one == other)
    assert there >= abs(len(one) - len(other))


def test_a_swap_is_one_slip():
    """And what is too far is told as too far, however far."""
    assert distance("abcd", "abdc", 2) == 1
    assert distance("abcdefgh", "hgfedcba", 2) == 3
