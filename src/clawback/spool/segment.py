"""The spool's files: their format, how records are written, and how they are read back.

A segment is a file `<first sequence, 20 digits>.seg`, only ever appended to. Numbers are
big-endian. It begins with 24 bytes:

    8   magic            `CLAWSEG1`
    8   mark             random, the segment's own
    8   first sequence   that of its first record

Then records follow without gaps:

    8   mark             as above
    8   sequence         counts what was accepted since the spool was made
    8   accepted at      milliseconds since 1970, UTC
    4   head length      bytes
    4   body length      bytes
    4   content sum      CRC-32 of head and body
    4   header sum       CRC-32 of the 36 bytes before
    …   head             one line of JSON, such as a mail's envelope
    …   body             such as the mail, as it came

The mark is random so that nobody can send bytes that look like a record: after damage the reader
looks for the next record by it. Damage costs the records it touches and no other.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Generic, TypeAlias, TypeVar

from clawback.model.codec import CodecError

MAGIC = b"CLAWSEG1"
_FILE = struct.Struct(">8s8sQ")
_HEAD = struct.Struct(">8sQQIII")
_SUM = struct.Struct(">I")
HEAD_SIZE = _HEAD.size + _SUM.size
FILE_SIZE = _FILE.size
_WINDOW = 1 << 20
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Generic[_Value]):
    """How one kind of value is written as head and body, and read back.

    `read` raises `CodecError` for what it does not understand.
    """

    write: Callable[[_Value], tuple[bytes, bytes]]
    read: Callable[[bytes, bytes], _Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A value made ready to be written; all that a record needs but its place."""

    head: bytes
    body: bytes = field(repr=False)
    content_sum: int

    @property
    def size(self) -> int:
        return HEAD_SIZE + len(self.head) + len(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Generic[_Value]):
    """A value read back, the bytes of its body, and the offset at which the next record begins."""

    sequence: int
    accepted_at: datetime
    value: _Value
    size: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """Bytes that are no record. `sequence` is known when only the content is damaged."""

    start: int
    end: int
    sequence: int | None = None


Found: TypeAlias = Record[_Value] | Damage


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    sequence: int
    accepted_at: int
    head: int
    body: int
    content_sum: int

    @property
    def size(self) -> int:
        return HEAD_SIZE + self.head + self.body


def seal(form: Form[_Value], value: _Value) -> Sealed:
    """The dear part of writing a record; done by whoever hands it in."""
    head, body = form.write(value)
    return Sealed(head=head, body=body, content_sum=zlib.crc32(body, zlib.crc32(head)))


def file_header(mark: bytes, first: int) -> bytes:
    return _FILE.pack(MAGIC, mark, first)


def record_header(sealed: Sealed, *, mark: bytes, sequence: int, accepted_at: datetime) -> bytes:
    """What stands before head and body."""
    head = _HEAD.pack(
        mark,
        sequence,
        int(accepted_at.timestamp() * 1000),
        len(sealed.head),
        len(sealed.body),
        sealed.content_sum,
    )
    return head + _SUM.pack(zlib.crc32(head))


def segment_name(first: int) -> str:
    return f"{first:020}.seg"


def first_of(path: Path) -> int:
    """The first sequence that a segment's name tells."""
    return int(path.stem)


class SegmentReader(Generic[_Value]):
    """Reads one segment, forwards, by offset. `limit` is where what may be read ends."""

    def __init__(self, path: Path, form: Form[_Value]) -> None:
        self._form = form
        self._handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        self._start = 0
        self._window = b""
        self._limit = self.size
        self._mark = self._find_mark()

    def close(self) -> None:
        os.close(self._handle)

    @property
    def size(self) -> int:
        return os.fstat(self._handle).st_size

    def found_at(self, offset: int, limit: int) -> Found[_Value] | None:
        """The record at `offset`, or the damage that begins there; `None` at the limit."""
        if offset >= limit:
            return None
        self._limit = limit
        head = self._head_at(offset, limit)
        if head is None:
            return Damage(start=offset, end=self._next_record(offset + 1, limit))
        end = offset + head.size
        if end > limit:
            return Damage(start=offset, end=limit, sequence=head.sequence)
        content = self._bytes(offset + HEAD_SIZE, head.head + head.body)
        if zlib.crc32(content) != head.content_sum:
            return Damage(start=offset, end=end, sequence=head.sequence)
        try:
            value = self._form.read(content[: head.head], content[head.head :])
        except CodecError:  # whole, but not ours to understand: perhaps a newer release wrote it
            return Damage(start=offset, end=end, sequence=head.sequence)
        return Record(
            sequence=head.sequence,
            accepted_at=datetime.fromtimestamp(head.accepted_at / 1000, UTC),
            value=value,
            size=head.body,
            end=end,
        )

    def bytes_between(self, start: int, end: int) -> bytes:
        return _pread(self._handle, end - start, start)

    def _head_at(self, offset: int, limit: int, mark: bytes | None = None) -> _Head | None:
        if offset + HEAD_SIZE > limit:
            return None
        data = self._bytes(offset, HEAD_SIZE)
        if len(data) < HEAD_SIZE or data[:8] != (mark or self._mark):
            return None
        if zlib.crc32(data[: _HEAD.size]) != _SUM.unpack_from(data, _HEAD.size)[0]:
            return None
        _, sequence, accepted_at, size, body, content_sum = _HEAD.unpack_from(data)
        return _Head(
            sequence=sequence,
            accepted_at=accepted_at,
            head=size,
            body=body,
            content_sum=content_sum,
        )

    def _next_record(self, offset: int, limit: int) -> int:
        """Where the next whole header begins; `limit` when there is none."""
        while offset < limit:
            piece = self._bytes(offset, min(_WINDOW, limit - offset))
            at = piece.find(self._mark)
            if at < 0:
                offset += max(len(piece) - len(self._mark) + 1, 1)
            elif self._head_at(offset + at, limit) is not None:
                return offset + at
            else:
                offset += at + 1
        return limit

    def _find_mark(self) -> bytes:
        """From the file's header, or from the first record when the header is damaged."""
        given, repeated = self._bytes(8, 8), self._bytes(FILE_SIZE, 8)
        whole = self._head_at(FILE_SIZE, self.size, repeated or given)
        return repeated if whole else given

    def _bytes(self, offset: int, count: int) -> bytes:
        at = offset - self._start
        if at < 0 or at + count > len(self._window):
            wanted = min(max(count, _WINDOW), self._limit - offset)  # what lies beyond may change
            self._window = _pread(self._handle, wanted, offset)
            self._start, at = offset, 0
        return self._window[at : at + count]


def _pread(handle: int, count: int, offset: int) -> bytes:
    """Up to `count` bytes; fewer only at the end of the file."""
    pieces = []
    while count > 0 and (piece := os.pread(handle, count, offset)):
        pieces.append(piece)
        offset += len(piece)
        count -= len(piece)
    return b"".join(pieces)
