"""What of remediations and containers is on the move, for those who watch."""

from __future__ import annotations

from datetime import timedelta

from clawback.database import Database
from clawback.model.clock import Clock
from clawback.model.version import Version
from clawback.remediation.records import versions

_JUST_NOW = timedelta(minutes=2)  # so long the end of a remediation is told to those who watch


class Lately:
    """Looks at them, cheaply enough to do so every second. Safe to call from several threads."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def remediations(self) -> list[Version]:
        """Those that are not over, and those that are since just now."""
        since = (self._clock.now() - _JUST_NOW).timestamp()
        with self._database.read() as connection:
            return versions.remediations(connection, ended_since=since)

    def containers(self) -> list[Version]:
        """The newest of them."""
        with self._database.read() as connection:
            return versions.containers(connection)
