"""A CSV of deliveries: by the engine itself or line by line, it is the same to the byte."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contracts.event_store.engines import new_engine
from tests.contracts.event_store.trees import TAGS
from tests.making.clicks import assorted_clicks, make_click
from tests.making.deliveries import HOSTILE_TEXTS, NOW, make_delivery
from tests.making.varied import varied_deliveries, varied_events

from clawback.filters.parse import parse
from clawback.model.spreadsheet import LONGEST_CELL
from clawback.store.format import Format
from clawback.store.json_row import COLUMNS
from clawback.store.port import Batch, Query
from clawback.store.sheets import csv_file
from clawback.store.sorting import NEWEST, OLDEST, Sort

pytestmark = pytest.mark.slow

ALL = Query(now=NOW, tags=TAGS)
FORMULAS = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
BLANKS = tuple(chr(code) for code in range(0x10000) if chr(code).isspace())
PIECES = (*FORMULAS, *BLANKS, *HOSTILE_TEXTS, ";", "a", "1", '"', ",", "\ufffe", "\uffff", "\x7f")


def written(store, query, columns, sort=NEWEST):
    return b"".join(store.file(Format.CSV, query, columns, sort=sort))


def line_by_line(store, query, columns, sort=NEWEST):
    blocks = store.stream_lines(query, columns, sort=sort)
    return b"".join(csv_file(columns, (line for block in blocks for line in block)))


@pytest.fixture
def filled(store):
    rows = varied_deliveries(40)
    store.append(Batch(messages=(), deliveries=tuple(rows)))
    store.amend(varied_events(rows, 30))
    store.record_clicks([*assorted_clicks(rows, 20), make_click(1)])
    return store


@pytest.mark.parametrize(
    "sort",
    [NEWEST, OLDEST, Sort(field="subject"), Sort(field="tags", descending=True)],
    ids=str,
)
def test_the_file_is_what_the_lines_make(filled, sort):
    """Every column and every line, in the order asked for."""
    assert written(filled, ALL, COLUMNS, sort) == line_by_line(filled, ALL, COLUMNS, sort)


def test_only_what_is_asked_for_is_in_it(filled):
    """The filter, its values, the chosen columns in their order; a heading where nothing is."""
    query = Query(filter=parse("tags:vip OR subject:*a* clicked:true"), now=NOW, tags=TAGS)
    columns = ("tags", "recipient", "clicked")
    assert written(filled, query, columns) == line_by_line(filled, query, columns)
    none = Query(filter=parse("subject:nothing"), now=NOW)
    assert written(filled, none, columns) == b'"tags","recipient","clicked"\r\n'


def hostile():
    """Every blank and every sign before every other, at the start, behind a semicolon, and cut."""
    texts = [f"{before}{sign}x" for before in ("", *BLANKS, ";", "a; ", "a") for sign in FORMULAS]
    texts += [f"{one}{other}" for one in PIECES for other in ("=", ";+", "")]
    texts += ["x" * (LONGEST_CELL + extra) for extra in (-1, 0, 1)]
    texts += [f"{'é' * LONGEST_CELL}é", f"={'x' * LONGEST_CELL}", f"{'x;' * LONGEST_CELL}"]
    texts += [chr(code) + "=1" for code in range(0x250)]
    return texts


def test_no_cell_is_a_formula_and_each_stands_on_one_line(store):
    """Whatever a subject, a list of links or a file name begins with."""
    rows = [
        make_delivery(number, subject=text, url=(text, "=b"), sender_display_name=f"{text};{text}")
        for number, text in enumerate(hostile())
    ]
    store.append(Batch(messages=(), deliveries=tuple(rows)))
    columns = ("network_message_id", "subject", "url", "sender_display_name", "sender_ip")
    made = written(store, ALL, columns)
    assert made == line_by_line(store, ALL, columns)
    _, *lines = csv.reader(io.StringIO(made.decode(), newline=""))
    assert len(lines) == made.count(b"\n") - 1 == len(rows)
    for line in lines:
        for cell in line:
            parts = (part.lstrip() for part in cell.split(";"))
            assert not any(part.startswith(FORMULAS) for part in parts), cell[:80]


@settings(max_examples=25, deadline=None)
@given(texts=st.lists(st.lists(st.sampled_from(PIECES)).map("".join) | st.text(), max_size=30))
def test_any_text_is_written_as_by_hand(texts):
    """In the engine that writes CSV itself."""
    rows = [make_delivery(n, subject=text, transport_rule=(text,)) for n, text in enumerate(texts)]
    with new_engine("duckdb") as store:
        store.append(Batch(messages=(), deliveries=tuple(rows)))
        columns = ("subject", "transport_rule")
        assert written(store, ALL, columns) == line_by_line(store, ALL, columns)
