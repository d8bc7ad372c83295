"""The two parts of a journal report as bytes: its own text, and the mail inside it, byte for byte.

An own reader, because what is taken out must have the very bytes that the mailbox has: its id is
made from them (`model/fingerprint.py`). Linear in the mail's size, and it never raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clawback.analysis.charsets import decode
from clawback.analysis.parameters import Parameterised, parse_parameters
from clawback.analysis.transfer import undo
from clawback.model.fingerprint import split

_HEADER_LIMIT = 256 * 1024
_EMPTY_LINE = re.compile(rb"\n\r?\n")
_TEXT_LIMIT = 16 << 20  # bytes; fifty thousand recipients fill less
_FIELD_LIMIT = 16 * 1024
_MOST_PARTS = 16
_LONGEST_BOUNDARY = 256  # RFC 2046 §5.1.1 has 70
_NAME = b"x-ms-journal-report"
_MARK = re.compile(rb"(?:\A|\n)" + _NAME + rb"[ \t]*:")
_FIELD = re.compile(rb"^([!-9;-~]{1,100})[ \t]*:(.*(?:\r?\n[ \t].*)*)", re.MULTILINE)
_MESSAGES = frozenset(("message/rfc822", "message/global"))  # RFC 6532 §3.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapping:
    """`text` is the report's own; `inner` is the mail, `None` when none is there to be taken.

    It is none when it is in Microsoft's TNEF, encrypted, or cut: the last part has no end.
    """

    text: str = ""
    inner: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    content_type: Parameterised
    encoding: str
    body: bytes


def is_report(raw: bytes) -> bool:
    """Whether the header has the field that marks a journal report."""
    header = raw[: _header_end(raw)].lower()
    # Nearly all mail has not even the name, which is found out at a fifth of the time.
    return _NAME in header and _MARK.search(header) is not None


def _header_end(raw: bytes) -> int:
    """Where the header's last line has ended; the limit, when that is farther."""
    if raw.startswith((b"\n", b"\r\n")):
        return 0
    end = _EMPTY_LINE.search(raw, 0, _HEADER_LIMIT)
    return _HEADER_LIMIT if end is None else end.start() + 1


def unwrapped(raw: bytes) -> Wrapping:
    """What could be read of a report, whatever the bytes."""
    outer = _part(raw)
    boundary = outer.content_type.parameters.get("boundary", "")
    if not outer.content_type.value.startswith("multipart/") or not boundary:
        return Wrapping()
    text, inner = None, None
    for part in _parts(outer.body, boundary):
        kind = part.content_type.value or "text/plain"
        if text is None and kind == "text/plain":
            charset = part.content_type.parameters.get("charset", "")
            text = decode(undo(part.body[:_TEXT_LIMIT], part.encoding).content, charset)
        elif inner is None and kind in _MESSAGES:
            decoded = undo(part.body, part.encoding)
            inner = decoded.content if decoded.complete else None
    return Wrapping(text=text or "", inner=inner if inner and inner.strip() else None)


def _parts(body: bytes, boundary: str) -> Iterator[_Part]:
    """Those that have a beginning and an end (RFC 2046 §5.1.1)."""
    mark = boundary.encode("utf-8", "surrogateescape")
    if len(mark) > _LONGEST_BOUNDARY:
        return
    line = re.compile(rb"(?:\A|\r?\n)--" + re.escape(mark) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    begun: int | None = None
    for count, found in enumerate(line.finditer(body)):
        if begun is not None:
            yield _part(body[begun : found.start()])
        if found[1] or count >= _MOST_PARTS:
            return
        begun = found.end()


def _part(piece: bytes) -> _Part:
    """A part, from the line end before its header on; a mail has none there."""
    header, body = split(piece)
    fields: dict[bytes, bytes] = {}
    for name, value in _FIELD.findall(header[:_HEADER_LIMIT]):
        fields.setdefault(name.lower(), b" ".join(value[:_FIELD_LIMIT].split()))
    return _Part(
        content_type=parse_parameters(_text(fields, b"content-type")),
        encoding=_text(fields, b"content-transfer-encoding").lower(),
        body=body,
    )


def _text(fields: dict[bytes, bytes], name: bytes) -> str:
    return fields.get(name, b"").decode("utf-8", "replace")
