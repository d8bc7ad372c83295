"""The last filters that each person ran; theirs alone."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence

from clawback.audit.action import AuditAction
from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.queries.recent import ALL_EMAIL, RecentQuery
from clawback.queries.records import recent

_Ran = dict[tuple[str, str], RecentQuery]  # by view and text, the oldest first


class RecentQueries:
    """Remembers what people ran. Safe to call from several threads.

    A search only leaves a note in memory; `flush`, some seconds later, writes what has gathered. A
    crash loses those seconds. `keep` is how many are kept for each person; with 0 none are.
    """

    def __init__(self, *, database: Database, trail: Trail, clock: Clock, keep: int) -> None:
        self._database = database
        self._trail = trail
        self._clock = clock
        self.keep = keep
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._ran: dict[str, _Ran] = {}
        self._emptied = keep > 0

    def note(
        self, actor: Actor, text: str, *, since: str = "", until: str = "", view: str = ALL_EMAIL
    ) -> None:
        """Remembers that somebody ran this filter; costs next to nothing and never fails."""
        now = self._clock.now()
        one = RecentQuery(filter=text, view=view, since=since, until=until, ran_at=now)
        if not (self.keep and actor.person and one.worth_keeping):
            return
        with self._lock:
            ran = self._ran.setdefault(actor.person, {})
            ran.pop((view, text), None)
            ran[view, text] = one
            while len(ran) > self.keep:
                del ran[next(iter(ran))]

    def flush(self) -> None:
        """Writes down what was noted; does nothing when nothing was."""
        with self._writing:
            if not self._emptied:
                self._forget_all()
            with self._lock:
                taken, self._ran = self._ran, {}
            if not taken:
                return
            try:
                self._write(taken)
            except BaseException:
                self._put_back(taken)
                raise

    def of(self, actor: Actor) -> Sequence[RecentQuery]:
        """What the person behind the actor ran, newest first, each filter once."""
        if not (self.keep and actor.person):
            return []
        self.flush()
        with self._database.read() as connection:
            return recent.of(connection, actor.person, self.keep)

    def clear(self, actor: Actor) -> int:
        """Forgets all that the person behind the actor ran; gives how many filters that were."""
        if not actor.person:
            return 0
        self.flush()
        with self._writing, self._database.write() as connection:
            forgotten = recent.forget(connection, actor.person)
            self._trail.record(
                connection,
                actor,
                AuditAction.QUERY_FORGET,
                f"person:{actor.person}",
                details={"queries": forgotten},
            )
        return forgotten

    def _write(self, taken: Mapping[str, _Ran]) -> None:
        keyed = {person: _distinct(ran.values()) for person, ran in taken.items()}
        with self._database.write() as connection:
            for person, ran in sorted(keyed.items()):
                if ran:
                    recent.put(connection, person, ran.items())
                    recent.trim(connection, person, self.keep)

    def _put_back(self, taken: Mapping[str, _Ran]) -> None:
        """For the next time, behind what was noted meanwhile."""
        with self._lock:
            for person, ran in taken.items():
                both = {**ran, **self._ran.get(person, {})}
                self._ran[person] = dict(list(both.items())[-self.keep :])

    def _forget_all(self) -> None:
        with self._database.write() as connection:
            recent.forget(connection)
        self._emptied = True


def _distinct(ran: Iterable[RecentQuery]) -> dict[str, RecentQuery]:
    """By what each says; of several spellings the last."""
    return {key: one for one in ran if (key := one.key) is not None}
