"""The list as it is at this moment, carried by each process: read anew as it changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from threading import Lock
from time import monotonic

import structlog

from clawback.database import Database
from clawback.entries.index import FOR_EVER, Index, Line
from clawback.entries.records import changes, kept
from clawback.model.clock import Clock
from clawback.model.errors import UnavailableError
from clawback.model.microseconds import microseconds

LOOKED_EVERY = 0.25  # seconds
_log = structlog.get_logger(__name__)


class CurrentEntries:
    """Safe to call from several threads. A database that is away holds no mail up.

    Whoever asks looks for changes first, unless somebody looked a moment ago or is at it: only the
    first of all waits.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._turn = Lock()
        self._looked: float | None = None
        self._edition = 0
        self._uses: dict[int, datetime] = {}
        self.index = Index()

    @property
    def edition(self) -> int:
        """Another number whenever the list is another."""
        return self._edition

    def look(self) -> None:
        """Reads what has changed; for a rhythm, and for who asks."""
        with self._turn:
            self._look()

    def find(self, keys: Iterable[str], flags: int) -> Iterator[tuple[str, Line]]:
        """Entries of these keys that count now and have all of these flags; see `index`."""
        now = 0
        for key, line in self.index.find(keys):
            if line.flags & flags != flags:
                continue
            if line.expires != FOR_EVER:
                now = now or microseconds(self._clock.now())
                if line.expires <= now:
                    continue
            yield key, line

    def fresh(self) -> Index:
        """The index after a look, where one is due."""
        looked = self._looked
        if looked is None:
            self.look()
        elif monotonic() - looked >= LOOKED_EVERY and self._turn.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._turn.release()
        return self.index

    def note_use(self, number: int) -> None:
        """Notes that an entry named something now; quick, and kept later."""
        self._uses[number] = self._clock.now()

    def uses(self) -> dict[int, datetime]:
        """What was used since it was asked the last time."""
        told, self._uses = self._uses, {}
        return told

    def _look(self) -> None:
        try:
            with self._database.read() as connection:
                number = kept.edition(connection)
                if number < self._edition:  # the database of before was put back
                    self.index, self._edition = Index(), 0
                if number != self._edition:
                    self.index.change(changes.changed_since(connection, self._edition))
                    self._edition = number
        except UnavailableError as error:
            _log.warning("the allow/block list is as it was", error=str(error))
        self._looked = monotonic()
