"""A one-page PDF with lines of text (PDF 1.4, built-in fonts)."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

_TOP, _LEFT, _STEP = 780, 56, 16


def pdf(title: str, lines: Sequence[str]) -> bytes:
    """The file; what Latin-1 cannot say becomes a question mark."""
    text = zlib.compress(_page(title, lines))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s>>>>"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page % b"/Font<</F1 5 0 R/F2 6 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(text), text),
        font % b"Helvetica",
        font % b"Helvetica-Bold",
    )
    return _file(objects)


def _page(title: str, lines: Sequence[str]) -> bytes:
    shown = [b"BT /F2 17 Tf %d %d Td (%s) Tj ET" % (_LEFT, _TOP, _string(title))]
    for number, line in enumerate(lines):
        height = _TOP - 40 - number * _STEP
        shown.append(b"BT /F1 10 Tf %d %d Td (%s) Tj ET" % (_LEFT, height, _string(line)))
    return b"\n".join(shown)


def _string(text: str) -> bytes:
    raw = text.encode("latin-1", "replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _file(objects: Sequence[bytes]) -> bytes:
    """Objects, then the table of where each of them starts."""
    out = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    starts = []
    for number, content in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\n"
        b"startxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table, len(objects) + 1, len(out))
    )
