"""Whether what fits a policy makes an alert, or belongs to one: pure decisions.

Time is that of what fits, not of the clock, so that mail that was held up for an hour and comes
all at once is counted as it was received.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from clawback.alerts.alert import Hit
from clawback.alerts.policy import Policy, Trigger, TriggerKind

FOLD = timedelta(minutes=1)
LEARNED = timedelta(days=7)
"""How far back a baseline is learned."""
_LEAST_HOURS = 24
_DEVIATIONS = 3.0
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An alert that takes up more of the same; `id` is empty for one that is being opened."""

    id: str
    tripped_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of a policy and a group before the fresh ones come.

    `latest` is the newest alert that nobody has closed. `pending` fit and belong to no alert yet,
    none of them older than the window. `hours` counts what fitted by the hour, without the fresh
    ones; `since` is when the oldest of these was, from which on the policy has learned.
    """

    latest: Open | None = None
    pending: Sequence[Hit] = ()
    hours: Mapping[datetime, int] = field(default_factory=dict)
    since: datetime | None = None


@dataclass(slots=True)
class Part:
    """Hits that go to one alert: an open one (`into`), or a new one that they tripped."""

    into: str
    tripped_at: datetime
    hits: list[Hit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What becomes of the fresh ones; those left over wait for more."""

    parts: Sequence[Part]
    waiting: Sequence[Hit]


def decide(policy: Policy, fresh: Sequence[Hit], standing: Standing) -> Decision:
    """Puts fresh hits of one group to alerts, in the order of their time."""
    counter = _Counter(policy, standing)
    for hit in sorted(fresh, key=lambda one: (one.at, one.mark)):
        counter.take(hit)
    return Decision(parts=counter.parts, waiting=counter.waiting)


def hour_of(moment: datetime) -> datetime:
    """When its hour began."""
    return moment.replace(minute=0, second=0, microsecond=0)


def usual_limit(hours: Mapping[datetime, int], since: datetime | None, hour: datetime) -> float:
    """More than this in an hour is unusual: three deviations above the mean of up to seven days.

    Hours in which nothing fitted count as such. Infinite until 24 hours were learned.
    """
    if since is None:
        return math.inf
    begun = max(hour_of(since), hour - LEARNED)
    learned = int((hour - begun) / _HOUR)
    if learned < _LEAST_HOURS:
        return math.inf
    counts = [count for at, count in hours.items() if begun <= at < hour]
    mean = sum(counts) / learned
    spread = sum(count * count for count in counts) / learned - mean * mean
    return mean + _DEVIATIONS * math.sqrt(max(spread, mean, 1.0))


class _Counter:
    def __init__(self, policy: Policy, standing: Standing) -> None:
        self._trigger = policy.trigger
        self._span = _span(policy)
        self._standing = standing
        self._open = standing.latest
        self._part: Part | None = None
        self._pending = list(standing.pending)
        self._known = {one.mark for one in standing.pending}
        self._hours = dict(standing.hours)
        self.parts: list[Part] = []

    @property
    def waiting(self) -> list[Hit]:
        return [one for one in self._pending if one.mark not in self._known]

    def take(self, hit: Hit) -> None:
        hour = hour_of(hit.at)
        self._hours[hour] = self._hours.get(hour, 0) + 1
        if self._covered(hit):
            self._add([hit])
            return
        self._pending.append(hit)
        mine = self._enough(hit)
        if mine:
            gone = {one.mark for one in mine}
            self._pending = [one for one in self._pending if one.mark not in gone]
            self._open = Open(id="", tripped_at=hit.at)
            self._part = None
            self._add(mine)

    def _add(self, hits: list[Hit]) -> None:
        if self._open is None:
            return
        if self._part is None:
            self._part = Part(self._open.id, self._open.tripped_at, [])
            self.parts.append(self._part)
        self._part.hits += hits

    def _covered(self, hit: Hit) -> bool:
        if self._open is None:
            return False
        if self._trigger.kind is TriggerKind.UNUSUAL:
            return hour_of(hit.at) == hour_of(self._open.tripped_at)
        return abs(hit.at - self._open.tripped_at) < self._span

    def _enough(self, hit: Hit) -> list[Hit]:
        """Those that make an alert together with this one; none where they are too few."""
        trigger = self._trigger
        if trigger.kind is TriggerKind.EACH:
            return [hit]
        if trigger.kind is TriggerKind.THRESHOLD:
            mine = [one for one in self._pending if _within(one, hit, trigger)]
            return mine if len(mine) >= trigger.count else []
        hour = hour_of(hit.at)
        limit = usual_limit(self._hours, self._standing.since, hour)
        if self._hours[hour] < trigger.count or self._hours[hour] <= limit:
            return []
        return [one for one in self._pending if hour_of(one.at) == hour]


def _within(one: Hit, newest: Hit, trigger: Trigger) -> bool:
    return newest.at - trigger.window < one.at <= newest.at


def _span(policy: Policy) -> timedelta:
    """How long an alert takes up what follows, from the moment at which it was tripped."""
    if not policy.folds:
        return timedelta()
    if policy.trigger.kind is TriggerKind.THRESHOLD:
        return max(FOLD, policy.trigger.window)
    return FOLD
