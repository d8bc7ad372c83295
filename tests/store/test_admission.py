"""The store behind the queue answers as before, and slow readers hold nobody up."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from tests.making.deliveries import NOW, make_delivery

from clawback.model import errand
from clawback.model.errand import CalledOffError, Errand
from clawback.store.admission import Admission, AdmittedStore, Limits
from clawback.store.chart import Bucket, Chart
from clawback.store.duckdb import DuckdbStore
from clawback.store.lane import Kind
from clawback.store.memory import MemoryStore
from clawback.store.port import Batch, ClickQuery, EventStore, LinkPart, Query
from clawback.store.ranking import Ranking

ALL = Query(now=NOW)
ROWS = [make_delivery(n) for n in range(30)]
# Many times what the test machine does in a second, in a few rows.
ENDLESS = "SELECT sum(a.range ^ b.range) FROM range(9000000) a, range(9000000) b"


@pytest.fixture
def admission():
    return Admission(Limits())


@pytest.fixture
def store(admission):
    kept = MemoryStore()
    kept.append(Batch(messages=(), deliveries=tuple(ROWS)))
    made: EventStore = AdmittedStore(kept, admission)
    return made


def test_a_slow_reader_holds_no_turn(store, admission):
    """Between the blocks of an export, a count has its turn in the same lane."""
    blocks = store.stream(ALL, size=10)
    next(blocks)
    assert store.count(ALL) == 30
    assert sum(map(len, blocks)) == 20
    assert set(admission.figures.running.values()) == {0}


def test_pages_do_not_wait_for_heavy_queries(store, admission):
    """While the one heavy turn is taken, pages of rows and single messages are answered."""
    with admission.turn(Kind.CHART):
        assert len(store.page(ALL, limit=5).rows) == 5
        assert len(store.rows([ROWS[0].key])) == 1
        assert store.message("none") is None
        assert store.newest() == ROWS[-1].time_received


def test_each_question_has_its_kind(admission):
    """Every question of the port takes one turn of its kind."""
    taken: list[Kind] = []
    admitted = AdmittedStore(MemoryStore(), admission)
    admitted._turn = _counting(admission.turn, taken)
    key = ROWS[0].key
    for ask in (
        lambda: admitted.extent(ALL),
        lambda: admitted.histogram(ALL, Chart(field="spf")),
        lambda: admitted.ranking(ALL, Ranking(field="spf", limit=1)),
        lambda: admitted.top(ALL, field="spf", limit=1),
        lambda: admitted.messages([]),
        lambda: admitted.same_body("none", limit=1),
        lambda: admitted.timeline(key),
        lambda: admitted.events_of("none"),
        lambda: admitted.click_page(ClickQuery(now=NOW), limit=1),
        lambda: admitted.clicks_of(key),
        lambda: admitted.clicks_in("none"),
        lambda: admitted.clicks_on(LinkPart.URL, "", limit=1),
    ):
        ask()
    assert taken == [Kind.COUNT, *[Kind.CHART] * 3, *[Kind.POINT] * 8]
    assert list(admitted.whereabouts(ALL)) == []
    assert list(admitted.tally(ALL, field="spf")) == []
    assert list(admitted.bars(ALL, bucket=Bucket.DAY, field="spf")) == []


def _counting(turn, taken):
    def counted(kind):
        taken.append(kind)
        return turn(kind)

    return counted


def test_writing_never_waits(store, admission):
    """Mail is stored and events are noted while every turn is taken."""
    with admission.turn(Kind.EXPORT):
        assert store.append(Batch(messages=(), deliveries=(make_delivery(99),))).stored == 1
        store.amend([])
        store.record_clicks([])
    store.close()


def test_the_default_goes_by_the_processors():
    """Half the processors run heavy queries, at least one does; a setting wins."""
    assert Limits.of(0, 5, 1.0).heavy >= 1
    assert Limits.of(3, 5, 1.0).heavy == 3
    assert Admission(Limits.of(3, 5, 1.0)).most_waiting == 10


def test_the_engine_stops_when_nobody_waits(tmp_path):
    """A query that would take hours is interrupted in DuckDB; another one goes on meanwhile."""
    store = DuckdbStore.open(tmp_path / "events.duckdb", timeout=timedelta(hours=1))
    store.append(Batch(messages=(), deliveries=tuple(ROWS)))
    gone, begun = Errand(), threading.Event()

    def ask_endlessly():
        with errand.on(gone), store._reading() as reading:
            begun.set()
            reading._ask(ENDLESS, {})

    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask_endlessly)
        assert begun.wait(10)
        with store._reading() as stays:
            while not asked.done():
                gone.call_off()
            assert stays.count(ALL) == 30
        with pytest.raises(CalledOffError):
            asked.result()
    with errand.on(gone), pytest.raises(CalledOffError):
        store.count(ALL)
    assert store.count(ALL) == 30
    store.close()
