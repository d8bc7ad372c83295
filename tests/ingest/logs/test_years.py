"""Years of times that name none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from clawback.ingest.logs.years import calendar_of, dated

BERLIN = ZoneInfo("Europe/Berlin")


def written(*moments):
    return [f"{at:%b %e %H:%M:%S} mx postfix/qmgr[1]: A1: removed".encode() for at in moments]


def read(lines, until, zone=UTC):
    calendar = calendar_of(lines, until=until, zone=zone)
    return [line.at for line in dated(lines, year=calendar.year, until=until, zone=zone)]


@settings(max_examples=30)
@given(
    st.integers(1_000_000_000, 1_800_000_000),
    st.lists(st.integers(0, 300 * 86_400), max_size=30),
    st.integers(0, 300 * 86_400),
)
def test_years_are_told_from_the_end(end, gaps, idle):
    """Of any file whose lines are at most ten months apart, and that lay for less than a year."""
    moments = [datetime.fromtimestamp(end, UTC)]
    for gap in gaps:
        moments.insert(0, moments[0] - timedelta(seconds=gap))
    assert read(written(*moments), moments[-1] + timedelta(seconds=idle)) == moments


def test_lines_may_change_places_on_new_years_eve():
    """Two processes write at the same moment."""
    eve, day = (
        datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC),
        datetime(2026, 1, 1, tzinfo=UTC),
    )
    moments = [eve, day, eve, day, day]
    assert read(written(*moments), day + timedelta(days=30)) == moments


def test_a_leap_day_is_of_its_year():
    """And what follows it too."""
    moments = [datetime(2024, month, day, tzinfo=UTC) for month, day in ((2, 28), (2, 29), (3, 1))]
    assert read(written(*moments), datetime(2025, 2, 1, tzinfo=UTC)) == moments


def test_the_year_begins_where_the_log_was_written():
    """Half past midnight in Berlin is still last year in UTC."""
    eve = datetime(2025, 12, 31, 23, 30, tzinfo=BERLIN)
    lines = written(eve, datetime(2026, 1, 1, 0, 30, tzinfo=BERLIN))
    assert read(lines, datetime(2026, 1, 1, 12, tzinfo=UTC), BERLIN) == [
        datetime(2025, 12, 31, 22, 30, tzinfo=UTC),
        datetime(2025, 12, 31, 23, 30, tzinfo=UTC),
    ]


def test_what_names_its_year_is_believed():
    """Whatever the file says of itself; and a file without a line of ours has no year."""
    lines = [b"2019-05-01T10:00:00+02:00 mx postfix/qmgr[1]: A1: removed"]
    until = datetime(2026, 1, 1, tzinfo=UTC)
    assert read(lines, until) == [datetime(2019, 5, 1, 8, tzinfo=UTC)]
    assert calendar_of([b"nonsense", b""], until=until, zone=UTC).year is None
    assert read([b"Feb 31 10:00:00 mx postfix/qmgr[1]: A1: removed"], until) == []
