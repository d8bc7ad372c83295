"""Lines of values as files, whatever the columns are."""

from __future__ import annotations

import csv
import io
import json

import pytest

from clawback.model.spreadsheet import cell, harmless
from clawback.store.sheets import csv_file, ndjson_file, xlsx_file

COLUMNS = ("one", "two", "three")
LINES: list[list[object]] = [
    ["=1+1", 7, ["a", "=b"]],
    ["\t-x", None, []],
    ["ü\ud800", -1, [1, 2]],
] * 400


def test_a_csv_holds_every_line():
    """Each cell stands in its column, as it is shown in a spreadsheet; formulas are inert."""
    text = b"".join(csv_file(COLUMNS, LINES)).decode()
    heading, *lines = csv.reader(io.StringIO(text, newline=""))
    assert tuple(heading) == COLUMNS
    assert lines == [[str(harmless(cell(value))) for value in line] for line in LINES]
    assert lines[0] == ["'=1+1", "7", "a; '=b"]


def test_ndjson_keeps_every_character():
    """Lists stay lists and text is not changed."""
    lines = b"".join(ndjson_file(COLUMNS, LINES)).decode().splitlines()
    assert [list(json.loads(line).values()) for line in lines] == LINES


@pytest.mark.parametrize("write", [csv_file, ndjson_file, xlsx_file])
def test_files_come_in_pieces(write):
    """A file begins before the last line is read, or is empty but whole when there are none."""
    pieces = list(write(COLUMNS, iter(LINES)))
    assert all(pieces)
    assert len(pieces) > 1 or write is xlsx_file
    assert b"".join(write(COLUMNS, [])) or write is ndjson_file
