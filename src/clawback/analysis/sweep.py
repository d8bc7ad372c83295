"""The last resort: URLs out of bytes that no parser could take apart."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from itertools import groupby

from clawback.analysis.transfer import base64

MOST_BYTES = 2 * 1024 * 1024
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/=]{20,}\r?")
_MOST_BLOCKS = 50
_QUOTED_MARKS = (b"=3D", b"=\n", b"=\r\n")


def texts_in(raw: bytes) -> Iterator[str]:
    """Readings of `raw` in which URLs may stand: as it is, as quoted-printable, as base64.

    Linear in `raw`, of which the first 2 MB are read.
    """
    head = raw[:MOST_BYTES]
    yield head.decode("latin-1")
    if any(mark in head for mark in _QUOTED_MARKS):
        yield binascii.a2b_qp(head).decode("utf-8", "replace")
    runs = groupby(head.split(b"\n"), key=lambda line: bool(_BASE64_LINE.fullmatch(line)))
    blocks = (b"".join(lines) for encoded, lines in runs if encoded)
    for _, block in zip(range(_MOST_BLOCKS), blocks, strict=False):
        yield _base64_text(block)


def _base64_text(block: bytes) -> str:
    """The block read past any padding, as those readers do that only drop it."""
    return base64(block.replace(b"=", b"")).content.decode("utf-8", "replace")
