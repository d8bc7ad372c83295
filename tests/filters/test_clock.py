"""Times of day."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.filters.clock import (
    DAY,
    HINT,
    read_clock,
    within_clock,
    write_clock,
    write_clock_high,
    write_clock_low,
)

_SECONDS = st.integers(0, DAY - 1)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("0", 0, 3599),
        ("22", 22 * 3600, 23 * 3600 - 1),
        ("6:30", 6 * 3600 + 1800, 6 * 3600 + 1859),
        ("23:59:59Z", DAY - 1, DAY - 1),
        ("01:00+02:00", 23 * 3600, 23 * 3600 + 59),
        ("00+05:30", 18 * 3600 + 1800, 19 * 3600 + 1799),
        ("23-0130", 1800, 5399),
        ("05 +05:30", 23 * 3600 + 1800, 1799),
    ],
)
def test_a_time_is_as_wide_as_it_is_written(text, low, high):
    """An hour, a minute or a second, told in UTC, over midnight where the offset says so."""
    assert read_clock(text) == (low, high)


@pytest.mark.parametrize("text", ["24:00", "7:5", "7:60", "noon", "", "12:00+24:00", "1234"])
def test_anything_else_is_no_time_of_day(text):
    """The error says what to write."""
    with pytest.raises(ValueError, match="Write an hour") as error:
        read_clock(text)
    assert str(error.value) == HINT


@given(_SECONDS)
def test_what_is_written_reads_back(second):
    """Each form starts, ends or is at the second it was written for."""
    assert read_clock(write_clock(second)) == (second, second)
    assert read_clock(write_clock_low(second))[0] == second
    assert read_clock(write_clock_high(second))[1] == second


@given(_SECONDS, _SECONDS, _SECONDS)
def test_a_range_and_what_lies_outside_are_the_whole_day(low, high, second):
    """The contrary of a range over midnight is the range between its ends."""
    if low != (high + 1) % DAY:
        outside = within_clock((high + 1) % DAY, (low - 1) % DAY, second)
        assert within_clock(low, high, second) != outside
