"""The form in which mail is sent to the API: many mails in one body, without bending a byte.

A body (`application/vnd.clawback.mails`) is records one after another, each

    one line of JSON, ended by LF:  {"size": 1234, "envelope": {…}}
    `size` bytes:                   the mail as it is

`envelope` is an `Envelope` as `model.codec` writes it. A line has at most 64 KiB, a mail at most
50 MB; a body has no limit, because it is read as it comes. Used by the client (which must start
quickly) and by the server.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

from clawback.ingest.intake import MAIL_LIMIT, Envelope, Intake
from clawback.model.codec import CodecError
from clawback.model.errors import BadInputError
from clawback.model.native_codec import read_json, write_json

MEDIA_TYPE = "application/vnd.clawback.mails"
LINE_LIMIT = 64 * 1024


class UploadError(BadInputError):
    """A record of the upload cannot be understood; those before it were accepted."""

    code = "bad_upload"


def record(intake: Intake) -> bytes:
    """One record."""
    envelope = write_json(intake.envelope)
    return b'{"size":%d,"envelope":%b}\n%b' % (len(intake.raw), envelope, intake.raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    size: int
    envelope: Envelope


class Decoder:
    """Takes a body in pieces of any size and gives the mails that are whole."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._number = 1
        self._head: _Head | None = None

    def feed(self, piece: bytes) -> Iterator[Intake]:
        """The mails that this piece completes.

        Raises:
            UploadError: with the number of the record, counted from 1.
        """
        self._held += piece
        while intake := self._take():
            yield intake

    def finish(self) -> None:
        """The body has ended; raises `UploadError` when it ended within a record."""
        if self._head or self._held:
            raise self._error("the upload ends in the middle of it")

    def _take(self) -> Intake | None:
        head = self._head = self._head or self._read_head()
        if head is None or len(self._held) < head.size:
            return None
        raw = bytes(memoryview(self._held)[: head.size])
        del self._held[: head.size]
        self._head = None
        self._number += 1
        return Intake(raw=raw, envelope=head.envelope)

    def _read_head(self) -> _Head | None:
        end = self._held.find(b"\n", 0, LINE_LIMIT)
        if end < 0:
            if len(self._held) >= LINE_LIMIT:
                raise self._error("its first line is longer than 64 KiB")
            return None
        line = bytes(self._held[:end])
        del self._held[: end + 1]
        return self._parse(line)

    def _parse(self, line: bytes) -> _Head:
        try:
            head = read_json(_Head, line)
        except CodecError as error:
            raise self._error("its first line is not a size and an envelope in JSON") from error
        if not 0 <= head.size <= MAIL_LIMIT:
            raise self._error(f"its size must be a number from 0 to {MAIL_LIMIT}")
        return head

    def _error(self, reason: str) -> UploadError:
        return UploadError(
            f"Record {self._number} of the upload cannot be understood: {reason}. "
            f"The {self._number - 1} before it are good."
        )


async def decode(pieces: AsyncIterator[bytes]) -> AsyncIterator[Intake]:
    """The mails of a body that comes in pieces; raises as `Decoder` does."""
    decoder = Decoder()
    async for piece in pieces:
        for intake in decoder.feed(piece):
            yield intake
    decoder.finish()
