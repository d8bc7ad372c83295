from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.model.dates import moment_of

_MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    "date",
    [
        "Wed, 04 Mar 2026 05:06:07 +0000",
        "Wed,  4 Mar 2026 06:06:07 +0100 (CET)",
        "4 Mar 2026 00:06:07 -0500",
        "Wed, 4 Mar 26 05:06:07 GMT",
        "4 Mar 2026 05:06:07 -0000",
    ],
)
def test_a_date_is_read_in_utc(date):
    """Zones, comments and old spellings of one moment are one moment."""
    assert moment_of(date) == _MOMENT


@pytest.mark.parametrize(
    "date", ["", "yesterday", "31 Feb 2026 00:00:00 +0000", "1 Jan 0001 00:00:00 +2300", "9" * 999]
)
def test_what_is_no_date_is_none(date):
    """A text that tells no moment gives none, and no error."""
    assert moment_of(date) is None


@given(st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.timezones()))  # noqa: DTZ001 - as asked
def test_the_quick_way_reads_as_the_library_does(moment):
    """What the standard library writes is read as the standard library reads it."""
    date = format_datetime(moment)
    try:
        expected = parsedate_to_datetime(date).astimezone(UTC)
    except (ValueError, OverflowError):
        expected = None
    assert moment_of(date) == expected
