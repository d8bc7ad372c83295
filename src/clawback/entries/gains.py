"""Tells what the list has gained since somebody looked, durably and in order."""

from __future__ import annotations

from collections.abc import Sequence

from clawback.database import Database
from clawback.entries.entry import Value
from clawback.entries.gained import Mark
from clawback.entries.records import gains, kept

_LAST = (1 << 62) - 1


class Gains:
    """What one reader, known by a name, has not seen yet. For one thread."""

    def __init__(self, database: Database, reader: str) -> None:
        self._database = database
        self._reader = reader

    def next(self, limit: int) -> tuple[Sequence[Value], Mark | None]:
        """So many blocks that it has not seen, and the mark to keep once it has.

        Whoever looks for the first time has seen all: it is the state of affairs.
        """
        with self._database.read() as connection:
            seen = gains.seen(connection, self._reader)
            if seen is None:
                return (), Mark(edition=kept.edition(connection), number=_LAST)
            found = gains.gained(connection, seen, limit)
        return [value for value, _ in found], found[-1][1] if found else None

    def keep(self, mark: Mark) -> None:
        """Remembers that all up to the mark was seen."""
        with self._database.write() as connection:
            gains.keep_seen(connection, self._reader, mark)
