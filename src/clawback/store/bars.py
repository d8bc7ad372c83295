"""Where the bars of a chart begin, by the clocks of a time zone.

Engines count in grains that every zone's bars are made of, and know nothing of zones themselves;
so all of them agree.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from clawback.model.errors import BadInputError
from clawback.store.chart import Bucket

MOST_BARS = 10_000
_COMFORTABLE = 250  # bars that are chosen by themselves
_WIDTHS = {
    Bucket.MINUTE: timedelta(minutes=1),
    Bucket.HOUR: timedelta(hours=1),
    Bucket.DAY: timedelta(days=1),
    Bucket.WEEK: timedelta(weeks=1),
    Bucket.MONTH: timedelta(days=28),
}
_QUARTER = 15  # minutes; clocks differ by multiples of it


class TooManyBarsError(BadInputError):
    """The chart would have too many bars. Take a wider bucket, or ask for a shorter time."""

    code = "too_many_bars"


class Grain(StrEnum):
    """The finest span that engines count in."""

    MINUTE = "minute"
    QUARTER = "quarter"
    HOUR = "hour"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """The bars of a chart, and the grain in which they are counted."""

    bucket: Bucket
    starts: tuple[datetime, ...]
    grain: Grain

    def holding(self, moment: datetime) -> int:
        """Which bar holds the moment."""
        return max(bisect_right(self.starts, moment) - 1, 0)


def bars_between(first: datetime, last: datetime, bucket: Bucket | None, zone: tzinfo) -> Bars:
    """Bars that hold both moments and all between.

    Raises:
        TooManyBarsError: there would be more than 10,000.
    """
    chosen = bucket or _chosen(last - first)
    if (last - first) / _WIDTHS[chosen] > MOST_BARS:
        raise _too_many(chosen)
    try:
        starts = tuple(_starts(first, last, chosen, zone))
    except (OverflowError, ValueError):
        raise BadInputError("A chart cannot begin or end at the end of the calendar.") from None
    if len(starts) > MOST_BARS:
        raise _too_many(chosen)
    return Bars(bucket=chosen, starts=starts, grain=_grain(chosen, starts))


def bucket_start(bucket: Bucket, moment: datetime) -> datetime:
    """When the bucket of UTC began that holds the moment."""
    return _floor(moment, bucket, UTC)


def _chosen(span: timedelta) -> Bucket:
    fitting = (each for each in Bucket if span / _WIDTHS[each] <= _COMFORTABLE)
    return next(fitting, Bucket.MONTH)


def _too_many(bucket: Bucket) -> TooManyBarsError:
    return TooManyBarsError(
        f"A chart has at most {MOST_BARS:,} bars; with one for each {bucket.value} it would have"
        " more. Take a wider bucket, or ask for a shorter time."
    )


def _starts(first: datetime, last: datetime, bucket: Bucket, zone: tzinfo) -> Iterator[datetime]:
    at = _floor(first, bucket, zone)
    while at <= last:
        yield at
        at = _after(at, bucket, zone)


def _floor(moment: datetime, bucket: Bucket, zone: tzinfo) -> datetime:
    local = moment.astimezone(zone).replace(second=0, microsecond=0)
    if bucket is Bucket.MINUTE:
        return local.astimezone(UTC)
    if bucket is Bucket.HOUR:
        return local.replace(minute=0).astimezone(UTC)
    day = local.replace(hour=0, minute=0, fold=0)
    if bucket is Bucket.WEEK:
        day -= timedelta(days=day.weekday())
    if bucket is Bucket.MONTH:
        day = day.replace(day=1)
    return day.astimezone(UTC)


def _after(start: datetime, bucket: Bucket, zone: tzinfo) -> datetime:
    """When the next bar begins; where clocks are changed, bars are longer or shorter."""
    if bucket in {Bucket.MINUTE, Bucket.HOUR}:
        later = start + _WIDTHS[bucket]
        return _whole_or(later, start, bucket, zone)
    local = start.astimezone(zone).replace(hour=12)  # far from where clocks are changed
    match bucket:
        case Bucket.DAY:
            local += timedelta(days=1)
        case Bucket.WEEK:
            local += timedelta(weeks=1)
        case _:
            local = local.replace(day=28) + timedelta(days=4)
    return _floor(local, bucket, zone)


def _whole_or(later: datetime, start: datetime, bucket: Bucket, zone: tzinfo) -> datetime:
    """Clocks that are changed by half an hour are on the hour again with the next bar."""
    whole = _floor(later, bucket, zone)
    return whole if whole > start else later


def _grain(bucket: Bucket, starts: Sequence[datetime]) -> Grain:
    """The coarsest grain at whose edges all bars begin."""
    minutes = {start.minute for start in starts}
    if bucket is Bucket.MINUTE or any(minute % _QUARTER for minute in minutes):
        return Grain.MINUTE
    if minutes != {0}:
        return Grain.QUARTER
    return Grain.HOUR if any(start.hour for start in starts) else Grain.DAY
