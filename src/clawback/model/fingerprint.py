"""Which bytes are the same message: ids taken from content, so that nothing is stored twice.

A mail that reaches us twice (a retry after a lost answer, a journal copy and an import of the same
mailbox) differs only in trace headers. Its identity is therefore taken from the four headers that
say which mail it is, and its body.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC
from email.utils import parsedate_to_datetime
from uuid import UUID

_IDENTITY_HEADERS = (b"date", b"from", b"message-id", b"subject")
_MICROSOFT_ID = b"x-ms-exchange-organization-network-message-id"
_HEADER_LIMIT = 256 * 1024
_MILLISECONDS_LIMIT = 1 << 48
_UUID_TEXT = re.compile(rb"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def header_fingerprint(header: bytes) -> str:
    """SHA-256 (hex) over the Message-ID, Date, From and Subject fields of a header block.

    `header` may hold other fields, any line ending and any folding; the result does not depend on
    them. Equal for a stored mail and for what IMAP returns for
    `BODY.PEEK[HEADER.FIELDS (MESSAGE-ID DATE FROM SUBJECT)]`.
    """
    return _digest(_identity_fields(header)).hexdigest()


def network_message_id(raw: bytes) -> str:
    """The id of the message in `raw` (whole mail, any line ending): a UUID in text form.

    A mail that carries Microsoft's id keeps it. Any other gets a version 8 UUID (RFC 9562 §5.8):
    48 bits of the Date header's milliseconds, so that ids lie in rough time order in the store,
    then a hash of the identity headers and the body.
    """
    header, body = split(raw)
    fields = _fields(header)
    given = fields.get(_MICROSOFT_ID, [b""])[0]
    if _UUID_TEXT.fullmatch(given):
        return given.decode("ascii").lower()
    digest = _digest(_pick(fields))
    digest.update(body.replace(b"\r\n", b"\n").rstrip(b"\n"))
    return str(_uuid8(_milliseconds(fields.get(b"date", [b""])[0]), digest.digest()))


def split(raw: bytes) -> tuple[bytes, bytes]:
    """Header block and body of a mail, without the empty line between them (RFC 5322 §2.1)."""
    ends = [(raw.find(mark), len(mark)) for mark in (b"\r\n\r\n", b"\n\n", b"\r\r")]
    found = [(at, width) for at, width in ends if at >= 0]
    if not found:
        return raw, b""
    at, width = min(found)
    return raw[:at], raw[at + width :]


def _identity_fields(header: bytes) -> list[tuple[bytes, bytes]]:
    return _pick(_fields(header))


def _pick(fields: dict[bytes, list[bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name in _IDENTITY_HEADERS for value in fields.get(name, [])]


def _fields(header: bytes) -> dict[bytes, list[bytes]]:
    """Unfolded values by lower-case name, white space folded to single blanks."""
    fields: dict[bytes, list[bytes]] = {}
    text = header[:_HEADER_LIMIT].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    for line in re.sub(rb"\n(?=[ \t])", b"", text).split(b"\n"):
        name, colon, value = line.partition(b":")
        if colon:
            fields.setdefault(name.strip().lower(), []).append(b" ".join(value.split()))
    return fields


def _digest(fields: list[tuple[bytes, bytes]]) -> hashlib._Hash:
    digest = hashlib.sha256()
    for name, value in fields:
        digest.update(name + b":" + value + b"\n")
    return digest


def _milliseconds(date: bytes) -> int:
    try:
        sent = parsedate_to_datetime(date.decode("ascii")[:128])
        moment = sent.replace(tzinfo=sent.tzinfo or UTC).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0
    milliseconds = int(moment * 1000)
    return milliseconds if 0 <= milliseconds < _MILLISECONDS_LIMIT else 0


def _uuid8(milliseconds: int, digest: bytes) -> UUID:
    tail = int.from_bytes(digest[:10], "big")
    value = (milliseconds << 80) | tail
    value = (value & ~(0xF << 76)) | (0x8 << 76)  # version
    value = (value & ~(0x3 << 62)) | (0x2 << 62)  # variant
    return UUID(int=value)
