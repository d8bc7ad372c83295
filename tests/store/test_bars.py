"""Where bars begin: every zone, every width, every change of the clocks."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clawback.model.errors import BadInputError
from clawback.store.bars import MOST_BARS, Grain, TooManyBarsError, bars_between
from clawback.store.chart import Bucket

ZONES = tuple(
    map(
        ZoneInfo,
        (
            *("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"),
            *("Africa/Cairo", "America/Sao_Paulo", "Pacific/Apia", "Asia/Tehran"),
        ),
    )
)
_MOMENTS = st.integers(946_684_800, 1_893_456_000).map(  # from 2000 to 2030
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


@settings(deadline=None, max_examples=60)
@given(
    first=_MOMENTS,
    hours=st.integers(0, 24 * 400) | st.integers(0, 300),
    zone=st.sampled_from(ZONES),
    bucket=st.sampled_from((None, *Bucket)),
)
def test_bars_hold_what_is_between(first, hours, zone, bucket):
    """They ascend, begin at or before the first moment, at the edges of the grain, on the clock."""
    last = first + timedelta(hours=hours)
    try:
        bars = bars_between(first, last, bucket, zone)
    except TooManyBarsError:
        assert bucket is not None
        return
    assert len(bars.starts) <= MOST_BARS
    assert list(bars.starts) == sorted(set(bars.starts))
    assert bars.starts[0] <= first
    assert bars.holding(first) == 0
    assert bars.holding(last) == len(bars.starts) - 1
    for start in bars.starts:
        assert bars.grain is not Grain.DAY or start.hour == 0
        assert bars.grain not in {Grain.DAY, Grain.HOUR} or start.minute == 0
        assert bars.grain is Grain.MINUTE or start.minute % 15 == 0
        local = start.astimezone(zone)
        if bars.bucket is Bucket.WEEK:
            assert local.weekday() == 0 or local.hour
        if bars.bucket is Bucket.MONTH:
            assert local.day == 1


@pytest.mark.parametrize(
    ("span", "bucket"),
    [
        (timedelta(minutes=90), Bucket.MINUTE),
        (timedelta(days=2), Bucket.HOUR),
        (timedelta(days=30), Bucket.DAY),
        (timedelta(days=700), Bucket.WEEK),
        (timedelta(days=4000), Bucket.MONTH),
    ],
)
def test_the_width_goes_by_the_range(span, bucket):
    """The finest that gives no more than 250 bars."""
    first = datetime(2010, 1, 4, tzinfo=UTC)
    bars = bars_between(first, first + span, None, UTC)
    assert bars.bucket is bucket
    assert len(bars.starts) <= 251


def test_a_day_on_which_clocks_are_changed():
    """23 hours in March, 25 in October; where midnight is left out, the day begins at one."""
    berlin = ZoneInfo("Europe/Berlin")
    for month, day, hours in ((3, 29, 23), (10, 25, 25)):
        first = datetime(2026, month, day, tzinfo=berlin)
        starts = bars_between(first, first + timedelta(days=1), Bucket.DAY, berlin).starts
        assert starts[1] - starts[0] == timedelta(hours=hours)
    cairo = ZoneInfo("Africa/Cairo")
    noon = datetime(2024, 4, 26, 12, tzinfo=cairo)
    [start] = bars_between(noon, noon, Bucket.DAY, cairo).starts
    assert start.astimezone(cairo).hour == 1


def test_the_grain_is_as_coarse_as_the_zone_allows():
    """Days in UTC, hours in Berlin, quarters in Nepal."""
    first = datetime(2026, 1, 1, tzinfo=UTC)
    last = first + timedelta(days=40)
    grains = [
        bars_between(first, last, Bucket.DAY, ZoneInfo(zone)).grain
        for zone in ("UTC", "Europe/Berlin", "Asia/Kathmandu")
    ]
    assert grains == [Grain.DAY, Grain.HOUR, Grain.QUARTER]


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
@pytest.mark.parametrize("bucket", [Bucket.DAY, Bucket.MONTH])
def test_the_end_of_the_calendar_is_no_fault(zone, bucket):
    """There are bars, or an error in words."""
    begin, end = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
    for moment in (begin, end):
        with suppress(BadInputError):
            assert bars_between(moment, moment + timedelta(hours=20), bucket, ZoneInfo(zone)).starts
