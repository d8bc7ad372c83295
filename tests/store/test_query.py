"""The compiler: no user text in SQL, every value bound, NULL counts as false."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from tests.contracts.event_store.trees import LISTS, TAGS, filters
from tests.making.deliveries import HOSTILE_TEXTS, NOW

from clawback.filters.errors import FilterError
from clawback.filters.fields import FIELDS
from clawback.filters.tree import And, AnyOf, Contains, InList, Not, Or, Present, Wildcard, Words
from clawback.store.fields import SOURCE
from clawback.store.joins import source_for
from clawback.store.query import compile_filter

# Letters that no column, function or keyword of ours holds together.
MARK = "Zq9Xw"


def compiled(part):
    lists = LISTS | {"marked": frozenset({MARK, f"{MARK}@x"})}
    return compile_filter(part, now=NOW, lists=lists, tags=TAGS)


@pytest.mark.parametrize("piece", HOSTILE_TEXTS, ids=range(len(HOSTILE_TEXTS)))
def test_user_text_is_bound(piece):
    """Quotes, percent signs, line breaks and NULs reach the engine as values only."""
    text = f"{piece}{MARK}"
    for test in (
        AnyOf("subject", (text,)),
        AnyOf("url", (text,)),
        AnyOf("network_message_id", (text,)),
        Contains("subject", text),
        Contains("attachment_filename", text),
        Wildcard("sender_address", f"*{text}?"),
        Words(text),
        InList("marked"),
    ):
        condition = compiled(test)
        assert MARK.lower() not in condition.sql.lower()
        assert not re.search(r"['\"\x00\\;]", condition.sql.replace("''", ""))
        assert condition.values


@settings(max_examples=100, deadline=None)
@given(part=filters())
def test_the_sql_is_made_of_known_words(part):
    """Whatever the filter says, its SQL consists of columns, functions and numbered values."""
    condition = compiled(part)
    words = set(re.findall(r"[A-Za-z_]\w*", re.sub(r"\$v\d+", "", condition.sql)))
    forms = ("", "_lc", "_key", "_hash")
    columns = {f"{field}{form}" for field in FIELDS for form in forms}
    assert words <= columns | KNOWN
    assert set(re.findall(r"\$(v\d+)", condition.sql)) == set(condition.values)


_SQL = """
    AND BETWEEN BIGINT BLOB BOOLEAN CASE END EXISTS FROM IN IS NOT NULL OR SELECT THEN TIMESTAMP
    TRUE UINTEGER UUID VARCHAR WHEN WHERE AS ELSE coalesce contains dayname each entry extract false
    hour lambda len list_concat list_contains list_filter list_has_any list_transform lower minute r
    regexp_matches rowid second starts_with substr true unnest
"""
_TABLES = """
    d delivery earlier k l m message id location original_location mailbox folder folder_lc folded
    key sender_ip_order url_text
"""
KNOWN = {*_SQL.split(), *_TABLES.split()}


def test_not_counts_null_as_false():
    """A delivery without a value is found by the opposite of every test."""
    assert "IS NOT TRUE" in compiled(Not(AnyOf("spf", ("pass",)))).sql


def test_empty_combinations():
    """And of nothing is true, Or of nothing false, as the oracle says."""
    assert compiled(And(())).sql == "true"
    assert compiled(Or(())).sql == "false"


def test_what_is_not_asked_about_is_not_joined():
    """Filters on stored fields touch no other table; events are gathered only as far as asked."""
    assert source_for(compiled(Contains("subject", "x")).fields) == SOURCE
    placed = source_for(compiled(Present("folder")).fields)
    assert "FROM event" in placed
    assert "remediation_id" not in placed
    assert "FROM click" not in placed
    clicked = source_for(compiled(AnyOf("clicked", (True,))).fields)
    assert "FROM click" in clicked
    assert "FROM event" not in clicked


def test_an_unknown_list_is_an_error():
    """It does not compile to something that finds nothing."""
    with pytest.raises(FilterError, match='no list "gone"'):
        compiled(InList("gone"))
