"""Files: complete, readable again, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from xml.etree import ElementTree as ET

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.making.deliveries import NOW, deliveries, make_delivery, make_event
from tests.making.varied import varied_deliveries

from clawback.filters.fields import SHOWN
from clawback.model.delivery import Row
from clawback.model.spreadsheet import LONGEST_CELL, cell, harmless
from clawback.store import sheets as sheet_files
from clawback.store.delivery_table import delivery_table
from clawback.store.format import Format
from clawback.store.json_row import COLUMNS, line_of, row_to_json
from clawback.store.memory import MemoryStore
from clawback.store.overlay import latest_of
from clawback.store.port import Batch, Query
from clawback.store.sorting import OLDEST
from clawback.store.table_file import Table, table_file, type_of

pytestmark = pytest.mark.slow

DANGEROUS = tuple("=+-@\t\r\n\x00\uff1d\uff0b\uff0d\uff20")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def row_of(delivery):
    return Row(delivery=delivery, latest=latest_of(delivery, [make_event(delivery)]))


def exported(wanted, rows):
    columns = {name: type_of(field) for name, field in SHOWN.items()}
    lines = (line_of(row, COLUMNS) for row in rows)
    return b"".join(table_file(wanted, Table(columns=columns, lines=lines)))


def sheets(data):
    """Each sheet of an XLSX file as lines of cell texts, and the XML of all its parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    names = sorted(
        (name for name in parts if "worksheets/sheet" in name),
        key=lambda name: int(re.findall(r"\d+", name)[-1]),
    )
    return [_lines(parts[name]) for name in names], parts


def _lines(xml):
    lines = []
    for line in ET.fromstring(xml).iter(f"{SHEET}row"):  # noqa: S314 - made by this test
        cells = {}
        for each in line:
            cells[each.get("r", "").rstrip("0123456789")] = "".join(each.itertext())
        lines.append(cells)
    return lines


ROWS = [row_of(made) for made in varied_deliveries(7)]


def test_ndjson_and_json_hold_every_row():
    """Both read back to what `row_to_json` says, one row a line in NDJSON."""
    expected = [row_to_json(row) for row in ROWS]
    lines = exported(Format.NDJSON, ROWS).decode().splitlines()
    assert [json.loads(line) for line in lines] == expected
    assert json.loads(exported(Format.JSON, ROWS)) == expected


@pytest.mark.parametrize("wanted", list(Format))
def test_nothing_found_is_a_readable_file(wanted):
    """An empty export is an empty list, a header alone, or a file without rows."""
    data = exported(wanted, [])
    match wanted:
        case Format.CSV:
            assert list(csv.reader(io.StringIO(data.decode()))) == [list(COLUMNS)]
        case Format.JSON:
            assert json.loads(data) == []
        case Format.NDJSON:
            assert data == b""
        case Format.XLSX:
            assert len(sheets(data)[0][0]) == 1
        case Format.PARQUET:
            assert data[:4] == data[-4:] == b"PAR1"


@settings(max_examples=60, deadline=None)
@given(st.lists(deliveries(), max_size=4))
@example([make_delivery(1, subject="=HYPERLINK(1)", sender_display_name="\t\n=1", connector=" +1")])
def test_no_cell_of_a_csv_is_dangerous(made):
    """No cell begins, after blanks, with what makes a formula; every cell stands in its column."""
    rows = [row_of(each) for each in made]
    text = exported(Format.CSV, rows).decode()
    lines = list(csv.reader(io.StringIO(text, newline="")))
    assert [len(line) for line in lines] == [len(COLUMNS)] * (len(rows) + 1)
    for line, row in zip(lines[1:], rows, strict=True):
        for found, value in zip(line, row_to_json(row).values(), strict=True):
            if not isinstance(value, int):  # a negative number is one, and no formula
                assert not found.lstrip().startswith(DANGEROUS)
            assert not re.search(r";\s*[=+\-@]", found)
            assert found == str(harmless(cell(value)))


