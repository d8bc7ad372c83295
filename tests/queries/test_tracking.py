"""What of a tracked query is counted when, and what its figures say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.making.house import START

from clawback.queries.tracking import (
    FIRST_DAYS,
    Count,
    DayCount,
    SoFar,
    Tracking,
    TrackState,
    Trend,
    days_to_count,
    figures,
)

TODAY = START.date()
_DAY = timedelta(days=1)


def count(number):
    return Count(rows=number, messages=1)


def counted(day, number, at=START):
    return DayCount(day=day, count=count(number), counted_at=at)


def tracking(so_far):
    return Tracking(
        query_id="Q-1",
        state=TrackState.ON,
        started_at=START,
        counted_at=START,
        so_far=so_far,
    )


def test_the_first_time_goes_back():
    """Today first, then day by day into the past."""
    days = days_to_count(START, {})
    assert days[:2] == [TODAY, TODAY - _DAY]
    assert (len(days), days[-1]) == (FIRST_DAYS, TODAY - (FIRST_DAYS - 1) * _DAY)


def test_later_only_what_is_not_settled():
    """Today, and yesterday until an hour after its end."""
    known = {
        day: counted(day, 1, START) for day in (TODAY - number * _DAY for number in range(1, 40))
    }
    assert days_to_count(START, known) == [TODAY]
    yesterday = TODAY - _DAY
    known[yesterday] = counted(yesterday, 1, START.replace(hour=0, minute=59))
    assert days_to_count(START, known) == [TODAY, yesterday]


def test_days_that_were_missed_are_made_up():
    """However long nothing ran."""
    last = TODAY - 100 * _DAY
    known = {last: counted(last, 1)}
    assert days_to_count(START, known) == [TODAY - number * _DAY for number in range(100)]


def test_figures_compare_like_with_like():
    """Today so far against the other days up to the same time, not against their whole."""
    known = [counted(TODAY - _DAY, 50), counted(TODAY, 12)]
    stands = tracking(SoFar(yesterday=count(10), week_ago=count(0)))
    found = figures(stands, known, START + timedelta(hours=1))
    assert (found.today, found.yesterday) == (count(12), count(50))
    assert found.against_yesterday == Trend(12, 10)
    assert found.against_last_week == Trend(12, 0)


def test_a_trend_is_a_difference_and_a_share():
    """Without a share where there was nothing before."""
    assert (Trend(12, 10).change, Trend(12, 10).percent) == (2, 20.0)
    assert (Trend(12, 0).change, Trend(12, 0).percent) == (12, None)


@pytest.mark.parametrize("hours", [12, 36])
def test_yesterdays_count_is_not_todays(hours):
    """After midnight, until the next count, nothing is said of the new day."""
    known = [counted(TODAY, 12)]
    stands = tracking(SoFar(yesterday=count(1), week_ago=count(1)))
    found = figures(stands, known, START + timedelta(hours=hours))
    assert found.today is None
    assert found.against_yesterday is None
    assert found.yesterday == (count(12) if hours == 12 else None)
    assert date.fromisoformat("2026-11-23") == TODAY
