"""Reads a log that lies there as it is or compressed: by its first bytes.

Known are gzip, xz, bzip2 and Zstandard.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Iterator
from io import BufferedIOBase, BufferedReader
from pathlib import Path

from clawback.ingest.logs.damage import DamagedError

_HEAD = 6
_LINE = 1 << 20  # bytes without an end that are passed over as lines of this length
_ZSTANDARD = b"\x28\xb5\x2f\xfd"


class PackedError(Exception):
    """Why a file cannot be read, or not to its end; the end of a sentence."""


def lines_of(path: Path) -> Iterator[bytes]:
    """The file's lines, without their ends.

    Raises:
        PackedError: it cannot be read any further; the lines before that were given.
    """
    try:
        with _opened(path) as file:
            while line := file.readline(_LINE):
                yield line.rstrip(b"\r\n")
    except EOFError:
        raise PackedError("its end is missing; what comes before it was read") from None
    except (lzma.LZMAError, zlib.error, gzip.BadGzipFile, DamagedError):
        raise PackedError("it is damaged; what comes before that was read") from None
    except OSError as error:
        raise PackedError(f"it cannot be read: {error.strerror or error}") from error


def _opened(path: Path) -> BufferedIOBase:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_ZSTANDARD):
        from clawback.ingest.logs.packed_zstandard import Frames  # noqa: PLC0415 - seldom needed

        return BufferedReader(Frames(path))
    if head.startswith(b"\x1f\x8b"):
        return gzip.open(path)
    if head.startswith(b"\xfd7zXZ\x00"):
        return lzma.open(path)
    return bz2.open(path) if head.startswith(b"BZh") else path.open("rb")
