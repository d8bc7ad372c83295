"""What a filter can talk about."""

from __future__ import annotations

import pytest

from clawback.filters.click_fields import CLICKS
from clawback.filters.describe import describe
from clawback.filters.errors import FilterError
from clawback.filters.fields import FIELDS, Kind
from clawback.filters.parse import parse
from clawback.filters.vocabulary import DELIVERIES
from clawback.filters.write import write

BOTH = pytest.mark.parametrize("words", [DELIVERIES, CLICKS], ids=["deliveries", "clicks"])


def test_names_are_found_in_any_dress():
    """Case and hyphens do not matter."""
    assert DELIVERIES.named("Sender-Address") is FIELDS["sender_address"]
    assert DELIVERIES.named("FROM") is FIELDS["sender_address"]
    assert DELIVERIES.named("nothing") is None


@BOTH
def test_aliases_name_fields_and_hide_none(words):
    """A short name stands for a field and is not itself one."""
    assert set(words.aliases.values()) <= set(words.fields)
    assert not set(words.aliases) & set(words.fields)


@BOTH
def test_what_it_names_are_fields_of_the_right_kind(words):
    """Bare words, lists and scopes look into fields that exist."""
    assert set(words.words) | set(words.listed_texts) | {"recipient", "tags"} <= set(words.fields)
    assert words.field(words.listed_host).kind is Kind.URL
    assert words.field(words.listed_url).kind is Kind.URL
    assert words.field(words.listed_ip).kind is Kind.IP


@BOTH
def test_every_example_is_read_said_and_written(words):
    """The language is one, whatever it talks about."""
    for field in words.fields.values():
        tree = parse(field.example, words)
        assert parse(write(tree, words), words) == tree
        assert describe(tree, words).startswith(words.many.capitalize())
    assert describe(parse("", words), words) == f"Every {words.one}."


def test_a_mistake_is_told_in_the_words_of_the_vocabulary():
    """Where it is, and the nearest field there is."""
    with pytest.raises(FilterError) as caught:
        parse("recipient:x click_verdikt:allowed", CLICKS)
    assert caught.value.position == 12
    assert 'Did you mean "click_verdict"?' in str(caught.value)
    with pytest.raises(FilterError, match='no field "subject"'):
        parse("subject:x", CLICKS)


def test_clicks_are_said_in_a_sentence():
    """With their own labels, and where bare words are looked for."""
    tree = parse("verdict:(blocked, allowed) -clicked_through:true pay", CLICKS)
    assert describe(tree, CLICKS) == (
        'Clicks where "pay" appears in the recipient or the URLs and the click verdict is Blocked'
        ' or Allowed and "clicked through" is not true.'
    )
