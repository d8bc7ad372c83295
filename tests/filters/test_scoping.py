from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.making.deliveries import NOW, make_delivery

from clawback.filters.errors import FilterError
from clawback.filters.match import match
from clawback.filters.parse import parse
from clawback.filters.scoping import sees, within
from clawback.filters.tree import Everything
from clawback.model.delivery import Latest, Row
from clawback.model.scope import EVERYWHERE, Scope
from clawback.model.tags import NO_TAGS, Tags

_TAGS = Tags.read({"vip": ["ceo@a.example", "*@board.example"], "ops": ["ops-*@b.example"]})
_DOMAINS = ("a.example", "b.example", "board.example", "c.example")
_RECIPIENTS = (
    *("ceo@a.example", "Bob@A.example", "ops-1@b.example", "x@b.example", "y@board.example"),
    *("z@sub.a.example", "a.example@c.example", "no-at", '"x@a.example"@c.example'),
)


def _row(recipient: str) -> Row:
    return Row(delivery=make_delivery(recipient=recipient), latest=Latest())


@given(
    st.sets(st.sampled_from(_DOMAINS)),
    st.sets(st.sampled_from(("vip", "ops", "gone"))),
    st.sampled_from(_RECIPIENTS),
)
def test_a_scope_means_what_it_covers(domains, names, recipient):
    """The filter that a scope becomes finds exactly the recipients that `Scope.covers` tells."""
    scope = Scope(frozenset(domains), frozenset(names))
    covered = scope.covers(recipient, _TAGS.of(recipient))
    assert sees(_row(recipient), scope, _TAGS, now=NOW) == covered
    assert match(within(Everything(), scope, _TAGS), _row(recipient), now=NOW) == covered


@pytest.mark.parametrize(
    "text", ["", "*", "a OR b", "NOT subject:x", "recipient:*", "-recipient:x@b.example OR *"]
)
def test_no_filter_widens_a_scope(text):
    """Whatever somebody writes, the scope is asked beside it and not inside."""
    tree = within(parse(text), Scope(domains=frozenset({"a.example"})), _TAGS)
    assert not match(tree, _row("x@b.example"), now=NOW)


def test_everywhere_changes_nothing():
    """Who may see all pays nothing for it."""
    tree = parse("subject:x OR from:a@b.example")
    assert within(tree, EVERYWHERE, NO_TAGS) == tree


def test_a_scope_whose_tag_is_gone_sees_nothing():
    """A tag that was taken out of the settings opens no mail."""
    scope = Scope(tags=frozenset({"vip"}))
    assert not any(sees(_row(each), scope, NO_TAGS, now=NOW) for each in _RECIPIENTS)


def test_a_filters_tags_are_resolved_too():
    """One call makes a question ready; a wrong tag in it is an error."""
    scope = Scope(domains=frozenset({"a.example"}))
    tree = within(parse("tags:vip"), scope, _TAGS)
    assert match(tree, _row("ceo@a.example"), now=NOW)
    assert not match(tree, _row("y@board.example"), now=NOW)
    with pytest.raises(FilterError):
        within(parse("tags:gone"), scope, _TAGS)
