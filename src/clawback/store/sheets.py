"""Writes lines of values as files, block by block: as many as there are, in bounded memory.

CSV (RFC 4180) and XLSX are for spreadsheets: text cannot become a formula there, and stands on one
line (`model/spreadsheet.py`).
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Protocol, TypeAlias

from xlsxwriter import Workbook  # type: ignore[import-untyped] # it ships no types

from clawback.model.spreadsheet import cell, harmless

Lines: TypeAlias = Iterable[Iterable[object]]

SHEET_ROWS = 1_048_576  # of one sheet, in Excel
_CHUNK = 256 * 1024  # bytes
_BLOCK = 500  # lines


class _Sheet(Protocol):
    """What we use of XlsxWriter's worksheet."""

    def write_string(self, row: int, column: int, text: str) -> int: ...

    def write_number(self, row: int, column: int, number: float) -> int: ...


class _Book(Protocol):
    """What we use of XlsxWriter's workbook."""

    def add_worksheet(self) -> _Sheet: ...


def csv_file(columns: Sequence[str], lines: Lines) -> Iterator[bytes]:
    """A heading, and a line for each; text, numbers, `None` and lists of these."""
    shown = ([harmless(cell(value)) for value in line] for line in lines)
    whole = chain([list[str | int | float](columns)], shown)
    while block := list(islice(whole, _BLOCK)):
        text = io.StringIO()
        csv.writer(text, quoting=csv.QUOTE_ALL).writerows(block)
        yield text.getvalue().encode("utf-8")


def ndjson_file(columns: Sequence[str], lines: Lines) -> Iterator[bytes]:
    """An object a line, with every character and every list as it is."""
    objects = (dict(zip(columns, line, strict=True)) for line in lines)
    texts = (f"{json.dumps(one, separators=(',', ':'))}\n" for one in objects)
    while block := "".join(islice(texts, _BLOCK)):
        yield block.encode("ascii")


def xlsx_file(
    columns: Sequence[str], lines: Lines, *, folder: Path | None = None
) -> Iterator[bytes]:
    """A workbook, made under `folder`; further sheets begin where Excel's limit is."""
    with tempfile.TemporaryDirectory(prefix="clawback-export-", dir=folder) as own:
        path = Path(own) / "lines.xlsx"
        options = {
            "constant_memory": True,
            "tmpdir": own,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with Workbook(str(path), options) as book:
            _fill(book, columns, lines)
        yield from pieces(path)


def pieces(path: Path) -> Iterator[bytes]:
    """A file's bytes."""
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece


def _fill(book: _Book, columns: Sequence[str], lines: Lines) -> None:
    sheet, at = _new_sheet(book, columns), 1
    for line in lines:
        if at == SHEET_ROWS:
            sheet, at = _new_sheet(book, columns), 1
        for column, value in enumerate(line):
            _write_cell(sheet, at, column, value)
        at += 1


def _new_sheet(book: _Book, columns: Sequence[str]) -> _Sheet:
    sheet = book.add_worksheet()
    for column, name in enumerate(columns):
        sheet.write_string(0, column, name)
    return sheet


def _write_cell(sheet: _Sheet, line: int, column: int, value: object) -> None:
    shown = cell(value)
    if isinstance(shown, str):
        if shown:
            sheet.write_string(line, column, shown)
    else:
        sheet.write_number(line, column, shown)
