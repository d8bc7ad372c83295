from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.filters.fields import FIELDS
from clawback.filters.patterns import compiled, wildcard_expression
from clawback.model.folding import fold
from clawback.model.tags import (
    MOST_MEMBERS,
    MOST_TAGS,
    NO_TAGS,
    BadTagError,
    Tags,
    fits,
)

_TAGS = Tags.read(
    {
        "vip": ["CEO@Example.org", "*@board.example.org"],
        "munich": ["muenchen.example", "@bücher.example", "mu-?@example.org"],
        "both": ["ceo@example.org", "Muenchen.example."],
    }
)


@pytest.mark.parametrize(
    ("recipient", "names"),
    [
        ("ceo@example.org", {"vip", "both"}),
        ("CEO@EXAMPLE.ORG", {"vip", "both"}),
        ("cto@example.org", set()),
        ("anna@board.example.org", {"vip"}),
        ("anna@x.board.example.org", set()),
        ("anna@muenchen.example", {"munich", "both"}),
        ("anna@BÜCHER.example", {"munich"}),
        ("mu-1@example.org", {"munich"}),
        ("mu-12@example.org", set()),
        ('"a@muenchen.example"@example.net', set()),
        ("muenchen.example", set()),
        ("", set()),
    ],
)
def test_who_has_which_tag(recipient, names):
    """Addresses, domains and patterns, in any case; a domain is not its subdomains."""
    assert _TAGS.of(recipient) == names


def test_names_come_in_order():
    """For hints, choices and exports."""
    assert _TAGS.names == ("both", "munich", "vip")
    assert NO_TAGS.of("ceo@example.org") == frozenset()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"VIP": ["a@b.example"]}, '"VIP" cannot be the name of a tag'),
        ({"": ["a@b.example"]}, "cannot be the name"),
        ({"vip": []}, "has 1 to 10,000 entries"),
        ({"vip": ["x@y"] * (MOST_MEMBERS + 1)}, "has 1 to 10,000 entries"),
        ({"vip": [""]}, 'The tag "vip" cannot be used'),
        ({"vip": ["a@"]}, '"a@" is not an address'),
        ({"vip": ["*"]}, "is not an address"),
        ({"vip": ["a b@example.org"]}, "is not an address"),
        ({"vip": ["a\n@example.org"]}, "is not an address"),
        ({"vip": ["*.example.org"]}, "is not an address"),
        ({f"t{n}": ["a@b.example"] for n in range(MOST_TAGS + 1)}, "There can be 500 tags"),
    ],
)
def test_a_wrong_tag_is_said(table, said):
    """A tag that would mean nobody, or by mistake everybody, does not start the server."""
    with pytest.raises(BadTagError) as caught:
        Tags.read(table)
    assert said in str(caught.value)


@given(st.text("ab*?.@é\n", max_size=8), st.text("abé.@\n", max_size=10))
def test_patterns_mean_what_filters_mean(pattern, text):
    """A tag's pattern and the filter language's wildcard say the same about every text."""
    expression = wildcard_expression(FIELDS["recipient"], pattern)
    assert fits(fold(pattern), fold(text)) == bool(compiled(expression).search(fold(text)))


def test_a_pattern_cannot_be_made_to_hang():
    """Many wildcards on a long hostile recipient take no time to speak of."""
    assert not fits("*a" * 30 + "b", "a" * 1000)
