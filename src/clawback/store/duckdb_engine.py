"""DuckDB on its file, begun anew where it has ended itself.

A checkpoint for which the disk has no room leaves the engine in doubt of what it wrote: it answers
nothing from then on. What was committed stands in its log, so a new one reads all of it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import duckdb
import structlog

from clawback.model.errors import ClawbackError
from clawback.store.connection import StoreFailedError

_log = structlog.stdlib.get_logger("clawback.store")


class Engine:
    """One connection for those who read, and one for whoever writes; thread-safe."""

    def __init__(self, begin: Callable[[], duckdb.DuckDBPyConnection]) -> None:
        """`begin` opens the file; it raises what `connection.connect` raises."""
        self._begin = begin
        self._turn = threading.Lock()
        self._ended: duckdb.DuckDBPyConnection | None = None
        self.connection = begin()
        self.writer = self.connection.cursor()

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The connection off which cursors are made. Raises what `writing` raises."""
        if self._over:
            with self._turn:
                self._revive()
        with self._noticing():
            yield self.connection

    @contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The connection that writes, for one at a time.

        Raises:
            StoreFailedError: the engine had ended itself, and cannot be begun yet.
        """
        with self._turn:
            self._revive()
            with self._noticing():
                yield self.writer

    def close(self) -> None:
        with self._turn:
            self._close()

    @property
    def _over(self) -> bool:
        return self._ended is self.connection

    @contextmanager
    def _noticing(self) -> Iterator[None]:
        """Whoever still reads from the engine of before says nothing of this one."""
        mine = self.connection
        try:
            yield
        except duckdb.FatalException:
            self._ended = mine
            raise

    def _revive(self) -> None:
        if not self._over:
            return
        self._close()
        try:
            begun = self._begin()
            self.writer = begun.cursor()
        except (ClawbackError, duckdb.Error) as error:
            raise StoreFailedError from error
        self.connection = begun
        _log.warning("event_store_opened_anew")

    def _close(self) -> None:
        for each in (self.writer, self.connection):
            with suppress(duckdb.Error):
                each.close()
