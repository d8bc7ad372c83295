"""Links of an HTML text changed where they stand; every other byte stays.

Markup is ASCII in all charsets that mail uses but for a few, so it is read as Latin-1, in which
each byte has its place. What ISO-2022 shifts to another set of characters is masked first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import islice
from typing import TypeAlias

from clawback.analysis import html
from clawback.analysis.charsets import codec_of, decode
from clawback.analysis.links import absolute

Change: TypeAlias = Callable[[str], str | None]
"""What is to stand in place of an absolute URL; `None` to leave it."""

LONGEST_LINE = 998  # RFC 5322 §2.1.1
_SELECTOR = ",".join(
    (
        *("a[href]", "a[xlink\\:href]", "area[href]", "base[href]"),
        *("form[action]", "button[formaction]", "input[formaction]"),
    )
)
_NAMES = {
    "a": ("href", "xlink:href"),
    "area": ("href",),
    "form": ("action",),
    "button": ("formaction",),
    "input": ("formaction",),
}
_ATTRIBUTE = re.compile(r"[^\s=>]+\s*=\s*([\"']?)", re.ASCII)
_NEEDS_NO_QUOTES = re.compile(r"[A-Za-z0-9:/._?%~+-]+")
_CONDITIONAL = re.compile(r"<!--\s{0,20}\[if\b[^\]]{0,500}\]>", re.IGNORECASE)
_MOST_COMMENTS = 200
_MOST_LINKS = 10_000
_SHIFTED = re.compile(rb"\x1b(?:\$[@AB]|\$\([A-Z]|\(I)[^\x1b]*+|\x0e[^\x0e\x0f]*+\x0f|~\{[^~]*+~\}")
_MASKED = re.compile("iso2022|hz")
_WIDE = re.compile("utf_(?:7|16|32)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A text after its links were changed, and how many were."""

    data: bytes
    links: int = 0


@dataclass(frozen=True, slots=True)
class _Edit:
    """`text` in place of what stands from `start` to `end`; `attribute` is where that begins."""

    start: int
    end: int
    text: str
    attribute: int


def edited_markup(data: bytes, charset: str, change: Change, *, line_end: bytes = b"") -> Edited:
    """The HTML with each link as `change` has it.

    With `line_end` no line is made longer than mail may have, as far as a break before an
    attribute can do that. Links beyond the 10,000th stay.
    """
    codec = codec_of(charset)
    if _WIDE.match(codec) and (b"\0" in data or codec == "utf_7"):
        return _by_way_of_utf8(data, codec, change)
    edits = list(islice(_edits(data, charset, change), _MOST_LINKS))
    result = _spliced(data, edits, b"")
    if line_end and _longest(result) > max(LONGEST_LINE, _longest(data)):
        result = _spliced(data, edits, line_end)
    return Edited(data=result, links=len(edits))


def _by_way_of_utf8(data: bytes, codec: str, change: Change) -> Edited:
    """For charsets that write ASCII otherwise; only where nothing is lost on the way."""
    try:
        text = data.decode(codec)
        if text.encode(codec) != data:
            return Edited(data=data)
        found = edited_markup(text.encode("utf-8"), "utf-8", change)
        return Edited(data=found.data.decode("utf-8").encode(codec), links=found.links)
    except UnicodeError:
        return Edited(data=data)


def _edits(data: bytes, charset: str, change: Change) -> Iterator[_Edit]:
    text = _readable(data, codec_of(charset))
    tree = html.parse(text, spans=True)
    yield from _in_tree(tree, data, charset, change, at=0)
    for start, end in _conditional(text, tree):
        inner = html.parse(text[start:end], spans=True)
        yield from _in_tree(inner, data, charset, change, at=start)


def _conditional(text: str, tree: html.Tree) -> Iterator[tuple[int, int]]:
    """Where the insides of conditional comments stand, which Outlook renders.

    What looks like one within a script or an attribute is no comment of the tree.
    """
    known = set(html.comments(tree)) if "<!--" in text else set()
    end = 0
    for opening in islice(_CONDITIONAL.finditer(text) if known else (), _MOST_COMMENTS):
        end = text.find("-->", opening.end()) if end < opening.end() else end
        if end < 0:
            return
        if text[opening.start() + 4 : end] in known:
            yield opening.end(), end


def _readable(data: bytes, codec: str) -> str:
    """One character for each byte, and no CR, which the engine would not count."""
    if _MASKED.match(codec):
        data = _SHIFTED.sub(lambda found: b"x" * len(found[0]), data)
    return data.decode("latin-1").replace("\r", "\t")


def _in_tree(
    tree: html.Tree, data: bytes, charset: str, change: Change, *, at: int
) -> Iterator[_Edit]:
    base = ""
    seen: set[int] = set()
    for element in html.elements(tree, _SELECTOR):
        if element.tag == "base":
            base = base or element.attribute("href")
        for name in _NAMES.get(element.tag, ()):
            span = html.attribute_span(element, name)
            if span and span[0] not in seen:  # a tree may have one tag of the text twice
                seen.add(span[0])
                piece = data[span[0] + at : span[1] + at]
                value = element.attribute(name) if _is_plain(piece) else _value(piece, charset)
                new = change(absolute(value, base))
                if new is not None:
                    yield from _written(piece, new, span[0] + at)


def _written(piece: bytes, new: str, at: int) -> Iterator[_Edit]:
    """`piece` is the attribute as it stands, `at` where."""
    given = _ATTRIBUTE.match(piece.decode("latin-1"))
    if given:
        quote = given[1]
        plain = quote or _NEEDS_NO_QUOTES.fullmatch(new)
        text = _escaped(new) if plain else f'"{_escaped(new)}"'
        yield _Edit(at + given.end(), at + len(piece) - len(quote), text, at)


def _is_plain(piece: bytes) -> bool:
    """Whether the bytes are the characters; else they are to be read in their charset."""
    return piece.isascii() and b"\x1b" not in piece


def _value(piece: bytes, charset: str) -> str:
    """The value of an attribute as its charset has it."""
    rest = decode(piece, charset).partition("=")[2]
    found = html.elements(html.parse(f"<a href={rest}>"), "a")
    return next((one.attribute("href") for one in found), "")


def _escaped(url: str) -> str:
    """As it stands in an attribute, in any charset; a plain URL stays as it is."""
    return escape(url).encode("ascii", "xmlcharrefreplace").decode("ascii")


def _spliced(data: bytes, edits: list[_Edit], before: bytes) -> bytes:
    pieces: list[bytes] = []
    done = 0
    for edit in sorted(edits, key=lambda one: one.start):
        pieces += (data[done : edit.attribute], before) if before else ()
        done = edit.attribute if before else done
        pieces += (data[done : edit.start], edit.text.encode("ascii"))
        done = edit.end
    return b"".join((*pieces, data[done:]))


def _longest(data: bytes) -> int:
    """Bytes of the longest line."""
    return max(map(len, data.split(b"\n")))
