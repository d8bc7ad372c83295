"""Words above a mail that is signed or encrypted as a whole, and so cannot be rewritten.

What is signed becomes a part, byte for byte (RFC 1847 §2.1, RFC 8551 §3.5), so that
its signature still holds for whoever checks that part.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterator

from clawback.links.rewriting.parts import sealed_whole

_FIELD = re.compile(rb"[^\r\n][^\n]*(?:\n[ \t][^\n]*)*\n?")
_WIDE = re.compile(rb"^content-transfer-encoding[ \t]*:[ \t]*(8bit|binary)\b", re.IGNORECASE)
_PAGE = (
    '<div style="border:1px solid #b58900;border-left-width:6px;padding:8px 12px;'
    'font-family:sans-serif;font-size:14px">{}</div>\n'
)


def below_banner(raw: bytes, words: str) -> bytes | None:
    """The mail with these words, as text and as HTML, in front of all that it held.

    `None` where the mail is not signed or encrypted as a whole, or has no header that can be told
    from its content.
    """
    sealed = sealed_whole(raw)
    if sealed is None:
        return None
    head, content = raw[: sealed[1]], raw[sealed[1] :]
    end = b"\r\n" if head.endswith(b"\r\n") else b"\n"
    if not head.endswith(end * 2):
        return None
    fields = _FIELD.findall(head[: -len(end)])
    if b"".join(fields) + end != head:
        return None
    own = [one for one in fields if _is_of_content(one)]
    outer, inner = _boundaries(raw)
    return b"".join(
        (
            *_header(fields, _kind("mixed", outer) + end),
            *_outer_encoding(own, end),
            end,
            *_banner(words, outer, inner, end),
            *own,
            end,
            content,
            end + b"--" + outer + b"--" + end,
        )
    )


def _header(fields: list[bytes], kind: bytes) -> Iterator[bytes]:
    """The fields of the whole mail: `kind` stands where that of its content stood."""
    placed = False
    for one in fields:
        if not _is_of_content(one):
            yield one
        elif not placed and one.partition(b":")[0].strip().lower() == b"content-type":
            placed = True
            yield kind


def _is_of_content(one: bytes) -> bool:
    return one[:8].lower() == b"content-"


def _outer_encoding(own: list[bytes], end: bytes) -> list[bytes]:
    """What is wider than seven bits within is so without (RFC 2045 §6.4)."""
    found = next((wide for one in own if (wide := _WIDE.match(one))), None)
    return [b"Content-Transfer-Encoding: " + found[1] + end] if found else []


def _banner(words: str, outer: bytes, inner: bytes, end: bytes) -> list[bytes]:
    page = _PAGE.format(html.escape(words))
    return [
        b"--" + outer + end + _kind("alternative", inner) + end * 2,
        *(_text(b"plain", f"{words}\n", inner, end), _text(b"html", page, inner, end)),
        b"--" + inner + b"--" + end * 2 + b"--" + outer + end,
    ]


def _text(kind: bytes, words: str, boundary: bytes, end: bytes) -> bytes:
    data = base64.encodebytes(words.encode()).replace(b"\n", end)
    lines = (
        b"--" + boundary,
        b"Content-Type: text/" + kind + b"; charset=utf-8",
        b"Content-Transfer-Encoding: base64",
        b"",
        data,
    )
    return end.join(lines)


def _kind(kind: str, boundary: bytes) -> bytes:
    return b'Content-Type: multipart/%b; boundary="%b"' % (kind.encode("ascii"), boundary)


def _boundaries(raw: bytes) -> tuple[bytes, bytes]:
    """Two that stand nowhere in the mail; the same ones for the same mail."""
    mark = hashlib.sha256(raw).hexdigest()[:24].encode("ascii")
    while mark in raw:
        mark = hashlib.sha256(mark).hexdigest()[:24].encode("ascii")
    return b"=_banner_" + mark, b"=_words_" + mark
