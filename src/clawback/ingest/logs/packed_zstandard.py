"""What Zstandard packed, as a file to be read; its library is loaded with this."""

from __future__ import annotations

from io import RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING

import zstandard

from clawback.ingest.logs.damage import DamagedError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_PIECE = 1 << 10  # bytes; of a bomb they are 32 MiB, of a log some ten thousand
_WINDOW = 128 << 20  # bytes of memory; what `zstd -d` allows by itself


class Frames(RawIOBase):
    """One frame after the other, as `zstd` and `pzstd` write them (RFC 8878 section 3.1)."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._unpacker = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
        self._frame = self._unpacker.decompressobj()
        self._begun = False
        self._rest = memoryview(b"")
        self._packed = b""
        self._file = path.open("rb")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """As `io.RawIOBase` has it.

        Raises:
            EOFError: the file ends within a frame.
            DamagedError: it is no frame.
        """
        while not self._rest:
            piece = self._packed or self._file.read(_PIECE)
            if not piece:
                if self._begun:
                    raise EOFError
                return 0
            self._rest = memoryview(self._unpacked(piece))
        into = memoryview(buffer).cast("B")
        count = min(len(into), len(self._rest))
        into[:count], self._rest = self._rest[:count], self._rest[count:]
        return count

    def _unpacked(self, piece: bytes) -> bytes:
        try:
            told = self._frame.decompress(piece)
        except zstandard.ZstdError as error:
            raise DamagedError from error
        self._packed, self._begun = self._frame.unused_data, not self._frame.eof
        if self._frame.eof:
            self._frame = self._unpacker.decompressobj()
        return told

    def close(self) -> None:
        self._file.close()
        super().close()
