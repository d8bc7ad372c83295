"""QR codes that are no pictures: drawn with block characters, or with the cells of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from clawback.analysis import html
from clawback.analysis.inside.pixels import Pixels

_LEAST = 21  # modules a side of the smallest code
_LEAST_LINES = 10  # of which one draws two rows of modules
_MOST = 200  # modules a side
_CELL = 4  # pixels a module
_QUIET = 4  # modules of white around a code
_BRIEFEST = 40  # block characters that any code has
_TABLES = 4  # looked at in one page
_LINE = re.compile(r"[\u2580-\u259f\u25a0-\u25a1\u2b1b\u2b1c#\u00a0\u3000 \t]{10,}")
# (upper half, lower half) of a character cell: 1 is dark.
_HALVES = {
    **dict.fromkeys("█▓▒▉▊▋▇■⬛#", (1, 1)),
    "▀": (1, 0),
    "▄": (0, 1),
}
_DRAWS = frozenset("█▀▄■⬛#▓")
_WIDE = frozenset("⬛⬜■□\u3000")
_COLOUR = re.compile(r"background(?:-color)?\s*:\s*([^;\"']{1,40})", re.IGNORECASE)
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", re.IGNORECASE)
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})", re.IGNORECASE)
_DARK_NAMES = frozenset(
    ("black", "navy", "darkblue", "midnightblue", "darkgreen", "maroon", "darkred", "purple")
)
_DARK = 128 * 1000

Rows = Sequence[Sequence[int]]


def drawings(text: str) -> Iterator[Pixels]:
    """Pictures of the runs of lines that may be a code. Cheap where there are no blocks."""
    if sum(map(text.count, _DRAWS)) < _BRIEFEST:
        return
    run: list[str] = []
    for line in (*text.splitlines(), ""):
        if _LINE.fullmatch(line) or (run and not line.strip() and line):
            run.append(line)
        else:
            if len(run) >= _LEAST_LINES:
                yield from _of_lines(run[:_MOST])
            run = []


def _of_lines(lines: Sequence[str]) -> Iterator[Pixels]:
    """A character is as wide as half its height, or, as some are drawn, as wide as high."""
    width = min(_MOST * 2, max(map(len, lines)))
    halves = any("▀" in line or "▄" in line for line in lines)
    square = any(_WIDE & set(line) for line in lines)
    rows: list[list[int]] = []
    for line in lines:
        cells = [_HALVES.get(each, (0, 0)) for each in line[:width].ljust(width)]
        rows += ([upper for upper, _ in cells], [lower for _, lower in cells])
    if not square:
        yield _pixels(rows)
    if not halves:
        yield _pixels([[each for each in row for _ in range(2)] for row in rows])


def tables(tree: html.Tree) -> Iterator[Pixels]:
    """Pictures of tables with so many cells that a code could be made of them."""
    for table in list(html.elements(tree, "table"))[:_TABLES]:
        rows = [_cells(row) for row in html.within(table, "tr")[:_MOST]]
        if len(rows) >= _LEAST and max(map(len, rows)) >= _LEAST:
            yield _pixels(rows)


def _cells(row: html.Element) -> list[int]:
    cells: list[int] = []
    for cell in html.within(row, "td,th")[:_MOST]:
        span = cell.attribute("colspan")
        times = int(span) if span.isdecimal() and len(span) < 4 else 1  # noqa: PLR2004 - digits
        cells += [_is_dark(cell)] * min(times, _MOST)
    return cells[:_MOST]


def _is_dark(cell: html.Element) -> int:
    styled = _COLOUR.search(cell.attribute("style"))
    colour = styled[1] if styled else cell.attribute("bgcolor")
    if rgb := _RGB.search(colour):
        red, green, blue = (int(each) for each in rgb.groups())
    elif found := _HEX.search(colour):
        digits = found[1] if len(found[1]) == 6 else "".join(each * 2 for each in found[1])  # noqa: PLR2004 - digits
        red, green, blue = bytes.fromhex(digits)
    else:
        return int(colour.strip().lower() in _DARK_NAMES)
    return int(299 * red + 587 * green + 114 * blue < _DARK)


def _pixels(rows: Rows) -> Pixels:
    width = max(map(len, rows)) + 2 * _QUIET
    blank = b"\xff" * (width * _CELL)
    lines = [blank] * (_QUIET * _CELL)
    for row in rows:
        inner = b"".join((b"\0" if each else b"\xff") * _CELL for each in row)
        side = b"\xff" * (_QUIET * _CELL)
        lines += [(side + inner).ljust(width * _CELL, b"\xff")] * _CELL
    lines += [blank] * (_QUIET * _CELL)
    return Pixels(width=width * _CELL, height=len(lines), data=b"".join(lines))
