from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.making.deliveries import NOW, make_delivery

from clawback.filters.errors import FilterError
from clawback.filters.match import match
from clawback.filters.parse import parse
from clawback.filters.tagged import at_domains, either, tagged_with, untagged
from clawback.filters.tree import Or, Regex, Wildcard
from clawback.filters.write import write
from clawback.model.delivery import Latest, Row
from clawback.model.tags import NO_TAGS, Tags

_TAGS = Tags.read(
    {
        "vip": ["ceo@example.org", "*@board.example.org"],
        "munich": ["muenchen.example", "mu-?@example.org"],
        "many": [f"d{n}.example" for n in range(130)],
    }
)
_RECIPIENTS = st.sampled_from(
    [
        *("ceo@example.org", "CEO@Example.org", "x@board.example.org", "mu-1@example.org"),
        *("a@muenchen.example", "a@x.muenchen.example", "a@d7.example", "a@D129.example"),
        *("a@d130.example", "a@d7xexample", "nobody@example.net", "no-at", "d7.example"),
    ]
)
_TEXTS = st.sampled_from(
    [
        *("tags:vip", "tags:(vip, MUNICH)", "tags:*", "tags:m*", "tags~un", "tags:/^v|y$/"),
        *("-tags:vip", "NOT (tags:vip OR tags:many)", "tags:zz*", "tags:vip tags:munich", ""),
    ]
)


def _row(recipient: str) -> Row:
    tags = tuple(sorted(_TAGS.of(recipient)))
    return Row(delivery=make_delivery(recipient=recipient), latest=Latest(), tags=tags)


@given(_TEXTS, _RECIPIENTS)
def test_recipients_say_what_tags_say(text, recipient):
    """Asked about tags or about recipients, a row answers the same."""
    tree, row = parse(text), _row(recipient)
    assert match(untagged(tree, _TAGS), row, now=NOW) == match(tree, row, now=NOW)


def test_no_tag_is_left():
    """Whatever is asked of tags, a store hears about recipients alone."""
    text = "tags:vip OR (NOT tags:* subject:x) OR tags:/v/ OR tags~v OR tags:v*"
    assert "tags" not in write(untagged(parse(text), _TAGS))


@pytest.mark.parametrize(
    ("text", "tags", "hint"),
    [
        ("-tags:vipp", _TAGS, 'Did you mean "vip"?'),
        ("a (tags:(vip OR zzz) b)", _TAGS, "There is many, munich, vip."),
        ("tags:vip", NO_TAGS, "Set one under [tags]."),
    ],
)
def test_an_unknown_tag_is_an_error(text, tags, hint):
    """It never looks like an empty result, and the nearest name is told."""
    with pytest.raises(FilterError, match="There is no tag") as caught:
        untagged(parse(text), tags)
    assert caught.value.hint == hint


def test_a_tag_that_nobody_has_finds_nothing():
    """What code asks for and settings no longer hold is nobody, and no error."""
    assert tagged_with(["gone"], _TAGS) == Or(())
    assert not match(tagged_with(["gone"], _TAGS), _row("ceo@example.org"), now=NOW)


def test_many_domains_are_few_tests():
    """A handful are patterns, which are quickest; hundreds are a few expressions."""
    assert at_domains(["a.example"]) == [Wildcard("recipient", "*@a.example")]
    many = at_domains([f"d{n}.example" for n in range(250)])
    assert len(many) == 3
    assert all(isinstance(test, Regex) for test in many)
    assert at_domains([]) == []


def test_either_of_one_is_that_one():
    """No needless nesting."""
    assert either([Wildcard("recipient", "a*")]) == Wildcard("recipient", "a*")
