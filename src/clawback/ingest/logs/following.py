"""Follows a log file over rotation and restarts: by inode, offset and a hash of the last line.

A file that was moved away is read to its end, and for some minutes beyond, because whoever writes
it may not have noticed; one that was cut short (copytruncate) is begun again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

BLOCK = 4 << 20  # bytes that are read at a time
_FIRST = 16 << 20  # bytes of a file that is met for the first time
_LINE = 1 << 20  # bytes without an end that are passed over as one line
_GRACE = timedelta(minutes=5)
_KEPT = 256  # bytes before the offset that must be as they were


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far one file was read. `digest` is of the bytes before `offset`; `left` since when."""

    inode: int
    offset: int
    digest: str
    left: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """The file that has the name now, last, and before it those that were moved away lately."""

    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Whole lines, where to go on, and whether there is more already. `lost`: a file is gone."""

    lines: tuple[bytes, ...]
    cursor: Cursor
    more: bool = False
    lost: bool = False


def read_on(path: Path, cursor: Cursor, now: datetime) -> Read:
    """The next lines of the file of this name, and of those it had before.

    Raises:
        OSError: it cannot be read; a name that nobody has for the moment is no error.
    """
    lines: list[bytes] = []
    marks: list[Mark] = []
    more = lost = False
    present = _inode_of(path)
    known = {mark.inode for mark in cursor.marks}
    begun = () if present is None or present in known else (_first(path, present, cursor),)
    for mark in (*cursor.marks, *begun):
        place = path if mark.inode == present else _moved(path, mark.inode)
        if place is None:
            lost = lost or mark.left is None
            continue
        left = None if mark.inode == present else mark.left or now
        found, reached, again = _piece(place, mark)
        lines += found
        more = more or again
        if left is None or again or now - left < _GRACE:
            marks.append(replace(reached, left=left))
    return Read(lines=tuple(lines), cursor=Cursor(marks=tuple(marks)), more=more, lost=lost)


def _inode_of(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return None


def _first(path: Path, inode: int, cursor: Cursor) -> Mark:
    """A file that follows another is read from its beginning, the very first from near its end."""
    size = path.stat().st_size
    if cursor.marks or size <= _FIRST:
        return Mark(inode=inode, offset=0, digest="")
    with path.open("rb") as file:
        file.seek(size - _FIRST)
        file.readline(_LINE)
        return _mark(file, inode, file.tell())


def _moved(path: Path, inode: int) -> Path | None:
    """Where a file is that had this name; beside it, under a name that begins like it."""
    for entry in sorted(path.parent.glob(f"{_literal(path.name)}*")):
        if _inode_of(entry) == inode:
            return entry
    return None


def _literal(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def _piece(path: Path, mark: Mark) -> tuple[list[bytes], Mark, bool]:
    with path.open("rb") as file:
        offset = mark.offset if _is_as_it_was(file, mark) else 0
        file.seek(offset)
        block = file.read(BLOCK)
        end = block.rfind(b"\n") + 1
        if not end and len(block) >= _LINE:
            end = len(block)
        lines = list(_whole(block[:end]))
        reached = _mark(file, mark.inode, offset + end) if end or offset != mark.offset else mark
        return lines, reached, len(block) == BLOCK


def _whole(block: bytes) -> Iterator[bytes]:
    for line in block.split(b"\n"):
        if line:
            yield line


def _is_as_it_was(file: BinaryIO, mark: Mark) -> bool:
    if os.fstat(file.fileno()).st_size < mark.offset:
        return False
    return _mark(file, mark.inode, mark.offset).digest == mark.digest


def _mark(file: BinaryIO, inode: int, offset: int) -> Mark:
    begin = max(0, offset - _KEPT)
    file.seek(begin)
    before = file.read(offset - begin)
    digest = hashlib.sha256(before).hexdigest()[:32] if offset else ""
    return Mark(inode=inode, offset=offset, digest=digest)
