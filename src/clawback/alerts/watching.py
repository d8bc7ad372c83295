"""Looks now and then at what nobody tells of: the audit trail, and what the house may notice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from clawback.alerts.deciding import LEARNED
from clawback.alerts.noticing import ACTIONS, of_audit
from clawback.alerts.records import alerts, hits, places
from clawback.alerts.signal import Raise, Signal
from clawback.audit import following
from clawback.database import Database
from clawback.model.clock import Clock

_TRAIL = "audit"
_BLOCK = 500
_FORGOTTEN = 200  # alerts at once


class TrailWatch:
    """Follows the audit trail from where it was; what came before the first look is no news."""

    def __init__(self, database: Database, tell: Raise) -> None:
        self._database, self._tell = database, tell

    def turn(self) -> None:
        """Tells what was written since. The place is kept after it was told: none is missed."""
        with self._database.read() as connection:
            place = places.get(connection, _TRAIL)
            if place is None:
                place = following.newest(connection)
                block = []
                begun = True
            else:
                block = following.after(connection, place, limit=_BLOCK)
                begun = False
        if block:
            self._tell([*of_audit(one for one in block if one.action in ACTIONS)])
            place = block[-1].id
        if block or begun:
            with self._database.write() as connection:
                places.put(connection, _TRAIL, place)


class HouseWatch:
    """Asks what the house notices, and tells what it did not know the last time."""

    def __init__(self, tell: Raise, looks: Iterable[Callable[[], Iterable[Signal]]]) -> None:
        self._tell, self._looks = tell, tuple(looks)
        self._known = set[tuple[str, str]]()

    def turn(self) -> None:
        """Tells what is new. Raises `UnavailableError`; then all of it is told again."""
        found = [signal for look in self._looks for signal in look()]
        fresh = [one for one in found if (one.kind.value, one.id) not in self._known]
        if fresh:
            self._tell(fresh)
        self._known = {(one.kind.value, one.id) for one in found}


class Forgetting:
    """Forgets alerts that were closed long ago, and what never came to one."""

    def __init__(self, database: Database, clock: Clock, keep: timedelta) -> None:
        self._database, self._clock, self._keep = database, clock, keep

    def turn(self) -> None:
        now = self._clock.now()
        with self._database.write() as connection:
            hits.forget_waiting(connection, now - LEARNED - timedelta(days=1))
        forgotten = _FORGOTTEN
        while forgotten == _FORGOTTEN:
            with self._database.write() as connection:
                forgotten = alerts.forget_closed(connection, now - self._keep, limit=_FORGOTTEN)
