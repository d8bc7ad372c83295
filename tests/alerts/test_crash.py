"""kill -9 at random points: every mail raises its alert, once, and each is sent."""

import random
from collections import Counter

import pytest
from tests.alerts.crashing_server import BATCH
from tests.servers.hatchery import Hatchery
from tests.servers.receiver import Receiver
from tests.servers.state import put_state

from clawback.database import Database
from clawback.filters.parse import parse
from clawback.model.clock import SystemClock
from clawback.store.duckdb import DuckdbStore
from clawback.store.port import Query

SERVER = "tests.alerts.crashing_server"
KILLS, MAILS = 6, 150


@pytest.mark.slow
def test_a_killed_server_misses_no_alert_and_doubles_none(tmp_path):
    """Six kills while mail is stored: an alert for each, found by it, and sent under one key."""
    chance = random.Random(8)
    put_state(tmp_path / "state.db")
    with Receiver.open() as receiver, Hatchery(SERVER) as hatchery:
        for _ in range(KILLS):
            server = hatchery.start(f"{SERVER}:main", str(tmp_path), receiver.url, "100000")
            assert server.stdout is not None
            for _ in range(chance.randrange(1, 6)):
                server.stdout.readline()
            server.kill()
            server.wait(10)
        whole = hatchery.start(f"{SERVER}:main", str(tmp_path), receiver.url, str(MAILS))
        assert whole.wait(60) == 0
    sent = Counter(one.headers["idempotency-key"] for one in receiver.posted)
    assert len(sent) == _stored(tmp_path) == _alerts(tmp_path) >= MAILS
    assert sum(sent.values()) - len(sent) <= KILLS  # the one that was under way at each kill


def _alerts(folder):
    """How many alerts there are, each of one mail."""
    database = Database.open(folder / "state.db")
    with database.read() as connection:
        rows = connection.exec_driver_sql("SELECT hits FROM alert").all()
    database.close()
    assert {hits for (hits,) in rows} == {1}
    return len(rows)


def _stored(folder):
    """How many mails there are; the timeline of each tells of its alert."""
    store, now = DuckdbStore.open(folder / "events.duckdb"), SystemClock().now()
    whole = store.count(Query(now=now))
    found = store.count(Query(now=now, filter=parse("alert_id:*")))
    store.close()
    assert found == whole
    assert whole % BATCH == 0
    return whole
