"""Pictures of a mail that a page puts side by side: half a code in each is none in any."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from PIL import Image

from clawback.analysis import html
from clawback.analysis.inside.budget import Budget
from clawback.analysis.inside.pictures import grey, pixels
from clawback.analysis.inside.pixels import Pixels

_BREAKS = frozenset(("tr", "br", "p", "div", "table"))
_MOST = 12  # pictures in one joining
_LARGEST = 2_000  # pixels a side
_WHITE = 255

Grid = Sequence[Sequence[str]]


def grids(tree: html.Tree, known: Mapping[str, bytes]) -> Iterator[Grid]:
    """The pictures, by content id, in rows as the page has them: each row, then all rows."""
    rows: list[list[str]] = [[]]
    for element in html.elements(tree, "img,tr,br,p,div,table"):
        if element.tag in _BREAKS:
            rows.append([])
        elif (name := element.attribute("src")[4:]) in known:
            rows[-1].append(name)
    rows = [row[:_MOST] for row in rows if row]
    yield from ([row] for row in rows if len(row) > 1)
    if len(rows) > 1 and sum(map(len, rows)) <= _MOST:
        yield rows


def joined(grid: Grid, known: Mapping[str, bytes], budget: Budget) -> Pixels | None:
    """One picture of a grid; `None` where it would be too large."""
    rows = [[grey(known[name], budget) for name in row] for row in grid]
    images = [[image for image in row if image is not None] for row in rows]
    width = max(sum(image.width for image in row) for row in images)
    height = sum(max((image.height for image in row), default=0) for row in images)
    if not 0 < width <= _LARGEST or not 0 < height <= _LARGEST:
        return None
    whole = Image.new("L", (width, height), _WHITE)
    top = 0
    for row in images:
        left = 0
        for image in row:
            whole.paste(image, (left, top))
            left += image.width
        top += max((image.height for image in row), default=0)
    return pixels(whole)
