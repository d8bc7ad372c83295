"""Where a page ended goes there and back."""

from __future__ import annotations

import base64
import json

import pytest
from tests.making.deliveries import HOSTILE_TEXTS, START

from clawback.explorer.views.marks import (
    read_click_cursor,
    read_rank_mark,
    write_click_cursor,
    write_rank_mark,
)
from clawback.store.port import ClickCursor
from clawback.store.ranking import RankMark
from clawback.store.sorting import BadCursorError


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=range(len(HOSTILE_TEXTS)))
def test_marks_go_there_and_back(text):
    """Whatever the value or the id."""
    mark = RankMark(count=7, value=text)
    assert read_rank_mark(write_rank_mark(mark)) == mark
    cursor = ClickCursor(at=START, id=text)
    assert read_click_cursor(write_click_cursor(cursor)) == cursor


def _coded(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "é", _coded([1]), _coded([1, 2]), _coded([True, "x"]), _coded([-1, "x"])),
        *(_coded([1 << 70, "x"]), _coded("[" * 100_000), _coded({"a": 1, "b": 2})),
    ],
    ids=range(10),
)
def test_what_is_not_ours_is_refused(text):
    """In one way, whatever it is."""
    with pytest.raises(BadCursorError):
        read_rank_mark(text)
    with pytest.raises(BadCursorError):
        read_click_cursor(text)


def test_a_moment_needs_a_zone():
    """Without one it is not one of ours."""
    with pytest.raises(BadCursorError):
        read_click_cursor(_coded(["2026-11-01T00:00:00", "x"]))
