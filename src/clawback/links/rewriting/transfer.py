"""Transfer encodings undone, and done again (RFC 2045 §6). Pure."""

from __future__ import annotations

import binascii
from collections.abc import Iterator

from clawback.analysis.transfer import IDENTITY, undo

_BASE64_LINE = 57  # bytes that fill the 76 characters of a line


def decoded(content: bytes, encoding: str) -> bytes | None:
    """The bytes of a part; `None` when its encoding is not known or was broken."""
    if encoding not in IDENTITY | {"base64", "quoted-printable"}:
        return None
    read = undo(content, encoding)
    return read.content if read.complete else None


def encoded(data: bytes, encoding: str, *, like: bytes, line_end: bytes) -> bytes | None:
    """The part with other bytes; `None` when it could not be read back as these.

    `like` is the part as it was; lines end with `line_end`.
    """
    if encoding == "base64":
        again = _base64(data, like, line_end)
    elif encoding == "quoted-printable":
        again = _quoted_printable(data, like, line_end)
    else:
        return data
    return again if decoded(again, encoding) == data else None


def _base64(data: bytes, like: bytes, line_end: bytes) -> bytes:
    starts = range(0, len(data), _BASE64_LINE)
    lines = [binascii.b2a_base64(data[at : at + _BASE64_LINE], newline=False) for at in starts]
    return line_end.join(lines) + like[len(like.rstrip(b"\r\n")) :]


def _quoted_printable(data: bytes, like: bytes, line_end: bytes) -> bytes:
    """Lines that stay the same stay as they were encoded."""
    known = {binascii.a2b_qp(line): line for line in _whole_lines(like)}
    return b"".join([known.get(line) or _encoded_line(line, line_end) for line in _lines(data)])


def _whole_lines(text: bytes) -> Iterator[bytes]:
    """Lines as they were before soft breaks were put in (RFC 2045 §6.7 rule 5), still encoded."""
    pieces: list[bytes] = []
    for line in _lines(text):
        pieces.append(line)
        if not line.rstrip().endswith(b"="):
            yield b"".join(pieces)
            pieces.clear()
    yield b"".join(pieces)


def _lines(data: bytes) -> list[bytes]:
    *whole, rest = data.split(b"\n")
    return [*(line + b"\n" for line in whole), *([rest] if rest else [])]


def _encoded_line(line: bytes, line_end: bytes) -> bytes:
    text = binascii.b2a_qp(line, istext=True).replace(b"\r\n", b"\n")
    return text.replace(b"\n", line_end)
