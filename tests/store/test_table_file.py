"""Tables as files: complete, typed, harmless in a spreadsheet, in bounded memory."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import duckdb
import pytest

from clawback.filters.fields import FIELDS
from clawback.store.format import Format
from clawback.store.table_file import ColumnType, FileUnmakeableError, Table, table_file, type_of

COLUMNS = {
    "name": ColumnType.TEXT,
    "many": ColumnType.NUMBER,
    "at": ColumnType.TIME,
    "words": ColumnType.TEXTS,
}
LINES: list[list[object]] = [
    ["=HYPERLINK(1)", 7, "2026-11-23T12:00:00.000001Z", ["@a", "b"]],
    [None, None, None, []],
    ["two\nlines \ud800", -1, "2026-11-24T00:00:00.000000Z", ["+c"]],
]


def made(wanted, lines=LINES, **where):
    return b"".join(table_file(wanted, Table(columns=COLUMNS, lines=lines), **where))


def test_spreadsheets_get_no_formula():
    """In CSV and XLSX nothing begins like one, whatever column it stands in."""
    rows = list(csv.reader(io.StringIO(made(Format.CSV).decode())))
    assert rows[0] == list(COLUMNS)
    assert rows[1][0] == "'=HYPERLINK(1)"
    assert rows[1][3].startswith("'@a")
    with zipfile.ZipFile(io.BytesIO(made(Format.XLSX))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert 't="inlineStr"><is><t>=HYPERLINK(1)</t>' in sheet  # text, and no formula


def test_json_keeps_every_value():
    """Both forms read back to names and values."""
    expected = [dict(zip(COLUMNS, line, strict=True)) for line in LINES]
    assert json.loads(made(Format.JSON)) == expected
    assert [json.loads(line) for line in made(Format.NDJSON).splitlines()] == expected
    assert json.loads(made(Format.JSON, [])) == []


def test_parquet_has_types_and_leaves_nothing(tmp_path):
    """Numbers, times and lists are such; what it took to make the file is gone."""
    scratch, file = tmp_path / "scratch", tmp_path / "table.parquet"
    scratch.mkdir()
    file.write_bytes(made(Format.PARQUET, folder=scratch))
    assert list(scratch.iterdir()) == []
    with duckdb.connect() as engine:
        types = engine.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(file)]).fetchall()
        read = engine.execute("SELECT name, many, words FROM read_parquet(?)", [str(file)])
        found = read.fetchall()
    assert [kind for _, kind, *_ in types] == [kind.value for kind in COLUMNS.values()]
    assert found[0] == ("=HYPERLINK(1)", 7, ["@a", "b"])
    assert found[1] == (None, None, [])
    assert found[2][0] == "two\nlines ?"


def test_lines_are_taken_as_the_file_grows():
    """A file of text goes out block by block; not all lines are fetched before the first byte."""
    taken = []

    def lines():
        for number in range(5000):
            taken.append(number)
            yield [str(number), number, None, []]

    pieces = table_file(Format.CSV, Table(columns=COLUMNS, lines=lines()))
    next(pieces)
    assert len(taken) < 1000


def test_what_cannot_be_made_is_told():
    """A value that the column does not take ends in a sentence, not in the engine's words."""
    with pytest.raises(FileUnmakeableError, match="cannot be made"):
        made(Format.PARQUET, [["a", "no number", None, []]])


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_has_a_column_type(name):
    """Fields with several values are lists."""
    assert type_of(FIELDS[name]).value.endswith("[]") == FIELDS[name].several
