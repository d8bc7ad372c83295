"""The spool's files: their format, how records are written, and how they are read back.

A segment is a file `<first sequence, 20 digits>.seg`, only ever appended to. Numbers are
big-endian. It begins with 24 bytes:

    8   magic            `CLAWSEG1`
    8   mark             random, the segment's own
    8   first sequence   that of its first record

Then records follow without gaps:

    8   mark             as above
    8   sequence         counts mails since the spool was made
    8   accepted at      milliseconds since 1970, UTC
    4   envelope length  bytes
    4   mail length      bytes
    4   content sum      CRC-32 of envelope and mail
    4   header sum       CRC-32 of the 36 bytes before
    …   envelope         one line of JSON, as `model.codec` writes an `Envelope`
    …   mail             as it came

The mark is random so that no mail can carry bytes that look like a record: after damage the reader
looks for the next record by it. Damage costs the records it touches and no other.
"""

from __future__ import annotations

import os
import struct
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from clawback.ingest.intake import Envelope, Intake
from clawback.model.codec import CodecError
from clawback.model.native_codec import read_json, write_json

MAGIC = b"CLAWSEG1"
_FILE = struct.Struct(">8s8sQ")
_HEAD = struct.Struct(">8sQQIII")
_SUM = struct.Struct(">I")
HEAD_SIZE = _HEAD.size + _SUM.size
FILE_SIZE = _FILE.size
_WINDOW = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A mail made ready to be written; all that a record needs but its place."""

    envelope: bytes
    raw: bytes = field(repr=False)
    content_sum: int

    @property
    def size(self) -> int:
        return HEAD_SIZE + len(self.envelope) + len(self.raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A mail read back, and the offset at which the next record begins."""

    sequence: int
    accepted_at: datetime
    intake: Intake
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """Bytes that are no record. `sequence` is known when only the content is damaged."""

    start: int
    end: int
    sequence: int | None = None


Found: TypeAlias = Record | Damage


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    sequence: int
    accepted_at: int
    envelope: int
    raw: int
    content_sum: int

    @property
    def size(self) -> int:
        return HEAD_SIZE + self.envelope + self.raw


def seal(intake: Intake) -> Sealed:
    """The dear part of writing a record; done by whoever hands it in."""
    envelope = write_json(intake.envelope)
    content_sum = zlib.crc32(intake.raw, zlib.crc32(envelope))
    return Sealed(envelope=envelope, raw=intake.raw, content_sum=content_sum)


def file_header(mark: bytes, first: int) -> bytes:
    return _FILE.pack(MAGIC, mark, first)


def record_header(sealed: Sealed, *, mark: bytes, sequence: int, accepted_at: datetime) -> bytes:
    """What stands before the envelope and the mail."""
    head = _HEAD.pack(
        mark,
        sequence,
        int(accepted_at.timestamp() * 1000),
        len(sealed.envelope),
        len(sealed.raw),
        sealed.content_sum,
    )
    return head + _SUM.pack(zlib.crc32(head))


def segment_name(first: int) -> str:
    return f"{first:020}.seg"


def first_of(path: Path) -> int:
    """The first sequence that a segment's name tells."""
    return int(path.stem)


class SegmentReader:
    """Reads one segment, forwards, by offset. `limit` is where what may be read ends."""

    def __init__(self, path: Path) -> None:
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

    def found_at(self, offset: int, limit: int) -> Found | None:
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
        intake = self._intake(offset + HEAD_SIZE, head)
        if intake is None:
            return Damage(start=offset, end=end, sequence=head.sequence)
        accepted_at = datetime.fromtimestamp(head.accepted_at / 1000, UTC)
        return Record(sequence=head.sequence, accepted_at=accepted_at, intake=intake, end=end)

    def bytes_between(self, start: int, end: int) -> bytes:
        return _pread(self._handle, end - start, start)

    def _intake(self, offset: int, head: _Head) -> Intake | None:
        content = self._bytes(offset, head.envelope + head.raw)
        if zlib.crc32(content) != head.content_sum:
            return None
        try:
            envelope = read_json(Envelope, content[: head.envelope])
        except CodecError:  # whole, but not ours to understand: perhaps a newer release wrote it
            return None
        return Intake(raw=content[head.envelope :], envelope=envelope)

    def _head_at(self, offset: int, limit: int, mark: bytes | None = None) -> _Head | None:
        if offset + HEAD_SIZE > limit:
            return None
        data = self._bytes(offset, HEAD_SIZE)
        if len(data) < HEAD_SIZE or data[:8] != (mark or self._mark):
            return None
        if zlib.crc32(data[: _HEAD.size]) != _SUM.unpack_from(data, _HEAD.size)[0]:
            return None
        _, sequence, accepted_at, envelope, raw, content_sum = _HEAD.unpack_from(data)
        return _Head(
            sequence=sequence,
            accepted_at=accepted_at,
            envelope=envelope,
            raw=raw,
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
