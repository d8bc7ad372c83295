"""Transfer encodings undone as mail programs do it: what can be read is read (RFC 2045 §6)."""

from __future__ import annotations

import binascii
import re
import string
from dataclasses import dataclass

_BASE64_TEXT = (string.ascii_letters + string.digits + "+/=").encode("ascii")
_DROPPED = bytes(set(range(256)) - set(_BASE64_TEXT))
_BLANKS = b" \t\r\n"
_UU_BLOCK = re.compile(rb"^begin [0-7]{3,4} [^\n]*\n(.*?)^end", re.MULTILINE | re.DOTALL)

IDENTITY = frozenset(("", "7bit", "8bit", "binary"))
UUENCODE = frozenset(("x-uuencode", "x-uue", "uuencode", "uue"))
KNOWN = IDENTITY | UUENCODE | {"base64", "quoted-printable"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Bytes of a part; `complete` is false when its encoding was broken."""

    content: bytes
    complete: bool = True


def undo(encoded: bytes, encoding: str) -> Decoded:
    """Decode `encoded` leniently; an unknown encoding leaves it as it is."""
    if encoding == "base64":
        return base64(encoded)
    if encoding == "quoted-printable":
        return Decoded(content=binascii.a2b_qp(encoded))
    if encoding in UUENCODE:
        return uuencode(encoded)
    return Decoded(content=encoded, complete=encoding in IDENTITY)


def base64(encoded: bytes) -> Decoded:
    """Drop bytes outside the alphabet and stop at the padding, as mail programs do."""
    stripped = encoded.translate(None, _BLANKS)
    clean = stripped.translate(None, _DROPPED)
    data, padding, rest = clean.partition(b"=")
    data = data[: len(data) - (len(data) % 4 == 1)]  # one left-over character holds no byte
    content = binascii.a2b_base64(data + b"=" * (-len(data) % 4))
    whole = len(clean) == len(stripped) and not len(clean) % 4 and not rest.strip(b"=")
    return Decoded(content=content, complete=whole and len(padding + rest) <= 2)  # noqa: PLR2004 - RFC 4648 §4


def uuencode(encoded: bytes) -> Decoded:
    """The first uuencoded file in `encoded`; the bytes themselves when there is none."""
    text = encoded.replace(b"\r\n", b"\n")
    block = _UU_BLOCK.search(text)
    if block is None:
        return Decoded(content=encoded, complete=False)
    complete = not (text[: block.start()] + text[block.end() :]).strip()
    lines = []
    for line in filter(None, block[1].split(b"\n")):
        try:
            lines.append(binascii.a2b_uu(line))
        except binascii.Error:
            complete = False
    return Decoded(content=b"".join(lines), complete=complete)
