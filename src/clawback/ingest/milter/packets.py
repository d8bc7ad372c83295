"""The milter protocol as bytes: packets out of a stream, and packets made.

A packet is its length (4 bytes, big-endian, counting what follows), one byte that says what it is,
and its data. Texts within end with NUL.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntFlag
from typing import NamedTuple

VERSION = 6
OLDEST = 2  # version of the protocol that can still be understood
# The largest that is negotiated is a piece of 64 kB; headers may be longer, where a site allows it.
PACKET_LIMIT = 2 << 20
BODY_PIECE = 65_535  # most bytes of a body in one packet
_LENGTH = struct.Struct(">I")
_NO_MACROS = 2  # bytes: what they belong to, and none
_KINDS = [bytes([each]) for each in range(256)]
_OFFER = struct.Struct(">III")
_NUMBER = struct.Struct(">I")
_LOOSE_BREAK = re.compile(rb"\r\n?|\n")
_UNFOLDED = re.compile(rb"\n(?![ \t])")


class BadPacketError(Exception):
    """The peer does not speak the milter protocol; nothing further from it can be understood."""


class Actions(IntFlag):
    """What a milter may do with a mail (SMFIF)."""

    NOTHING = 0
    ADD_HEADERS = 0x01
    REPLACE_BODY = 0x02
    DELETE_RECIPIENTS = 0x08
    CHANGE_HEADERS = 0x10
    QUARANTINE = 0x20
    NAME_MACROS = 0x100


class Steps(IntFlag):
    """What is left out or changed in the conversation (SMFIP)."""

    NOTHING = 0
    NO_UNKNOWN = 0x100
    SILENT_HEADER = 0x80
    SILENT_CONNECT = 0x1000
    SILENT_HELO = 0x2000
    SILENT_MAIL = 0x4000
    SILENT_RCPT = 0x8000
    SILENT_DATA = 0x10000
    SILENT_UNKNOWN = 0x20000
    SILENT_END_OF_HEADER = 0x40000
    SILENT_BODY = 0x80000
    LEADING_SPACE = 0x100000


class Packet(NamedTuple):
    """One packet: what it is (one byte), and its data.

    A tuple, for there are twenty of them in a mail and it is made in a third of the time.
    """

    kind: bytes
    data: bytes = b""

    def __repr__(self) -> str:
        """Without the data, which is mail."""
        return f"Packet(kind={self.kind!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What one side of the conversation can do."""

    version: int
    actions: int
    steps: int


