"""Codes in the body itself: drawn with characters or cells, or cut into several pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from clawback.analysis import html
from clawback.analysis.inside.budget import Budget
from clawback.analysis.inside.drawn import drawings, tables
from clawback.analysis.inside.finds import Code, Find
from clawback.analysis.inside.pixels import Pixels

_FEWEST_CELLS = 21 * 21
_PICTURES = frozenset(("png", "jpeg", "gif", "webp", "bmp"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page, and how many table cells it has."""

    tree: html.Tree
    cells: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bodies:
    """The texts and pages that a mail shows, and its pictures by content id."""

    texts: Sequence[str] = ()
    pages: Sequence[Page] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def body_finds(bodies: Bodies, budget: Budget) -> Iterator[Find]:
    """The codes; a mail that has none of such drawings pays next to nothing."""
    for text in bodies.texts:
        for drawn in drawings(text):
            budget.picture()
            yield from _codes(drawn)
    for page in bodies.pages:
        for drawn in tables(page.tree) if page.cells >= _FEWEST_CELLS else ():
            budget.picture()
            yield from _codes(drawn)
        if len(bodies.pictures) > 1:
            yield from _side_by_side(page.tree, bodies.pictures, budget)


def is_picture(file_type: str) -> bool:
    """Whether a file of this type can be put beside others."""
    return file_type in _PICTURES


def _side_by_side(page: html.Tree, pictures: Mapping[str, bytes], budget: Budget) -> Iterator[Find]:
    rows = _loaded("rows")
    for grid in rows.grids(page, pictures):
        if whole := rows.joined(grid, pictures, budget):
            yield from _codes(whole)


def _codes(drawn: Pixels) -> Iterator[Find]:
    for text in _loaded("codes").codes_in(drawn):
        yield Code(text=text)


def _loaded(name: str) -> Any:  # noqa: ANN401 - a module, loaded with the first that needs it
    return import_module(f"clawback.analysis.inside.{name}")
