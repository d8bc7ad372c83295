"""Rows under headings: aligned, one line each, no wider than the terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TextIO

from clawback.cli.terminal import bold, cut, harmless, say, terminal_width, width

_GAP = 2
_NARROWEST = 8


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; `shrinks` when its text may be cut to fit, `right` when it holds numbers."""

    heading: str
    shrinks: bool = False
    right: bool = False


def print_table(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], to: TextIO | None = None
) -> None:
    """Prints the rows; text of any origin may be in them. That there are none is said, too."""
    stream = to or sys.stdout
    cells = [[harmless(cell) for cell in row] for row in rows]
    widths = fit(columns, cells, terminal_width(stream))
    heading = _line(columns, [column.heading for column in columns], widths)
    print(bold(heading, stream), file=stream)
    for row in cells:
        print(_line(columns, row, widths), file=stream)
    if not rows:
        say("There is nothing to show.")


def fit(
    columns: Sequence[Column], cells: Sequence[Sequence[str]], available: int | None
) -> list[int]:
    """How wide each column is: what it needs, and less for those that shrink when room is short."""
    needed = [
        max([width(column.heading), *(width(row[at]) for row in cells)])
        for at, column in enumerate(columns)
    ]
    if available is None:
        return needed
    while sum(needed) + _GAP * (len(columns) - 1) > available:
        widest = max(
            (at for at, column in enumerate(columns) if column.shrinks),
            key=lambda at: needed[at],
            default=None,
        )
        if widest is None or needed[widest] <= _NARROWEST:
            break
        needed[widest] -= 1
    return needed


def _line(columns: Sequence[Column], cells: Sequence[str], widths: Sequence[int]) -> str:
    parts = [
        _padded(cut(cell, size), size, right=column.right)
        for column, cell, size in zip(columns, cells, widths, strict=True)
    ]
    return (" " * _GAP).join(parts).rstrip()


def _padded(text: str, size: int, *, right: bool) -> str:
    blanks = " " * (size - width(text))
    return blanks + text if right else text + blanks
