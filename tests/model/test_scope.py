"""Which scope includes which: told from recipients alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clawback.model.scope import EVERYWHERE, Scope, read_scope, scope_text

DOMAINS, TAGS = ("a.example", "b.example", "c.example"), ("vip", "team", "board")
SCOPES = st.builds(
    Scope, st.frozensets(st.sampled_from(DOMAINS)), st.frozensets(st.sampled_from(TAGS))
)
# One domain and one tag more than any scope names: so everywhere is more than all of them.
PEOPLE = [
    (f"ada@{domain}", frozenset({tag}) if tag else frozenset[str]())
    for domain in (*DOMAINS, "elsewhere.example")
    for tag in (*TAGS, "other", "")
]


def inside(scope):
    return {(recipient, tags) for recipient, tags in PEOPLE if scope.covers(recipient, tags)}


@given(SCOPES, SCOPES)
def test_a_scope_includes_what_covers_nobody_else(one, other):
    """It includes another just when every recipient the other covers is covered by it."""
    assert one.includes(other) == (inside(other) <= inside(one))


@given(SCOPES, SCOPES, SCOPES)
def test_it_is_an_order(one, other, third):
    """Each includes itself, everywhere includes all, and inside of inside is inside."""
    assert one.includes(one)
    assert EVERYWHERE.includes(one)
    assert one.includes(EVERYWHERE) == one.everywhere
    if one.includes(other) and other.includes(third):
        assert one.includes(third)


@given(SCOPES)
def test_a_scope_is_kept_as_text(scope):
    """And read back as it was."""
    assert read_scope(scope_text(scope)) == scope
