"""Who writes to a SQLite file now: one thread of one process, and the others wait for their turn.

SQLite's own waiting is by naps that grow to a tenth of a second, and it lets two connections write
and checkpoint at the same moment, which releases before 3.51.3 do not always survive.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from pathlib import Path
from types import TracebackType

from clawback.database.failure import DatabaseUnavailableError

_LONGEST_SECONDS = 60.0
_FIRST_NAP_SECONDS = 0.0002
_LONGEST_NAP_SECONDS = 0.002


class FileTurn:
    """A lock over threads and processes; the operating system frees it when its holder dies."""

    def __init__(self, path: Path) -> None:
        self._threads = threading.Lock()
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def __enter__(self) -> None:
        """Raises `DatabaseUnavailableError` when another process writes for over a minute."""
        self._threads.acquire()
        try:
            self._await_others()
        except BaseException:
            self._threads.release()
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        fcntl.flock(self._handle, fcntl.LOCK_UN)
        self._threads.release()

    def close(self) -> None:
        os.close(self._handle)

    def _await_others(self) -> None:
        deadline = time.monotonic() + _LONGEST_SECONDS
        nap = _FIRST_NAP_SECONDS
        while not self._taken():
            if time.monotonic() > deadline:
                raise DatabaseUnavailableError(
                    "The state database is too busy: another process has been writing to it for a "
                    "minute. Try again later."
                )
            time.sleep(nap)
            nap = min(2 * nap, _LONGEST_NAP_SECONDS)

    def _taken(self) -> bool:
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
