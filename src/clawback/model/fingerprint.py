"""Which bytes are the same message: ids taken from content, so that nothing is stored twice.

A mail that reaches us twice (a retry after a lost answer, a journal copy and an import of the same
mailbox) differs only in headers that are added on the way. Its identity is taken from the headers
that its author wrote and its reader is shown, and from its body.
"""

from __future__ import annotations

import hashlib
import re

_IDENTITY_HEADERS = (b"date", b"from", b"message-id", b"subject")
_MORE_HEADERS = (
    b"sender",
    b"reply-to",
    b"to",
    b"cc",
    b"in-reply-to",
    b"references",
    b"list-unsubscribe",
    b"mime-version",
    b"content-type",
    b"content-transfer-encoding",
    b"content-disposition",
)
_EXCHANGE_ID = b"x-ms-exchange-organization-network-message-id"
_NAMES = (*_IDENTITY_HEADERS, *_MORE_HEADERS, _EXCHANGE_ID)
# Begins with a plain byte, which the engine looks for faster than for the start of a line, and goes
# on with the first letters of the names, so that most fields are passed over at once.
_FIELD = re.compile(
    rb"\n(?=[" + bytes({name[0] for name in _NAMES}) + rb"])"
    rb"(" + b"|".join(_NAMES) + rb")[ \t]*+:(.*+(?:\n[ \t].*+)*+)",
    re.IGNORECASE,
)
_BARE_RETURN = re.compile(rb"\r(?!\n)")
_HEADER_LIMIT = 256 * 1024
_UUID_TEXT = re.compile(rb"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

_Fields = dict[bytes, list[bytes]]


def header_fingerprint(header: bytes) -> str:
    """SHA-256 (hex) over the Message-ID, Date, From and Subject fields of a header block.

    `header` may hold other fields, any line ending and any folding; the result does not depend on
    them. Equal for a stored mail and for what IMAP returns for
    `BODY.PEEK[HEADER.FIELDS (MESSAGE-ID DATE FROM SUBJECT)]`.
    """
    return hashlib.sha256(_lines(_fields(header), _IDENTITY_HEADERS) + b"\n").hexdigest()


def network_message_id(raw: bytes) -> str:
    """The id of the message in `raw` (whole mail, any line ending): a UUID in text form.

    A version 8 UUID (RFC 9562 §5.8): 122 bits of a hash over the content headers and the body.
    """
    return identify(raw)[0]


def identify(raw: bytes) -> tuple[str, str]:
    """`network_message_id` and `header_fingerprint` of a whole mail, in one reading."""
    header, body = split(raw)
    fields = _fields(header)
    fingerprint = hashlib.sha256(_lines(fields, _IDENTITY_HEADERS))
    content = fingerprint.copy()
    fingerprint.update(b"\n")
    content.update(_lines(fields, _MORE_HEADERS) + b"\n" + header[_HEADER_LIMIT:])
    content.update(_with_plain_ends(body).rstrip(b"\n"))
    return _uuid8(content.digest()), fingerprint.hexdigest()


def exchange_id(raw: bytes) -> str | None:
    """The network message id that Exchange wrote into a mail, if there is one.

    Anybody can write this header; only mail that an Exchange organisation handed over is to be
    believed.
    """
    given = _fields(split(raw)[0]).get(_EXCHANGE_ID, [b""])[0]
    return given.decode("ascii").lower() if _UUID_TEXT.fullmatch(given) else None


def split(raw: bytes) -> tuple[bytes, bytes]:
    """Header block and body of a mail, without the empty line between them (RFC 5322 §2.1)."""
    if b"\r" not in raw:
        header, _, body = raw.partition(b"\n\n")
        return header, body
    at, width = len(raw), 0
    for mark in (b"\r\n\r\n", b"\n\n", b"\r\r"):
        earlier = raw.find(mark, 0, at + 1)  # no mark is looked for behind another
        if earlier >= 0:
            at, width = earlier, len(mark)
    return raw[:at], raw[at + width :]


def _with_plain_ends(body: bytes) -> bytes:
    """LF for CRLF. To take out all CR is four times as fast, where each is half of one."""
    if b"\r" not in body:
        return body
    if _BARE_RETURN.search(body):
        return body.replace(b"\r\n", b"\n")
    return body.replace(b"\r", b"")


def _fields(header: bytes) -> _Fields:
    """Unfolded values of what is read, by lower-case name, white space folded to single blanks."""
    fields: _Fields = {}
    text = b"\n" + header[:_HEADER_LIMIT]
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    for name, value in _FIELD.findall(text):
        fields.setdefault(name.lower(), []).append(b" ".join(value.split()))
    return fields


def _lines(fields: _Fields, names: tuple[bytes, ...]) -> bytes:
    return b"".join(
        [b"%b:%b\n" % (name, value) for name in names for value in fields.get(name, ())]
    )


def _uuid8(digest: bytes) -> str:
    value = int.from_bytes(digest[:16], "big")
    value = (value & ~(0xF << 76)) | (0x8 << 76)  # version
    value = (value & ~(0x3 << 62)) | (0x2 << 62)  # variant
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
