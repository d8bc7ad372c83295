"""Large Parquet files are written part by part, so that others have their turn in between."""

from __future__ import annotations

import duckdb
import pytest
from tests.contracts.event_store.trees import TAGS
from tests.making.deliveries import NOW
from tests.making.varied import varied_deliveries, varied_events

from clawback.model.errand import CalledOffError, Errand, on
from clawback.store.admission import Admission, AdmittedStore, Limits
from clawback.store.duckdb import DuckdbStore
from clawback.store.format import Format
from clawback.store.json_row import COLUMNS
from clawback.store.lane import Kind
from clawback.store.parquet_join import joined
from clawback.store.port import Batch, Query
from clawback.store.sorting import NEWEST, Sort
from clawback.store.table_file import FileUnmakeableError

pytestmark = pytest.mark.slow

ROWS = varied_deliveries(40)
ALL = Query(now=NOW, tags=TAGS)


@pytest.fixture
def store(tmp_path):
    opened = DuckdbStore.open(tmp_path / "it's events.duckdb")
    opened.append(Batch(messages=(), deliveries=tuple(ROWS)))
    opened.amend(varied_events(ROWS, 30))
    yield opened
    opened.close()


def read(data, tmp_path):
    """Every row, its values as text."""
    file = tmp_path / "read.parquet"
    file.write_bytes(data)
    with duckdb.connect() as engine:
        every = "SELECT COLUMNS(*)::VARCHAR FROM read_parquet(?)"
        return engine.execute(every, [str(file)]).fetchall()


@pytest.mark.parametrize(
    "sort", [NEWEST, Sort(field="subject"), Sort(field="tags", descending=True)], ids=str
)
def test_parts_become_the_same_file(store, tmp_path, monkeypatch, sort):
    """In the same order, and nothing is left of them."""
    whole = read(b"".join(store.file(Format.PARQUET, ALL, COLUMNS, sort=sort)), tmp_path)
    assert len(whole) == 40
    monkeypatch.setattr("clawback.store.duckdb._PART", 7)
    assert read(b"".join(store.file(Format.PARQUET, ALL, COLUMNS, sort=sort)), tmp_path) == whole
    assert list(store._outbox.folder.iterdir()) == []


def test_others_have_their_turn_between_two_parts(store, monkeypatch):
    """In the one lane that both need; and whoever went away ends it there."""
    monkeypatch.setattr("clawback.store.duckdb._PART", 15)
    admission, gone = Admission(Limits()), Errand()
    admitted = AdmittedStore(store, admission)
    with on(gone):
        pieces = admitted.file(Format.PARQUET, ALL, ("subject",))
        for _ in range(2):
            assert next(pieces) == b""
            assert admission.figures.running[Kind.EXPORT] == 0
            assert admitted.count(ALL) == 40
        gone.call_off()
        with pytest.raises(CalledOffError):
            next(pieces)


def test_what_cannot_be_joined_is_told(tmp_path):
    """In a sentence, and not in the engine's words."""
    parts = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    for part in parts:
        part.write_bytes(b"no parquet")
    with pytest.raises(FileUnmakeableError, match="cannot be made"):
        joined(parts, tmp_path / "whole.parquet")
