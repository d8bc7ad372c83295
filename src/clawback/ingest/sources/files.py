"""Reading files that other people may have put there."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from clawback.ingest.intake import MAIL_LIMIT

_PIECE = 1 << 20


class UnreadableError(Exception):
    """The file cannot be taken; the text says why, as the end of a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A file's bytes and when it was last changed."""

    raw: bytes = field(repr=False)
    changed_at: datetime


@contextmanager
def regular_file(path: Path) -> Iterator[tuple[BinaryIO, os.stat_result]]:
    """Opens a file, but no link (it could lead anywhere) and no pipe (it could never end).

    Raises:
        FileNotFoundError: it is not there (any more).
        UnreadableError: it cannot be read.
    """
    handle, facts = _open_regular(path)
    with os.fdopen(handle, "rb") as file:
        yield file, facts


def whole_file(path: Path | str) -> Content:
    """A mail's file.

    Raises:
        FileNotFoundError: it is not there (any more).
        UnreadableError: it cannot be read, or is larger than a mail may be.
    """
    handle, facts = _open_regular(path)
    try:
        raw = _read(handle, facts.st_size)
    except OSError as error:
        raise UnreadableError(_reason(error)) from error
    finally:
        os.close(handle)
    if len(raw) > MAIL_LIMIT:
        raise UnreadableError("it is larger than 50 MB")
    return Content(raw=raw, changed_at=changed_at(facts))


def _open_regular(path: Path | str) -> tuple[int, os.stat_result]:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise
    except OSError as error:
        link = Path(path).is_symlink()
        raise UnreadableError("it is a link" if link else _reason(error)) from error
    facts = os.fstat(handle)
    if not stat.S_ISREG(facts.st_mode):
        os.close(handle)
        raise UnreadableError("it is not a file")
    return handle, facts


def _read(handle: int, size: int) -> bytes:
    """All of it, nearly always at once; one byte more than a mail may have when it is larger."""
    pieces: list[bytes] = []
    left = MAIL_LIMIT + 1
    while left and (piece := os.read(handle, min(left, size + 1))):
        pieces.append(piece)
        left -= len(piece)
        if len(pieces) == 1 and len(piece) == size:
            break
        size = max(size, _PIECE)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def changed_at(facts: os.stat_result) -> datetime:
    return datetime.fromtimestamp(facts.st_mtime, UTC)


def _reason(error: OSError) -> str:
    return f"it cannot be read ({error.strerror or type(error).__name__})"
