"""Links, pictures, macros and embedded files of office documents (ECMA-376, OpenDocument)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from clawback.analysis.inside.archives import entry_file, opened_zip
from clawback.analysis.inside.budget import Budget
from clawback.analysis.inside.finds import Find, Inner, Link, Mark, Text
from clawback.analysis.inside.passwords import Passwords
from clawback.analysis.inside.pictures import picture_finds
from clawback.model.attachment import FileMark

_RELATIONSHIP = re.compile(r"<Relationship\b([^<>]{1,16384})")
_TARGET = re.compile(r"\bTarget\s*=\s*[\"']([^\"'<>]{1,8192})")
_REFERENCE = re.compile(r"\bxlink:href\s*=\s*[\"'](https?:[^\"'<>]{1,8192})", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_PARAGRAPH = re.compile(r"</(?:w:p|a:p|text:p|si)>")
_READ = re.compile(
    r"(?:word/(?:document|footnotes|header\d*|footer\d*)|xl/sharedStrings"
    r"|ppt/slides/slide\d+|content)\.xml"
)
_PICTURE = re.compile(r"(?:(?:word|xl|ppt)/media|Pictures)/", re.IGNORECASE)
_EMBEDDED = re.compile(r"(?:word|xl|ppt)/embeddings/", re.IGNORECASE)
_MACROS = re.compile(r"(?:word|xl|ppt)/vbaProject\.bin$|Basic/.+\.xml$", re.IGNORECASE)


def office_finds(content: bytes, budget: Budget, passwords: Passwords) -> Iterator[Find]:
    """What is in a document; its own XML files are not named."""
    with opened_zip(content) as archive:
        for entry in archive.infolist():
            name = entry.filename
            if _MACROS.match(name):
                yield Mark(mark=FileMark.MACROS)
            elif _wanted(name):
                budget.member()
                yield from _read(entry_file(archive, entry, budget), budget, passwords)


def _wanted(name: str) -> bool:
    return name.endswith(".rels") or any(kind.match(name) for kind in (_READ, _PICTURE, _EMBEDDED))


def _read(inner: Inner, budget: Budget, passwords: Passwords) -> Iterator[Find]:
    if _EMBEDDED.match(inner.name):
        yield inner
    elif _PICTURE.match(inner.name):
        yield from picture_finds(inner.content, budget, passwords)
    elif inner.name.endswith(".rels"):
        yield from _relationships(inner.content.decode("utf-8", "replace"))
    else:
        yield from _document(inner.content.decode("utf-8", "replace"))


def _relationships(xml: str) -> Iterator[Find]:
    for found in _RELATIONSHIP.finditer(xml):
        target = _TARGET.search(found[1])
        if target and "External" in found[1]:
            yield Link(url=html.unescape(target[1]))


def _document(xml: str) -> Iterator[Find]:
    for found in _REFERENCE.finditer(xml):
        yield Link(url=html.unescape(found[1]))
    yield Text(text=html.unescape(_TAG.sub("", _PARAGRAPH.sub("\n", xml))))
