"""From when to when, as people write it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from clawback.filters.span import BadSpanError, Span, read_span

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_ends_are_absolute_relative_or_open():
    """A date is its first moment, a distance is told from now, empty text leaves an end open."""
    assert read_span("", "", NOW) == Span()
    assert read_span("-2d", "2026-11-23", NOW) == Span(
        since=NOW - timedelta(days=2), until=datetime(2026, 11, 23, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [("soon", "", "`since` cannot"), ("", "x", "`until` cannot"), ("-1d", "-2d", "lies after")],
)
def test_what_makes_no_sense_is_told(since, until, said):
    """Which end it is, or that they are the wrong way round."""
    with pytest.raises(BadSpanError, match=said):
        read_span(since, until, NOW)
