"""What DuckDB remembers of the file's blocks, kept small while rows come in and nobody reads.

Each block that is written stays in memory until all memory that the store may use is full; what
was just written is hardly ever looked at, so a server that takes mail would grow to that limit.
Whoever searches finds the blocks of the last search still there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from time import monotonic

import duckdb

MOST = 64 << 20  # bytes of blocks that stay
EVERY = 8  # appends
UNREAD = 10.0  # seconds without a reader: an analyst looks at a page for less
_USED = "SELECT tag, memory_usage_bytes FROM duckdb_memory()"
_BLOCKS = "BASE_TABLE"


class Remembered:
    """Forgets blocks every few appends, when nobody has read for a while. Thread-safe.

    The engine's limit is low for that moment only: an append or a checkpoint that found too
    little memory would close the file for good.
    """

    def __init__(
        self,
        *,
        memory_limit: str,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        """`memory_limit` is what the store may use, as the engine is told: it tells it rounded."""
        self._limit = memory_limit
        self._seconds = seconds
        self._turn = Lock()
        self._readers = 0
        self._read_at = -UNREAD
        self._appends = 0

    @contextmanager
    def reader(self) -> Iterator[None]:
        """Somebody reads while the block runs."""
        with self._turn:
            self._readers += 1
        try:
            yield
        finally:
            with self._turn:
                self._readers -= 1
                self._read_at = self._seconds()

    def appended(self, writer: duckdb.DuckDBPyConnection) -> None:
        """Rows came in by `writer`, which is nobody else's meanwhile."""
        self._appends += 1
        if self._appends >= EVERY:
            self.rested(writer)

    def rested(self, writer: duckdb.DuckDBPyConnection) -> None:
        """What came in by `writer` is in its place now."""
        with self._turn:
            if not self._readers and self._seconds() - self._read_at >= UNREAD:
                self._appends = 0
                self._forget(writer)

    def _forget(self, writer: duckdb.DuckDBPyConnection) -> None:
        """Forgets all blocks beyond `MOST` bytes, the longest unused first."""
        used = dict(writer.execute(_USED).fetchall())
        surplus = used.get(_BLOCKS, 0) - MOST
        if surplus <= 0:
            return
        with suppress(duckdb.Error):  # it cannot be: the next time will do
            writer.execute(f"SET memory_limit = '{sum(used.values()) - surplus}B'")
        writer.execute(f"SET memory_limit = '{self._limit}'")