@given(st.text(st.characters(), max_size=20))
@example("a;=1")
@example("-" * 40_000)
def test_every_text_stays_readable_in_a_cell(text):
    """One line, in reach of Excel, and nothing but the apostrophe is added."""
    shown = cell(text)
    assert isinstance(shown, str)
    assert not set(map(chr, (*range(32), 127))) & set(shown)
    assert len(shown) <= LONGEST_CELL
    assert str(harmless(shown)).replace("'", "") == shown.replace("'", "")
    shown.encode()


@settings(max_examples=25, deadline=None)
@given(st.lists(deliveries(), min_size=1, max_size=3))
@example([make_delivery(1, subject="=1+1", sender_address="https://x.example", connector="0123")])
def test_an_xlsx_has_no_formula_and_no_link(made):
    """Text stays text whatever it looks like, and reads back as it was shown."""
    rows = [row_of(each) for each in made]
    (lines,), parts = sheets(exported(Format.XLSX, rows))
    written = [xml for name, xml in parts.items() if "worksheets" in name]
    assert not [xml for xml in written if re.search(r"<f[ >]|<hyperlink|/hyperlink\"", xml)]
    assert list(lines[0].values()) == list(COLUMNS)
    for line, row in zip(lines[1:], rows, strict=True):
        subject = str(cell(row_to_json(row)["subject"]))
        column = list(lines[0])[COLUMNS.index("subject")]
        assert line.get(column, "").replace("_x005F_", "_") == subject.replace("_x005F_", "_")


def test_an_xlsx_goes_on_in_further_sheets(monkeypatch):
    """A sheet ends where Excel's does, and the next begins with its own header."""
    monkeypatch.setattr(sheet_files, "SHEET_ROWS", 4)
    found, _ = sheets(exported(Format.XLSX, ROWS))
    assert [len(lines) for lines in found] == [4, 4, 2]
    assert all(list(lines[0].values()) == list(COLUMNS) for lines in found)


def test_parquet_holds_every_value(tmp_path):
    """Types and values survive; enumerations are their codes, times are in UTC."""
    path = tmp_path / "rows.parquet"
    path.write_bytes(exported(Format.PARQUET, ROWS))
    shown = ", ".join(
        "strftime(time_received AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')"
        if name == "time_received"
        else name
        for name in COLUMNS
    )
    with duckdb.connect() as reader:
        found = reader.execute(f"SELECT {shown} FROM '{path}'").fetchall()  # noqa: S608 - its own path
    assert found == [tuple(row_to_json(row).values()) for row in ROWS]


def test_a_table_of_deliveries_asks_nothing_before_it_is_read():
    """It has the columns that were chosen, with their types, and the lines in the order asked."""
    store = MemoryStore()
    table = delivery_table(store, Query(now=NOW), ["subject", "email_size"], sort=OLDEST)
    made = [make_delivery(number, subject=f"s{number}") for number in range(3)]
    store.append(Batch(messages=(), deliveries=tuple(made)))
    assert {name: kind.value for name, kind in table.columns.items()} == {
        "subject": "VARCHAR",
        "email_size": "BIGINT",
    }
    assert [line[0] for line in table.lines] == ["s0", "s1", "s2"]
    assert next(iter(table.made[Format.PARQUET])).startswith(b"PAR1")
    assert next(iter(table.made[Format.CSV])).startswith(b'"subject","email_size"\r\n"s0"')


def test_a_row_has_every_field():
    """The columns are the names of the filter fields; links are shown without their wrappers."""
    made = make_delivery(1, url=("https://a.example",), url_wrapper=("https://w.example",))
    row = row_to_json(row_of(made))
    assert list(row) == list(SHOWN)
    assert row["url"] == ["https://a.example"]
    assert row["time_received"] == "2026-11-01T00:00:01.000000Z"
    assert row["latest_delivery_location"] == "junk_folder"
    assert row["spf"] is None
