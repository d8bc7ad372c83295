from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.filters.times import (
    Period,
    read_time,
    write_exact,
    write_high,
    write_low,
    write_period,
)
from clawback.filters.tree import Ago

_MOMENTS = st.datetimes(timezones=st.just(UTC))


def _at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]  # the parts of a time


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2026-11-01", _at(2026, 11, 1), _at(2026, 11, 1, 23, 59, 59, 999999)),
        ("2026-11-01T09:30", _at(2026, 11, 1, 9, 30), _at(2026, 11, 1, 9, 30, 59, 999999)),
        ("2026-11-01 09:30:05z", _at(2026, 11, 1, 9, 30, 5), _at(2026, 11, 1, 9, 30, 5, 999999)),
        ("2026-11-01T09:30:05.25Z", *[_at(2026, 11, 1, 9, 30, 5, 250000)] * 2),
        ("2026-11-01T09:30+02:00", _at(2026, 11, 1, 7, 30), _at(2026, 11, 1, 7, 30, 59, 999999)),
        ("2026-11-01-0500", _at(2026, 11, 1, 5), _at(2026, 11, 2, 4, 59, 59, 999999)),
    ],
)
def test_a_time_is_as_wide_as_it_is_precise(text, low, high):
    """A date is its day, a minute its minute; offsets are taken off."""
    assert read_time(text) == Period(low, high)


@pytest.mark.parametrize(
    ("text", "ago"),
    [
        ("-7d", Ago(timedelta(days=7), "-7d")),
        ("-02H", Ago(timedelta(hours=2), "-2h")),
        ("-30m", Ago(timedelta(minutes=30), "-30m")),
        ("-1w", Ago(timedelta(weeks=1), "-1w")),
        ("now", Ago(timedelta(0), "now")),
    ],
)
def test_relative_times_stay_relative(text, ago):
    """They are told from now when the filter is asked, not when it is read."""
    assert read_time(text) == ago


@pytest.mark.parametrize(
    "text",
    [
        *("", "7d", "-7", "-7y", "-99999999d", "2026", "2026-13-01", "2026-02-30", "01.11.2026"),
        *(
            "2026-11-01T25:00",
            "2026-11-01T09:30+99:00",
            "0001-01-01+14:00",
            "9999-12-31-05:00",
            "tomorrow",
        ),
    ],
)
def test_what_is_no_time_is_refused(text):
    """Impossible dates, unknown units and the like are errors, not guesses."""
    with pytest.raises(ValueError, match=r"."):
        read_time(text)


@given(_MOMENTS)
def test_written_ends_read_back(moment):
    """The short forms mean the very moment they were made from."""
    low, high = read_time(write_low(moment)), read_time(write_high(moment))
    assert isinstance(low, Period)
    assert isinstance(high, Period)
    assert (low.low, high.high) == (moment, moment)
    assert read_time(write_exact(moment)) == Period(moment, moment)


@given(_MOMENTS, st.sampled_from(("2026-11-01", "2026-11-01T09:30Z", "2026-11-01T09:30:05Z")))
def test_a_whole_period_is_written_as_one(moment, text):
    """A day is written as its date, and two moments that are no period are not."""
    period = read_time(text)
    assert isinstance(period, Period)
    assert write_period(period.low, period.high) == text
    assert write_period(moment, moment) is None
