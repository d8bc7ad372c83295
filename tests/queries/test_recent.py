"""When two filters are the same one."""

from __future__ import annotations

import pytest
from tests.making.house import START

from clawback.queries.recent import RecentQuery


def key(words):
    return RecentQuery(filter=words, ran_at=START).key


@pytest.mark.parametrize(
    "same",
    [
        "from:a@b.com subject:x",
        "sender_address:a@b.com AND subject:x",
        " (from:a@b.com) subject:x",
    ],
)
def test_what_says_the_same_has_the_same_key(same):
    """Aliases, blanks, joining words and parentheses make no other filter."""
    assert key(same) == key("from:a@b.com AND subject:x")


def test_what_says_something_else_has_another():
    """And what says nothing has none."""
    assert key("from:a@b.com") != key("-from:a@b.com")
    assert key("sendr:a") is None
