"""A file of lines with room that was made before, so that a line fits when the disk is full.

Behind the last line stand empty ones, a megabyte of them, which later lines are written over.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

ROOM = 1 << 20  # bytes


class RoomyLines:
    """One file, open for appending. Not safe on many threads."""

    def __init__(self, path: Path, *, room: int = ROOM) -> None:
        self._room = room
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self._end = len(path.read_bytes().rstrip(b"\n"))
        self.make_room()

    def append(self, line: bytes) -> bool:
        """Writes a line on its own, whatever stands before it; whether all of it could be written.

        Raises:
            OSError: nothing of it could.
        """
        data = b"\n" + line.strip(b"\n")
        written = os.pwrite(self._handle, data, self._end)
        self._end += written
        return written == len(data)

    def make_room(self) -> None:
        """Makes room when half of it is used up; a disk that has none is asked the next time."""
        size = os.fstat(self._handle).st_size
        missing = self._end + self._room - size
        if missing > self._room // 2:
            with suppress(OSError):
                os.pwrite(self._handle, b"\n" * missing, size)

    def sync(self) -> None:
        """Waits until everything is on the disk."""
        os.fdatasync(self._handle)

    def close(self) -> None:
        os.close(self._handle)
