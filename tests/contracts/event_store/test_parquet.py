"""A Parquet file of deliveries: by the engine itself or line by line, it holds the same."""

from __future__ import annotations

import duckdb
import pytest
from tests.contracts.event_store.trees import TAGS
from tests.making.clicks import assorted_clicks, make_click
from tests.making.deliveries import NOW
from tests.making.varied import varied_deliveries, varied_events

from clawback.filters.fields import FIELDS
from clawback.filters.parse import parse
from clawback.store.format import Format
from clawback.store.json_row import COLUMNS
from clawback.store.port import Batch, Query
from clawback.store.sorting import NEWEST, OLDEST, Sort
from clawback.store.table_file import type_of

ROWS = varied_deliveries(40)
ALL = Query(now=NOW, tags=TAGS)


@pytest.fixture
def filled(store):
    store.append(Batch(messages=(), deliveries=tuple(ROWS)))
    store.amend(varied_events(ROWS, 30))
    store.record_clicks([*assorted_clicks(ROWS, 20), make_click(1)])
    return store


def read(tmp_path, pieces, columns):
    """The lines of a file, times as the lines of a stream have them, and the types of columns."""
    path = tmp_path / "rows.parquet"
    path.write_bytes(b"".join(pieces))
    shown = ", ".join(
        f"strftime({name} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')"
        if name == "time_received"
        else f'"{name}"'
        for name in columns
    )
    with duckdb.connect() as engine:
        types = engine.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()  # noqa: S608 - its own path
        found = engine.execute(f"SELECT {shown} FROM '{path}'").fetchall()  # noqa: S608 - its own path
    return found, {name: kind for name, kind, *_ in types}


def streamed(store, query, columns, sort):
    return [line for block in store.stream_lines(query, columns, sort=sort) for line in block]


@pytest.mark.parametrize(
    "sort",
    [NEWEST, OLDEST, Sort(field="subject"), Sort(field="tags", descending=True)],
    ids=str,
)
def test_the_file_holds_what_the_stream_gives(filled, tmp_path, sort):
    """Every column and every line, in the order asked for, with the types of the fields."""
    found, types = read(tmp_path, filled.file(Format.PARQUET, ALL, COLUMNS, sort=sort), COLUMNS)
    assert found == streamed(filled, ALL, COLUMNS, sort)
    assert types == {name: type_of(FIELDS[name]).value for name in COLUMNS}


def test_only_what_is_asked_for_is_in_it(filled, tmp_path):
    """The filter, its values and the chosen columns, in their order."""
    query = Query(filter=parse("tags:vip OR subject:*a* clicked:true"), now=NOW, tags=TAGS)
    columns = ["tags", "recipient", "clicked"]
    found, _ = read(tmp_path, filled.file(Format.PARQUET, query, columns), columns)
    assert found
    assert found == streamed(filled, query, columns, NEWEST)


def test_nothing_found_is_a_file_without_lines(store, tmp_path):
    """It can be read all the same."""
    found, types = read(tmp_path, store.file(Format.PARQUET, ALL, ["subject"]), ["subject"])
    assert (found, types) == ([], {"subject": "VARCHAR"})
