"""Where the values of an uploaded list stand: one a line, or a column of a table."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice

from clawback.filters.lists import BadListError
from clawback.model.folding import fold

_SEPARATORS = (",", ";", "\t", "|")
_SAMPLE = 200  # records that a guess looks at
_ALIKE = 0.8  # of them must have equally many cells in a table
_COMMENT = "#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record of a file, and the lines it stands on, from 1."""

    line: int
    last: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Where values are looked for: a place in each record, from 0, and what the heading says."""

    separator: str  # empty: a record is a line
    place: int = 0
    heading: str = ""
    headed: bool = False

    @property
    def name(self) -> str:
        """For people; empty where there are no columns."""
        return (self.heading or f"column {self.place + 1}") if self.separator else ""


Fits = Callable[[str], bool]


def records_of(text: str, separator: str) -> Iterator[Record]:
    """What a file holds, without empty lines and comments (a `#` at the start of a line).

    Raises:
        BadListError: a cell is larger than a cell can be.
    """
    if not separator:
        yield from _lines(text)
        return
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if any(cell.strip() for cell in cells) and not cells[0].startswith(_COMMENT):
                yield Record(line=line, last=reader.line_num, cells=tuple(cells))
    except csv.Error as error:
        raise BadListError(f"Line {before + 1:,} cannot be read as CSV: {error}.") from None


def find_column(text: str, wanted: str, fits: Fits) -> Column:
    """The column that is wanted, by its name or its number from 1; else the one that fits best.

    `fits` tells whether a cell holds a value. Without a wish, a file whose lines are values
    themselves has no columns.

    Raises:
        BadListError: there is no such column.
    """
    separator = _separator(text, fits, must=bool(wanted))
    sample = list(islice(records_of(text, separator), _SAMPLE))
    if not separator or not sample:
        return Column(separator=separator)
    heads = sample[0].cells
    place = _named(wanted, sample) if wanted else _best(sample, fits)
    heading = heads[place].strip() if place < len(heads) else ""
    headed = bool(heading) and not fits(heading)
    return Column(
        separator=separator, place=place, heading=heading if headed else "", headed=headed
    )


def _lines(text: str) -> Iterator[Record]:
    for number, line in enumerate(text.split("\n"), start=1):
        value = line.partition(f" {_COMMENT}")[0].partition(f"\t{_COMMENT}")[0]
        if value.strip() and not value.lstrip().startswith(_COMMENT):
            yield Record(line=number, last=number, cells=(value,))


def _separator(text: str, fits: Fits, *, must: bool) -> str:
    """What separates cells: it makes equally many of nearly every record."""
    lines = [record.cells[0] for record in islice(_lines(text), _SAMPLE)]
    if not must and 2 * sum(map(fits, lines)) >= len(lines):
        return ""
    found = [(_evenness(text, one), one) for one in _SEPARATORS]
    share, separator = max(found, key=lambda pair: pair[0])
    if share >= _ALIKE:
        return separator
    return "," if must else ""


def _evenness(text: str, separator: str) -> float:
    """Which share of the records has the commonest number of cells, if that is several."""
    try:
        widths = [len(one.cells) for one in islice(records_of(text, separator), _SAMPLE)]
    except BadListError:
        return 0.0
    if not widths:
        return 0.0
    width, many = Counter(widths).most_common(1)[0]
    return many / len(widths) if width > 1 else 0.0


def _named(wanted: str, sample: Sequence[Record]) -> int:
    heads = [fold(head.strip()) for head in sample[0].cells]
    if fold(wanted.strip()) in heads:
        return heads.index(fold(wanted.strip()))
    widest = max(len(one.cells) for one in sample)
    if wanted.strip().isdecimal() and 1 <= int(wanted) <= widest:
        return int(wanted) - 1
    known = ", ".join(head.strip()[:40] for head in sample[0].cells[:20])
    raise BadListError(
        f'There is no column "{wanted[:40]}". The first line has: {known}. '
        "Name one of them, or give a number from 1."
    )


def _best(sample: Sequence[Record], fits: Fits) -> int:
    """The first of the columns with the most values."""
    widest = max(len(one.cells) for one in sample)
    values = [
        sum(len(one.cells) > place and fits(one.cells[place]) for one in sample)
        for place in range(widest)
    ]
    return values.index(max(values))
