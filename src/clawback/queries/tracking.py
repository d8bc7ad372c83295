"""A tracked query: counted day by day in the background, and how today compares.

Days are days in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from clawback.model.errors import ConflictError
from clawback.model.labelled import Labelled
from clawback.model.scope import EVERYWHERE, Scope

FIRST_DAYS = 30  # how far back the first counts go; from then on days are added
MOST_TRACKED = 50  # of one owner
_SETTLED = timedelta(hours=1)  # after its end; until then mail of a day may still come in
_DAY = timedelta(days=1)


class TrackState(Labelled):
    """Whether a query is counted."""

    OFF = "off", "Not tracked"
    ON = "on", "Tracked"
    STOPPED = "stopped", "Stopped"


class TooManyTrackedError(ConflictError):
    """As many queries of this owner are tracked as can be. Stop tracking one first."""

    code = "too_many_tracked_queries"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How much a query found: rows of its view, which are deliveries or clicks, and messages."""

    rows: int
    messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """What a query found of one day, counted at some moment; of today, so far."""

    day: date
    count: Count
    counted_at: datetime

    @property
    def settled(self) -> bool:
        """Whether it was counted so late that no more is expected."""
        return self.counted_at >= start_of(self.day + _DAY) + _SETTLED


@dataclass(frozen=True, slots=True, kw_only=True)
class SoFar:
    """What yesterday and the same day a week ago had brought by the time of day of the count."""

    yesterday: Count
    week_ago: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    """How a tracked query stands. `scope` is that of its owner when it was last counted.

    `reason` says why it stopped, `trouble` why the last attempt counted nothing.
    """

    query_id: str
    state: TrackState
    started_at: datetime
    reason: str = ""
    trouble: str = ""
    scope: Scope = EVERYWHERE
    tried_at: datetime | None = None
    counted_at: datetime | None = None
    so_far: SoFar | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """A count against an earlier one; `percent` is unknown where there was nothing before."""

    now: int
    before: int

    @property
    def change(self) -> int:
        return self.now - self.before

    @property
    def percent(self) -> float | None:
        return round(100 * self.change / self.before, 1) if self.before else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What people look at. `None` is what has not been counted.

    Trends compare today so far with the other day up to the same time of day, in rows.
    """

    today: Count | None = None
    yesterday: Count | None = None
    against_yesterday: Trend | None = None
    against_last_week: Trend | None = None
    series: tuple[DayCount, ...] = ()


def day_of(moment: datetime) -> date:
    """The day of a moment, in UTC."""
    return moment.astimezone(UTC).date()


def start_of(day: date) -> datetime:
    """When a day begins."""
    return datetime.combine(day, time(), UTC)


def days_to_count(now: datetime, known: Mapping[date, DayCount]) -> Sequence[date]:
    """Today, and then the days since the first count that are not settled; the newest first.

    The first time it goes `FIRST_DAYS` back; days that were missed while nothing ran are made up.
    """
    today = day_of(now)
    first = min(known, default=today - (FIRST_DAYS - 1) * _DAY)
    oldest = min(first, today - (FIRST_DAYS - 1) * _DAY)
    before = (today - number * _DAY for number in range(1, (today - oldest).days + 1))
    return [today, *(day for day in before if not (day in known and known[day].settled))]


def figures(tracking: Tracking, known: Sequence[DayCount], now: datetime) -> Figures:
    """How a query stands now, from its counts of days, the oldest first."""
    days = {one.day: one.count for one in known}
    today = day_of(now)
    found, so_far = days.get(today), tracking.so_far
    fresh = found is not None and tracking.counted_at and day_of(tracking.counted_at) == today
    compared = so_far if fresh else None
    return Figures(
        today=found,
        yesterday=days.get(today - _DAY),
        against_yesterday=_trend(found, compared.yesterday if compared else None),
        against_last_week=_trend(found, compared.week_ago if compared else None),
        series=tuple(known),
    )


def _trend(now: Count | None, before: Count | None) -> Trend | None:
    if now is None or before is None:
        return None
    return Trend(now.rows, before.rows)
