"""The list as it is at this moment, carried by each process: read anew as it changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import Any

import structlog
from sqlalchemy import Row

from clawback.database import Database
from clawback.entries import records
from clawback.entries.entry import Direction, EntryAction, EntryKind, Place, Value
from clawback.entries.index import BLOCKS, CLICK, FOR_EVER, INBOUND, MAIL, OUTBOUND, Changed, Index
from clawback.entries.index import Line as Line
from clawback.entries.keys import key_of
from clawback.model.clock import Clock
from clawback.model.errors import UnavailableError
from clawback.model.microseconds import microseconds

LOOKED_EVERY = 0.25  # seconds
_DIRECTIONS = {
    Direction.INBOUND: INBOUND,
    Direction.OUTBOUND: OUTBOUND,
    Direction.BOTH: INBOUND + OUTBOUND,
}
_PLACES = {Place.MAIL.value: MAIL, Place.CLICK.value: CLICK}
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
                number = records.edition(connection)
                if number != self._edition:
                    changes = records.changed_since(connection, self._edition)
                    self.index.change(map(_changed, changes))
                    self._edition = number
        except UnavailableError as error:
            _log.warning("the allow/block list is as it was", error=str(error))
        self._looked = monotonic()


def _changed(row: Row[Any]) -> Changed:
    key = key_of(Value(kind=EntryKind(row.kind), text=row.text))
    if row.gone_at is not None:
        return Changed(key, row.number, None)
    flags = _DIRECTIONS[Direction(row.direction)]
    flags += BLOCKS * (row.action == EntryAction.BLOCK.value)
    flags += sum(_PLACES[one] for one in row.places.split(","))
    return Changed(key, row.number, Line(row.number, flags, row.expires_at or FOR_EVER))
