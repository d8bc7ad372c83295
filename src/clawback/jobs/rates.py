"""How many items a server may be given now: a token bucket for each server that has a rate.

The buckets lie in the state database, so that they hold for all workers together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from clawback.database import Connection
from clawback.jobs.records import buckets

BURST_SECONDS = 2.0  # what a server that was left alone may be given at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """How many items may be handed out, as of a moment (seconds); they come back with time."""

    level: float
    filled_at: float

    def at(self, now: float, rate: float) -> Bucket:
        """Filled up until now, at `rate` items a second; a clock that goes back fills nothing."""
        grown = self.level + rate * max(0.0, now - self.filled_at)
        return Bucket(level=min(most(rate), grown), filled_at=now)


def most(rate: float) -> float:
    """The most that a bucket holds: at least one item."""
    return max(1.0, rate * BURST_SECONDS)


class Purse:
    """The buckets during one exchange: filled when it begins, written down when it ends."""

    def __init__(self, connection: Connection, rates: Mapping[str, float], now: float) -> None:
        self._levels: dict[str, float] = {}
        self._now = now
        self._spent: set[str] = set()
        if not rates:
            return
        kept = {key: Bucket(level=n, filled_at=at) for key, n, at in buckets.read(connection)}
        for server_key, rate in rates.items():
            full = Bucket(level=most(rate), filled_at=now)
            self._levels[server_key] = kept.get(server_key, full).at(now, rate).level

    def empty(self) -> Collection[str]:
        """Servers that may be given nothing now."""
        return [key for key, level in self._levels.items() if level < 1]

    def take(self, server_key: str, wanted: int) -> int:
        """Hands out so many, or as many as there are."""
        level = self._levels.get(server_key)
        if level is None:
            return wanted
        given = min(wanted, int(level))
        self._levels[server_key] = level - given
        self._spent.add(server_key)
        return given

    def save(self, connection: Connection) -> None:
        """Writes down what was taken."""
        for server_key in sorted(self._spent):
            buckets.write(connection, server_key, self._levels[server_key], self._now)
