"""Filters read against what there is."""

from __future__ import annotations

import pytest

from clawback.filters.errors import FilterError
from clawback.filters.lists import FolderOfLists
from clawback.model.tags import NO_TAGS
from clawback.queries.reading import FilterReader, Said


def test_a_filter_says_itself_or_why_not(tmp_path, monkeypatch):
    """Without reading what its lists hold."""
    lists = FolderOfLists(tmp_path)
    lists.put("bad", ["x"])
    monkeypatch.setattr(lists, "entries", lambda _: 1 / 0)
    reader = FilterReader(lists, NO_TAGS)
    assert reader.said("list:bad").sentence.startswith("Deliveries")
    assert reader.said("list:bda") == Said(
        problem='There is no list "bda". Did you mean "bad"? (at character 6)'
    )
    with pytest.raises(FilterError, match="character 1"):
        reader.tree("sendr:x")


def test_a_filter_is_read_in_the_words_of_its_view(tmp_path):
    """In that of clicks it is about clicks; others narrow it."""
    reader = FilterReader(FolderOfLists(tmp_path), NO_TAGS)
    assert reader.said("verdict:blocked", "url_clicks").sentence == (
        "Clicks where the click verdict is Blocked."
    )
    assert reader.said("verdict:blocked", "all_email").problem
    assert reader.said("", "phish").sentence == "Deliveries where a threat type is Phish."
