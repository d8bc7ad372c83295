"""Encoded words of headers (RFC 2047), decoded last: structure is read from raw text before."""

from __future__ import annotations

import re
from itertools import groupby

from clawback.analysis.charsets import decode
from clawback.analysis.transfer import base64
from clawback.analysis.visible import visible

# Blanks in the text of a word are against the grammar, but mail programs accept them.
_WORD = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?]*)\?=")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")


def readable(value: str) -> str:
    """A raw header value as a person reads it: words decoded, control characters shown."""
    return visible(decode_words(value) if "=?" in value else value)


def decode_words(value: str) -> str:
    """Linear in the length of `value`; what is no proper word stays as it is.

    Blanks between two words are dropped, and neighbours of one charset and encoding are decoded
    together, because real mail splits characters between them.
    """
    pieces: list[str] = []
    words: list[tuple[str, bytes]] = []
    end = 0
    for found in _WORD.finditer(value):
        between = value[end : found.start()]
        if not words or between.strip():
            pieces.extend((_join(words), between))
            words = []
        words.append((found[1].lower(), _bytes_of(found[2], found[3])))
        end = found.end()
    return "".join((*pieces, _join(words), value[end:]))


def _join(words: list[tuple[str, bytes]]) -> str:
    return "".join(
        decode(b"".join(data for _, data in run), charset)
        for charset, run in groupby(words, key=lambda word: word[0])
    )


def _bytes_of(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "surrogateescape")
    if encoding in "bB":
        return base64(data).content
    return _HEX.sub(lambda found: bytes.fromhex(found[1].decode()), data.replace(b"_", b" "))
