"""A mail as it came over the wire: in memory while it is small, then in a file without a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO

from clawback.ingest.receivers.wire import Inbound

_IN_MEMORY = 1 << 20  # bytes
_PIECE = 1 << 18
_HEAD_END = re.compile(rb"\r\n\r\n")


class NoRoomError(Exception):
    """The mail could not be kept until it was passed on."""


class Arrived:
    """The data of one mail, its dots still doubled (RFC 5321 §4.5.2). To be closed."""

    def __init__(self) -> None:
        # Closed by whoever has the mail.
        self._file: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        self.size = 0

    async def take(self, inbound: Inbound) -> None:
        """Reads the mail to its end.

        Raises:
            NoRoomError: it was read, and could not be kept.
            HungUpError: its sender is gone.
        """
        trouble: OSError | None = None
        async for piece in inbound.pieces():
            if trouble is None:
                try:
                    self._file.write(piece)
                    self.size += len(piece)
                except OSError as error:
                    trouble = error
        if trouble is not None:
            raise NoRoomError from trouble

    def raw(self) -> bytes:
        """The whole mail, its dots undone."""
        self._file.seek(0)
        return undoubled(self._file.read())

    def pieces(self, *, behind: int = 0) -> Iterator[bytes]:
        """The mail as it came, bit by bit, without so many bytes of its beginning."""
        self._file.seek(behind)
        while piece := self._file.read(_PIECE):
            yield piece

    def head(self) -> bytes:
        """Its header with the empty line; nothing where that does not end within 256 KB."""
        self._file.seek(0)
        found = self._file.read(_PIECE)
        end = _HEAD_END.search(found)
        return found[: end.end()] if end else b""

    def close(self) -> None:
        self._file.close()


def doubled(raw: bytes) -> bytes:
    """A mail with the dots that begin its lines doubled, and its last line ended."""
    ended = raw if raw.endswith(b"\r\n") or not raw else raw + b"\r\n"
    return (b"\r\n" + ended).replace(b"\r\n.", b"\r\n..")[2:]


def undoubled(data: bytes) -> bytes:
    """The opposite."""
    return (b"\r\n" + data).replace(b"\r\n.", b"\r\n")[2:]
