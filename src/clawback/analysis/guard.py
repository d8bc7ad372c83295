"""The byte guard: what stands before every parser, so that none of them can be made to hang."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clawback.analysis.ambiguity import Ambiguity
from clawback.analysis.limits import AnalysisLimits, Limit

_BLANKS = (" ", "\t")
_BARE_RETURN = re.compile(rb"\r(?!\n)")
_MBOX_LINE = re.compile(rb">?From [^\n]*\n")
# A field with the lines that continue it (RFC 5322 §2.2). It begins where a line does, so that no
# line is tried more than once.
_FIELD = re.compile(r"^([!-9;-~]++)[ \t]*+:(.*+(?:\n[ \t].*+)*+)\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """A mail cut to its limits.

    `fields` are name and raw value of each header, unfolded (RFC 5322 §2.2.3), `rest` the lines of
    the header block that are no header, `body` all after the empty line. Bytes that are no ASCII
    stand in the fields as surrogate escapes (PEP 383).
    """

    fields: tuple[tuple[str, str], ...]
    body: bytes
    rest: bytes = b""
    cuts: tuple[Limit, ...] = ()
    ambiguities: tuple[Ambiguity, ...] = ()


def guard(raw: bytes, limits: AnalysisLimits) -> Guarded:
    """Cut `raw` to `limits`; whatever the bytes, linear in their number."""
    header, body, ambiguities = _parted(raw)
    cuts: list[Limit] = []
    header = _cut_block(header, limits, cuts)
    fields, broken = fields_of(header.decode("ascii", "surrogateescape"))
    rest = "\n".join(broken).encode("ascii", "surrogateescape")
    if len(header) > limits.header_field_bytes:
        fields = _cut_fields(fields, limits, cuts)
    if rest:
        ambiguities.append(Ambiguity.BROKEN_HEADER)
    if not header.isascii():
        ambiguities.append(Ambiguity.EIGHT_BIT_HEADER)
    return Guarded(
        fields=tuple(fields), body=body, rest=rest, cuts=tuple(cuts), ambiguities=tuple(ambiguities)
    )


def _parted(raw: bytes) -> tuple[bytes, bytes, list[Ambiguity]]:
    """Header block with LF endings, body, and what is ambiguous about the bytes."""
    ambiguities: list[Ambiguity] = []
    if b"\0" in raw:
        ambiguities.append(Ambiguity.NUL)
    returns = b"\r" in raw
    if returns:
        if b"\n" not in raw:  # old Mac style: a parser that knows only LF sees one long header
            raw = raw.replace(b"\r", b"\n")
            ambiguities.append(Ambiguity.BARE_CR)
        elif _BARE_RETURN.search(raw):
            ambiguities.append(Ambiguity.BARE_CR)
    start = _start(raw)
    end, width = _end(raw, start, returns=returns)
    header, body = raw[start:end], raw[end + width :]
    return header.replace(b"\r\n", b"\n").rstrip(b"\r"), body, ambiguities


def _end(raw: bytes, start: int, *, returns: bool) -> tuple[int, int]:
    """Where the header ends, and how wide the empty line is; `returns`: there are some (CR)."""
    end = raw.find(b"\n\r\n", start) if returns else -1
    plain = raw.find(b"\n\n", start, end + 1 if end >= 0 else len(raw))
    if plain >= 0:
        return plain, 2
    return (end, 3) if end >= 0 else (len(raw), 0)


def _start(raw: bytes) -> int:
    """Where the header begins: after empty lines and after the line that mbox puts before it."""
    start = len(raw) - len(raw.lstrip(b"\r\n")) if raw[:1] in b"\r\n" else 0
    mbox = _MBOX_LINE.match(raw, start)
    return mbox.end() if mbox else start


def _cut_block(header: bytes, limits: AnalysisLimits, cuts: list[Limit]) -> bytes:
    if len(header) > limits.header_block_bytes:
        header = header[: limits.header_block_bytes]
        cuts.append(Limit.HEADER_BLOCK)
    if header.count(b"\n") >= limits.header_lines:
        header = b"\n".join(header.split(b"\n", limits.header_lines)[: limits.header_lines])
        cuts.append(Limit.HEADER_LINES)
    return header


def fields_of(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Names with unfolded values, and the lines that are neither a field nor its continuation."""
    pieces = _FIELD.split(text)  # between two fields stands a piece of neither: in most mails empty
    if any(pieces[::3]):
        return fields_line_by_line(text)
    values = [_unfolded(value) if "\n" in value else value.strip() for value in pieces[2::3]]
    return list(zip(pieces[1::3], values, strict=True)), []


def _unfolded(value: str) -> str:
    return " ".join(map(str.strip, value.split("\n")))


def fields_line_by_line(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """What `fields_of` gives, by the slow way that takes any text."""
    names: list[str] = []
    values: list[list[str]] = []
    broken: list[str] = []
    for line in text.split("\n"):
        if line[:1] in _BLANKS:
            (values[-1] if values else broken).append(line.strip())
            continue
        name, colon, value = line.partition(":")
        name = name.rstrip(" \t")
        if colon and name.isascii() and name.isprintable() and name and " " not in name:
            names.append(name)
            values.append([value.strip()])
        elif line:
            broken.append(line)
    unfolded = [" ".join(lines) if len(lines) > 1 else lines[0] for lines in values]
    return list(zip(names, unfolded, strict=True)), broken


def _cut_fields(
    fields: list[tuple[str, str]], limits: AnalysisLimits, cuts: list[Limit]
) -> list[tuple[str, str]]:
    longest = limits.header_field_bytes
    if all(len(name) + len(value) <= longest for name, value in fields):
        return fields
    cuts.append(Limit.HEADER_FIELD)
    return [(name[:longest], value[: longest - len(name[:longest])]) for name, value in fields]
