"""Where the texts of a mail stand in its bytes (RFC 2046 §5.1), and what must not be touched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clawback.analysis.guard import fields_of
from clawback.analysis.parameters import Parameterised, parse_parameters
from clawback.model.labelled import Labelled

_MOST_PARTS = 1_000
_DEEPEST = 32
_LONGEST_HEADER = 256 * 1024  # bytes
_END = re.compile(rb"\n\r?\n")
_EMPTY_LINE = re.compile(rb"\r?\n")
_PKCS7 = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime"))


class Sealing(Labelled):
    """Why a part of a mail must stay as it is, byte for byte."""

    SIGNED = "signed", "Signed"
    ENCRYPTED = "encrypted", "Encrypted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A text that mail programs show; `start` and `end` are of its content, still encoded.

    `joined` tells that its lines are joined without a blank (RFC 3676, DelSp).
    """

    start: int
    end: int
    is_html: bool
    charset: str
    encoding: str
    joined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The texts of a mail in their order, and why others of its parts are left alone."""

    leaves: tuple[Leaf, ...] = ()
    sealings: frozenset[Sealing] = frozenset()


@dataclass(frozen=True, slots=True)
class _Region:
    start: int
    end: int
    depth: int


@dataclass(frozen=True, slots=True)
class _Head:
    """What the header of a part says, and where its content begins."""

    kind: Parameterised
    encoding: str
    disposition: str
    content: int


def layout(raw: bytes) -> Layout:
    """Reads the structure of a whole mail. Never raises; what is not clear is left out."""
    leaves: list[Leaf] = []
    sealings: set[Sealing] = set()
    regions = [_Region(0, len(raw), 0)]
    seen = 0
    while regions and seen < _MOST_PARTS:
        region, seen = regions.pop(), seen + 1
        head = _head(raw, region)
        sealing = _sealing(head.kind)
        if sealing:
            sealings.add(sealing)
        elif head.kind.value.startswith("multipart/"):
            boundary = head.kind.parameters.get("boundary", "")
            if boundary and region.depth < _DEEPEST:
                inner = _Region(head.content, region.end, region.depth + 1)
                regions.extend(reversed(list(_split(raw, boundary, inner))))
        elif head.kind.value in {"text/html", "text/plain"} and head.disposition != "attachment":
            leaves.append(_leaf(head, region.end))
    return Layout(leaves=tuple(leaves), sealings=frozenset(sealings))


def sealed_whole(raw: bytes) -> tuple[Sealing, int] | None:
    """Why all content of a mail must stay as it is, and where it begins; `None` where it need not.

    Never raises.
    """
    head = _head(raw, _Region(0, len(raw), 0))
    sealing = _sealing(head.kind)
    return (sealing, head.content) if sealing else None


def _leaf(head: _Head, end: int) -> Leaf:
    parameters = head.kind.parameters
    return Leaf(
        start=head.content,
        end=end,
        is_html=head.kind.value == "text/html",
        charset=parameters.get("charset", ""),
        encoding=head.encoding,
        joined=parameters.get("delsp", "").lower() == "yes",
    )


def _head(raw: bytes, region: _Region) -> _Head:
    end, content = _border(raw, region)
    text = raw[region.start : min(end, region.start + _LONGEST_HEADER)]
    fields, _ = fields_of(text.decode("ascii", "surrogateescape").replace("\r\n", "\n"))
    named: dict[str, str] = {}
    for name, value in fields:
        named.setdefault(name.lower(), value)
    return _Head(
        kind=parse_parameters(named.get("content-type") or "text/plain"),
        encoding=named.get("content-transfer-encoding", "").strip().lower(),
        disposition=parse_parameters(named.get("content-disposition", "")).value,
        content=content,
    )


def _border(raw: bytes, region: _Region) -> tuple[int, int]:
    """Where the header of a part ends, and where its content begins."""
    bare = _EMPTY_LINE.match(raw, region.start, region.end)
    if bare:
        return region.start, bare.end()
    found = _END.search(raw, region.start, region.end)
    return (found.start() + 1, found.end()) if found else (region.end, region.end)


def _split(raw: bytes, boundary: str, region: _Region) -> Iterator[_Region]:
    """The parts between the delimiters; the line end before a delimiter belongs to it."""
    mark = re.escape(boundary.encode("utf-8", "surrogateescape"))
    delimiter = re.compile(rb"^--" + mark + rb"(--)?[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
    start = -1
    for found in delimiter.finditer(raw, region.start, region.end):
        if start >= 0:
            yield _Region(start, _without_line_end(raw, start, found.start()), region.depth)
        start = -1 if found[1] else found.end()
        if found[1]:
            return
    if start >= 0:
        yield _Region(start, region.end, region.depth)


def _without_line_end(raw: bytes, start: int, end: int) -> int:
    for line_end in (b"\r\n", b"\n"):
        if raw.endswith(line_end, start, end):
            return end - len(line_end)
    return end


def _sealing(kind: Parameterised) -> Sealing | None:
    if kind.value == "multipart/signed":
        return Sealing.SIGNED
    if kind.value == "multipart/encrypted":
        return Sealing.ENCRYPTED
    if kind.value in _PKCS7:
        signed = kind.parameters.get("smime-type", "").lower() in {"signed-data", "certs-only"}
        return Sealing.SIGNED if signed else Sealing.ENCRYPTED
    return None
