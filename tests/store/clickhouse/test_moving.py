"""From the DuckDB file to ClickHouse: all of it, once, however often it is tried."""

from __future__ import annotations

import json

import pytest
from tests.making.clicks import make_click
from tests.making.deliveries import NOW, make_message
from tests.making.varied import varied_deliveries, varied_events
from tests.servers import clickhouse

from clawback.store.clickhouse.moving import NOTE, MoveIncompleteError, move
from clawback.store.duckdb import DuckdbStore
from clawback.store.port import Batch, Query

pytestmark = pytest.mark.slow

ALL = Query(now=NOW)
ROWS = varied_deliveries(60)
MESSAGES = tuple(make_message(n) for n in range(20))
CLICKS = [make_click(n, id=f"c{n}") for n in range(9)] + [
    make_click(3, id="x", network_message_id="")
]


@pytest.fixture
def path(tmp_path):
    store = DuckdbStore.open(tmp_path / "events.duckdb")
    store.append(Batch(messages=MESSAGES, deliveries=tuple(ROWS)))
    store.amend(varied_events(ROWS, 40))
    store.record_clicks(CLICKS)
    store.close()
    return tmp_path / "events.duckdb"


@pytest.fixture
def target():
    return clickhouse.emptied_chdb_store()


def told(path, target, piece=25, tell=lambda *_: None):
    counts = move(path, target._server, tell, piece=piece)
    return {each.many: each.rows for each in counts}


def same(path, target):
    source = DuckdbStore.open(path)
    assert target.page(ALL, limit=200) == source.page(ALL, limit=200)
    for message in MESSAGES:
        asked = message.network_message_id
        assert target.message(asked) == source.message(asked)
        assert list(target.events_of(asked)) == list(source.events_of(asked))
        assert list(target.clicks_in(asked)) == list(source.clicks_in(asked))
    source.close()


def test_everything_arrives(path, target):
    """Rows, what was told of them since, contents and clicks, with progress on the way."""
    steps = []
    counts = told(path, target, tell=lambda *step: steps.append(step))
    assert counts == {"messages": 20, "deliveries": 60, "events": 40, "clicks": 10}
    assert ("deliveries", 25, 60) in steps
    assert steps[-1] == ("clicks", 10, 10)
    same(path, target)


def test_a_move_that_was_cut_short_goes_on(path, target):
    """What had gone is not sent again, and nothing is missed or doubled."""

    def stop(many, done, _):
        if (many, done) == ("deliveries", 50):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        told(path, target, tell=stop)
    note = json.loads((path.parent / NOTE).read_text())
    assert note["marks"] == {"message": 20, "delivery": 50}
    (path.parent / NOTE).write_text(json.dumps(note | {"marks": {"message": 20, "delivery": 25}}))
    told(path, target)
    assert target._server.ask("SELECT count() FROM delivery") == [(60,)]
    same(path, target)


def test_what_is_missing_is_found_and_sent(path, target):
    """The counts tell, although every piece was noted as gone."""
    told(path, target)
    target._server.tell("DELETE FROM delivery WHERE recipient_lc LIKE '%a%'")
    target._server.tell("TRUNCATE TABLE event SYNC")
    told(path, target)
    assert target._server.ask("SELECT count() FROM delivery") == [(60,)]
    same(path, target)


def test_a_target_that_keeps_nothing_is_told(path, target, monkeypatch):
    """The move ends in an error, and the file is as it was."""
    monkeypatch.setattr(target._server, "insert_parquet", lambda *_: None)
    with pytest.raises(MoveIncompleteError, match="holds 0 of 20 messages"):
        told(path, target)
    assert not target.page(ALL, limit=1).rows
