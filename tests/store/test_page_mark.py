"""Cursors: what we wrote reads back, anything else is refused in a sentence."""

from __future__ import annotations

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.making.deliveries import keys, moments
from tests.making.varied import varied_deliveries

from clawback.filters.fields import SHOWN
from clawback.model.delivery import Latest, Row
from clawback.store.grouping import Grouping, GroupOrder, mark_after
from clawback.store.memory_groups import group_page
from clawback.store.page_mark import read_cursor, read_group_mark, write_cursor, write_group_mark
from clawback.store.port import Cursor
from clawback.store.sort_value import cursor_after
from clawback.store.sorting import BadCursorError, Sort


@given(at=moments(), key=keys())
def test_a_cursor_reads_back(at, key):
    """Time and key survive, in characters that need no escape in a URL."""
    cursor = Cursor(time_received=at, key=key)
    text = write_cursor(cursor)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", text)
    assert read_cursor(text) == cursor


@given(st.text() | st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_anything_else_is_refused(text):
    """No cursor that we did not write gives a traceback."""
    with pytest.raises(BadCursorError, match="not one of ours"):
        read_cursor(text)


@pytest.mark.parametrize(
    "json", ["[]", "[1,2,3]", '["2026-01-01","a","b"]', '["2026-01-01T00:00Z",1,"b"]', "{}", "1"]
)
def test_the_wrong_values_are_refused(json):
    """JSON of another shape is no cursor either."""
    with pytest.raises(BadCursorError):
        read_cursor(base64.urlsafe_b64encode(json.encode()).decode())


@pytest.mark.parametrize("field", sorted(SHOWN))
@pytest.mark.parametrize("descending", [False, True])
def test_a_cursor_of_any_order_reads_back(field, descending):
    """Order and value survive, whatever kind of value it is."""
    for delivery in varied_deliveries(20):
        row = Row(delivery=delivery, latest=Latest())
        cursor = cursor_after(row, Sort(field=field, descending=descending))
        assert read_cursor(write_cursor(cursor)) == cursor


@pytest.mark.parametrize(
    "rest",
    [
        '"nonsense", null, false',
        '"subject", 1, false',
        '"subject", "a", 1',
        '"--subject", "a", false',
        '"email_size", "1", false',
        '"email_size", 1e3, false',
        '"email_size", 9223372036854775808, false',
        '"sender_ip", "xy", false',
        '"network_message_id", "a", false',
        '"subject", "a"',
        "1, 2, 3",
    ],
)
def test_a_value_that_such_a_field_cannot_have_is_refused(rest):
    """It never reaches an engine."""
    text = f'["2026-01-01T00:00:00Z", "a", "b", {rest}]'
    with pytest.raises(BadCursorError):
        read_cursor(base64.urlsafe_b64encode(text.encode()).decode())


@pytest.mark.parametrize("field", sorted(SHOWN))
@pytest.mark.parametrize("order", GroupOrder)
def test_a_mark_of_groups_reads_back(field, order):
    """Whatever kind of value the field has."""
    asked = Grouping(field=field, order=order, limit=1000)
    rows = [Row(delivery=delivery, latest=Latest()) for delivery in varied_deliveries(20)]
    for group in group_page(rows, asked).groups:
        mark = mark_after(group, asked)
        assert read_group_mark(write_group_mark(mark)) == mark


@pytest.mark.parametrize(
    "parts",
    [
        "[]",
        '["subject", "count", 1, "a"]',
        '["nonsense", "count", 1, "a", ""]',
        '["subject", "most", 1, "a", ""]',
        '["subject", "count", "1", "a", ""]',
        '["subject", "count", 1, 1, ""]',
        '["subject", "newest", 1, "a", ""]',
        '["subject", "count", 1, "a", 1]',
        '{"a": 1}',
    ],
)
def test_other_marks_of_groups_are_refused(parts):
    """They never reach an engine."""
    with pytest.raises(BadCursorError):
        read_group_mark(base64.urlsafe_b64encode(parts.encode()).decode())


def test_text_that_no_engine_takes_is_made_sound():
    """A lone surrogate in a forged cursor is no error of ours."""
    text = '["2026-01-01T00:00:00Z", "a", "b", "subject", "\\ud800", false]'
    assert read_cursor(base64.urlsafe_b64encode(text.encode()).decode()).value == "?"