class Packets:
    """Takes a stream in pieces of any size and gives the packets that are whole."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, piece: bytes) -> Iterator[Packet]:
        """The packets that this piece completes; raises as `whole` does."""
        self.add(piece)
        return self.whole()

    def add(self, piece: bytes | memoryview) -> None:
        """Keeps the next piece of the stream."""
        self._held += piece

    def whole(self) -> Iterator[Packet]:
        """The packets that have come whole; those that are not taken are given the next time.

        Macros that tell nothing are passed over: Postfix sends some before each field of a header.

        Raises:
            BadPacketError: a packet is empty, or longer than 2 MiB.
        """
        start = 0
        try:
            while (end := self._end(start)) is not None:
                begin, start = start + _LENGTH.size, end
                kind = _KINDS[self._held[begin]]
                if kind != b"D" or end - begin > _NO_MACROS:
                    yield Packet(kind, bytes(self._held[begin + 1 : end]))
        finally:
            del self._held[:start]

    @property
    def held(self) -> int:
        """Bytes that were not taken."""
        return len(self._held)

    @property
    def amid(self) -> bool:
        """Whether the stream stands within a packet."""
        return bool(self._held)

    def _end(self, start: int) -> int | None:
        """Where the packet at `start` ends; `None` when it has not come whole."""
        begin = start + _LENGTH.size
        if len(self._held) < begin:
            return None
        (length,) = _LENGTH.unpack_from(self._held, start)
        if not 0 < length <= PACKET_LIMIT:
            raise BadPacketError(f"A packet of {length} bytes.")
        return begin + length if len(self._held) >= begin + length else None


# --- reading ------------------------------------------------------------------------------------


def offer_in(data: bytes) -> Offer:
    """What a mail server offers; raises `BadPacketError` when it is too old or no offer."""
    if len(data) < _OFFER.size:
        raise BadPacketError("An offer is too short.")
    version, actions, steps = _OFFER.unpack_from(data)
    if version < OLDEST:
        raise BadPacketError(f"Version {version} of the protocol.")
    return Offer(version=version, actions=actions, steps=steps)


def texts_in(data: bytes) -> list[bytes]:
    """Texts that each end with NUL; raises `BadPacketError` when the last one does not."""
    if not data:
        return []
    if not data.endswith(b"\0"):
        raise BadPacketError("A text has no end.")
    return data[:-1].split(b"\0")


def macros_in(data: bytes) -> tuple[bytes, dict[str, str]]:
    """The command that macros belong to, and their values by name without braces."""
    texts = texts_in(data[1:])
    if not data or len(texts) % 2:
        raise BadPacketError("A macro has no value.")
    names = (_readable(name).removeprefix("{").removesuffix("}") for name in texts[::2])
    return data[:1], dict(zip(names, map(_readable, texts[1::2]), strict=True))


def client_in(data: bytes) -> tuple[str, str]:
    """Name and address of who connected; no address for a UNIX socket or an unknown family."""
    name, nul, rest = data.partition(b"\0")
    if not nul:
        raise BadPacketError("A client has no family.")
    family, address = rest[:1], rest[3:]
    if family not in {b"4", b"6"}:
        return _readable(name), ""
    if not address.endswith(b"\0"):
        raise BadPacketError("An address has no end.")
    return _readable(name), _readable(address[:-1])


def header_in(data: bytes) -> tuple[bytes, bytes]:
    """Name and value of one header field, as they came."""
    texts = texts_in(data)
    if len(texts) != 2:  # noqa: PLR2004 - a name and a value
        raise BadPacketError("A header field is not a name and a value.")
    return texts[0], texts[1]


def _readable(text: bytes) -> str:
    return text.decode("utf-8", "replace")


# --- writing ------------------------------------------------------------------------------------


def packet(kind: bytes, data: bytes = b"") -> bytes:
    """One packet, ready to be sent."""
    return _LENGTH.pack(len(data) + 1) + kind + data


GO_ON = packet(b"c")
DISCARD = packet(b"d")  # the client is told that the mail was taken, and nobody gets it


def offer(answer: Offer, macros: dict[int, str]) -> bytes:
    """Our side of the negotiation, with the macros that are wanted by the number of their stage."""
    lists = b"".join(_NUMBER.pack(stage) + _text(names) for stage, names in macros.items())
    return packet(b"O", _OFFER.pack(answer.version, answer.actions, answer.steps) + lists)


def header_added(name: str, value: bytes) -> bytes:
    """Adds a field at the end of the header; `value` has its leading blank, if it wants one."""
    return packet(b"h", _text(name) + _value(value))


def header_changed(name: str, value: bytes, *, place: int = 1) -> bytes:
    """Gives the field of that name at `place` (from 1) another value; an empty one removes it."""
    return packet(b"m", _NUMBER.pack(place) + _text(name) + _value(value))


def body_replaced(body: bytes) -> Iterator[bytes]:
    """Puts `body` (line ends CRLF) in the place of the mail's own."""
    for start in range(0, max(len(body), 1), BODY_PIECE):
        yield packet(b"b", body[start : start + BODY_PIECE])


def recipient_deleted(address: str) -> bytes:
    """Takes a recipient, as the envelope named it, off the mail."""
    return packet(b"-", _text(f"<{address}>"))


def held(reason: str) -> bytes:
    """Puts the mail into the mail server's own quarantine."""
    return packet(b"q", _text(reason))


def replied(text: str) -> bytes:
    """Ends the mail with an SMTP answer, such as `550 5.7.1 No`."""
    # A per cent sign is an escape for Sendmail (libmilter's smfi_setreply).
    return packet(b"y", _text(text.replace("%", "%%")))


def _text(text: str) -> bytes:
    """One line that ends with NUL, whatever was in it."""
    return re.sub(rb"[\0\r\n]+", b" ", text.encode("utf-8", "replace")) + b"\0"


def _value(value: bytes) -> bytes:
    """A field's value; lines after the first begin with a blank, so that none is a field."""
    lines = _LOOSE_BREAK.sub(b"\n", value.replace(b"\0", b"")).rstrip(b"\n")
    return _UNFOLDED.sub(b"\n\t", lines) + b"\0"
