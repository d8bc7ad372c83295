"""Spans and names of saved queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.making.house import START

from clawback.queries.query import Span, TimeKind


@pytest.mark.parametrize(
    ("since", "until", "kind"),
    [
        ("", "", TimeKind.ANY),
        ("2026-11-01", "", TimeKind.EXACT),
        ("-2h", "", TimeKind.RELATIVE),
        ("2026-11-01", "-1h", TimeKind.RELATIVE),
    ],
)
def test_a_span_knows_its_kind(since, until, kind):
    """Relative as soon as one of its ends moves."""
    assert Span(since=since, until=until).kind is kind


def test_ends_are_told_from_now():
    """Days and hours without a bound but the language's own; open ends stay open."""
    assert Span(since="-400d").at(START) == (START - timedelta(days=400), None)
    assert Span(until="-3h").at(START) == (None, START - timedelta(hours=3))
    assert Span(since="2026-11-01").at(START)[0] == START.replace(day=1, hour=0)
