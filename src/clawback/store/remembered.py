"""What DuckDB remembers of the file's blocks, kept small while rows come in.

Each block that is written stays in memory until all memory that the store may use is full; what
was just written is hardly ever looked at, so a server that takes mail would grow to that limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock

import duckdb

MOST = 64 << 20  # bytes of blocks that stay
_USED = "SELECT tag, memory_usage_bytes FROM duckdb_memory()"
_BLOCKS = "BASE_TABLE"
_EVERY = 16  # appends


class Remembered:
    """Forgets blocks every few appends, when nobody reads: a reader may need all the memory."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, *, memory_limit: str) -> None:
        """`memory_limit` is what the store may use, as the engine is told: it tells it rounded."""
        self._cursor = connection.cursor()
        self._limit = memory_limit
        self._turn = Lock()
        self._readers = 0
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

    def appended(self) -> None:
        """Rows came in. Nobody may write meanwhile."""
        self._appends += 1
        if self._appends >= _EVERY:
            self.rested()

    def rested(self) -> None:
        """What came in is in its place now. Nobody may write meanwhile."""
        with self._turn:
            if not self._readers:
                self._appends = 0
                self.forget()

    def forget(self) -> None:
        """Forgets all blocks beyond `MOST` bytes, the longest unused first."""
        used = dict(self._cursor.execute(_USED).fetchall())
        surplus = used.get(_BLOCKS, 0) - MOST
        if surplus <= 0:
            return
        with suppress(duckdb.Error):  # it cannot be: the next time will do
            self._cursor.execute(f"SET memory_limit = '{sum(used.values()) - surplus}B'")
        self._cursor.execute(f"SET memory_limit = '{self._limit}'")

    def close(self) -> None:
        self._cursor.close()
