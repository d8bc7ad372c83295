"""What a chart over time asks, and what it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum


class Bucket(StrEnum):
    """The width of a chart's bars; a week begins on Monday (ISO 8601)."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Rows in one bucket of UTC that have one value of a field (its code or text)."""

    start: datetime
    value: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """How rows are drawn over time.

    Each of the `series` most frequent values of the field is a line of its own, the rest together
    is one more. Bars begin and end where the clocks of the `zone` say; without a `bucket` the
    width is chosen from the range. Bounds that the query leaves open are where rows begin and end;
    after a `since`, it is at least `now`.
    """

    field: str
    bucket: Bucket | None = None
    zone: tzinfo = UTC
    series: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Rows with one value of the field (its code or text), counted for each bar.

    The value is empty for rows that have none, and `None` for those that have another than the
    most frequent ones.
    """

    value: str | None
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """Exact counts over time; every bar is there, also where nothing came.

    `starts` are the beginnings of the bars, in UTC. Series come most frequent first, ties by value,
    then the rows without a value, then the rest. A row with several values counts in each of their
    series, once.
    """

    bucket: Bucket
    starts: tuple[datetime, ...] = ()
    series: tuple[Series, ...] = ()
