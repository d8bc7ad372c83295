"""Reads an uploaded list from any bytes: what it holds, and what of it is no entry, line by line.

Every line is an entry, a double of one, the heading, a comment, empty, or told as not understood.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from clawback.filters.entry_kind import (
    LONGEST_ENTRY,
    EntryKind,
    NoEntryError,
    kind_of,
    plain,
)
from clawback.filters.list_table import Column, Record, find_column, records_of
from clawback.filters.lists import MOST_ENTRIES, BadListError
from clawback.model.folding import fold

MOST_FAULTS = 1000  # that are told one by one
LONGEST_CELL = 2 * LONGEST_ENTRY  # characters, with what defanging added
_SHOWN = 200  # characters of a line that was not understood
_WIDE = {
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_PARTS = re.compile(r"[,;]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A line that is no entry: its number from 1, what stands there (cut), and why not."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFile:
    """What an uploaded file holds.

    `entries` are the different values in order, with their kinds; `duplicates` counts values that
    came again, `empty` records that have nothing in the column. `not_understood` counts lines, of
    which the first `MOST_FAULTS` are in `faults`.
    `column` names the one that was read, empty where the file has none.
    """

    entries: Mapping[str, EntryKind] = field(repr=False)
    duplicates: int
    empty: int
    not_understood: int
    faults: tuple[Fault, ...] = field(repr=False)
    column: str

    @property
    def kinds(self) -> Mapping[EntryKind, int]:
        """How many entries there are of each kind that occurs."""
        return Counter(self.entries.values())


def read_list(content: bytes, column: str = "") -> ListFile:
    """Reads text or CSV in UTF-8 or, with its mark, UTF-16.

    `column` is the name of a column, or its number from 1; without one it is found.

    Raises:
        BadListError: no line is an entry, there is no such column, or there are too many entries.
    """
    text = _text(content)
    found = find_column(text, column, _fits)
    reading = _Reading()
    for number, record in enumerate(records_of(text, found.separator)):
        if number == 0 and found.headed:
            continue
        reading.take(record, found)
    return reading.done(found)


class _Reading:
    def __init__(self) -> None:
        self._entries: dict[str, EntryKind] = {}
        self._seen: set[str] = set()
        self._duplicates = 0
        self._empty = 0
        self._not_understood = 0
        self._faults: list[Fault] = []

    def take(self, record: Record, column: Column) -> None:
        cell = _cell(record, column)
        if not cell.strip():
            self._empty += 1
            return
        try:
            values = _values(cell)
        except NoEntryError as error:
            self._refuse(record, cell, str(error))
            return
        for value, kind in values:
            self._add(value, kind)

    def done(self, column: Column) -> ListFile:
        if self._faults and not self._entries:
            first = self._faults[0]
            raise BadListError(
                f"No line of this file is an entry. Line {first.line:,}: {first.reason}"
            )
        return ListFile(
            entries=self._entries,
            duplicates=self._duplicates,
            empty=self._empty,
            not_understood=self._not_understood,
            faults=tuple(self._faults),
            column=column.name,
        )

    def _add(self, value: str, kind: EntryKind) -> None:
        key = fold(value)
        if key in self._seen:
            self._duplicates += 1
            return
        self._seen.add(key)
        self._entries[value] = kind
        if len(self._entries) > MOST_ENTRIES:
            raise BadListError(f"A list can have {MOST_ENTRIES:,} entries; this one has more.")

    def _refuse(self, record: Record, cell: str, reason: str) -> None:
        self._not_understood += 1
        if len(self._faults) < MOST_FAULTS:
            until = f" It goes on to line {record.last:,}." if record.last > record.line else ""
            fault = Fault(line=record.line, text=_shown(cell), reason=reason + until)
            self._faults.append(fault)


def _cell(record: Record, column: Column) -> str:
    return record.cells[column.place] if column.place < len(record.cells) else ""


def _values(cell: str) -> list[tuple[str, EntryKind]]:
    """The value of a cell, or all of several that commas or semicolons separate."""
    try:
        return [_value(cell)]
    except NoEntryError:
        parts = [part for part in _PARTS.split(cell) if part.strip()]
        if len(parts) < 2:  # noqa: PLR2004 - several
            raise
        try:
            return [_value(part) for part in parts]
        except NoEntryError:
            pass
        raise


def _value(text: str) -> tuple[str, EntryKind]:
    if len(text) > LONGEST_CELL:
        raise NoEntryError(f"It is longer than {LONGEST_ENTRY:,} characters.")
    value = plain(text)
    return value, kind_of(value)


def _fits(cell: str) -> bool:
    try:
        return bool(_values(cell))
    except NoEntryError:
        return False


def _text(content: bytes) -> str:
    for mark, name in _WIDE.items():
        if content.startswith(mark):
            text = content[len(mark) :].decode(name, "replace")
            break
    else:
        text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _shown(text: str) -> str:
    line = "".join(one if one.isprintable() else "\ufffd" for one in text.strip())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
