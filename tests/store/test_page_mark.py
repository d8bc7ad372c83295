"""Cursors: what we wrote reads back, anything else is refused in a sentence."""

from __future__ import annotations

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.making.deliveries import keys, moments

from clawback.store.page_mark import BadCursorError, read_cursor, write_cursor
from clawback.store.port import Cursor


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
