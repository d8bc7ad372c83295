"""What only the DuckDB adapter must do: locks, versions, crashes, time limits, threads."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, closing
from datetime import timedelta

import duckdb
import pytest
from tests.making.deliveries import NOW, make_delivery, make_event, make_message
from tests.servers.small_disk import NoDiskError, small_disk

from clawback.filters.tree import Words
from clawback.store import schema
from clawback.store.connection import (
    QueryTimeoutError,
    StoreFailedError,
    StoreLockedError,
    StoreUnreadableError,
)
from clawback.store.duckdb import DuckdbStore
from clawback.store.duckdb_engine import Engine
from clawback.store.port import Batch, Query

pytestmark = pytest.mark.slow

ALL = Query(now=NOW)
ROWS = 50
REST = timedelta(hours=1)

APPEND_FOREVER = f"""
import sys
from itertools import count
from pathlib import Path
from clawback.store.duckdb import DuckdbStore
from clawback.store.port import Batch
from tests.making.deliveries import make_delivery, make_event, make_message

store = DuckdbStore.open(Path(sys.argv[1]))
for batch in count():
    rows = [make_delivery(batch * {ROWS} + n) for n in range({ROWS})]
    store.append(Batch(messages=(make_message(batch * {ROWS}),), deliveries=tuple(rows)))
    store.amend([make_event(row) for row in rows])
    print(batch, flush=True)
"""
HOLD = """
import sys
from pathlib import Path
from clawback.store.duckdb import DuckdbStore

store = DuckdbStore.open(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""


def batch(*rows):
    return Batch(messages=(), deliveries=rows)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "events.duckdb"


def run(script, path):
    return subprocess.Popen(
        [sys.executable, "-c", script, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": "."},
    )


def test_everything_is_there_after_reopening(path):
    """A closed store opens again with deliveries, messages and events."""
    row = make_delivery(1)
    store = DuckdbStore.open(path)
    store.append(Batch(messages=(make_message(1),), deliveries=(row,)))
    store.amend([make_event(row)])
    before = store.page(ALL, limit=5)
    store.close()
    again = DuckdbStore.open(path)
    assert again.page(ALL, limit=5) == before
    assert again.message(row.network_message_id) == make_message(1)
    assert list(again.timeline(row.key)) == [make_event(row)]
    assert again.append(batch(row)).known == 1
    again.close()


@pytest.mark.parametrize("acknowledged", [1, 4, 9])
def test_a_killed_process_loses_no_acknowledged_batch(path, acknowledged):
    """After kill -9 every acknowledged batch is whole, and no batch is there by half."""
    with run(APPEND_FOREVER, path) as child:
        last = -1
        while last < acknowledged:
            last = int(child.stdout.readline())
        child.send_signal(signal.SIGKILL)
        last = max([last, *(int(line) for line in child.stdout)])
    store = DuckdbStore.open(path)
    total = store.count(ALL)
    assert total % ROWS == 0
    assert total >= (last + 1) * ROWS
    rows = store.page(ALL, limit=total).rows
    assert len({row.delivery.key for row in rows}) == total
    told = [row for row in rows if row.latest.remediation_id == ("r-1",)]
    assert len(told) % ROWS == 0
    assert len(told) >= (last + 1) * ROWS
    assert all(store.message(make_delivery(n * ROWS).network_message_id) for n in range(last + 1))
    store.close()


def test_a_locked_file_names_its_holder(path):
    """A second process is told which one has the store, and what to do."""
    with run(HOLD, path) as child:
        assert child.stdout.readline() == "open\n"
        with pytest.raises(
            StoreLockedError, match=rf"events.duckdb is open in process {child.pid}"
        ):
            DuckdbStore.open(path)
        child.stdin.close()
    DuckdbStore.open(path).close()


def test_a_file_of_a_newer_version_is_refused(path):
    """Nothing is read or changed, and the error says what to do."""
    DuckdbStore.open(path).close()
    with duckdb.connect(str(path)) as raw:
        raw.execute("INSERT INTO schema_version VALUES (?)", [len(schema.STEPS) + 1])
    with pytest.raises(schema.StoreTooNewError, match="newer Clawback"):
        DuckdbStore.open(path)


def test_a_file_that_is_no_store_is_refused(path, tmp_path):
    """Damage and a missing folder are said in a sentence, without the engine's words."""
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(StoreUnreadableError, match="cannot be opened: it is damaged"):
        DuckdbStore.open(path)
    with pytest.raises(StoreUnreadableError, match="folder does not exist"):
        DuckdbStore.open(tmp_path / "gone" / "events.duckdb")


def test_a_query_that_takes_too_long_is_stopped(path):
    """The time limit holds, the error tells what to do, and the store goes on."""
    store = DuckdbStore.open(path, timeout=timedelta(milliseconds=50))
    with pytest.raises(QueryTimeoutError, match="took too long"), store._reading() as reading:
        reading._ask("SELECT sum(a.range ^ b.range) FROM range(9000000) a, range(9000000) b", {})
    assert store.append(batch(make_delivery(1))).stored == 1
    assert store.count(ALL) == 1
    store.close()


def test_a_long_read_does_not_hold_up_the_writer(path):
    """A stream stays open while batches and events are appended and other readers read."""
    store = DuckdbStore.open(path)
    store.append(batch(*(make_delivery(n) for n in range(100))))
    blocks = store.stream(ALL, size=10)
    next(blocks)
    began = time.monotonic()
    writer = threading.Thread(
        target=lambda: store.append(batch(*(make_delivery(n) for n in range(100, 200))))
    )
    writer.start()
    writer.join(timeout=20)
    assert not writer.is_alive()
    assert time.monotonic() - began < 20
    assert store.count(Query(now=NOW, filter=Words("invoice"))) == 200
    assert sum(map(len, blocks)) == 90
    store.close()


def test_a_failed_append_leaves_nothing(path):
    """When the deliveries cannot be stored, neither are the messages of the same batch."""
    store = DuckdbStore.open(path)
    broken = make_delivery(1, email_size="not a number")
    with pytest.raises(StoreFailedError, match="nothing was changed"):
        store.append(Batch(messages=(make_message(1),), deliveries=(make_delivery(2), broken)))
    assert store.count(ALL) == 0
    assert store.message(make_delivery(1).network_message_id) is None
    assert store.append(batch(make_delivery(2))).stored == 1
    store.close()


def test_lone_surrogates_are_stored(path):
    """Text that UTF-8 cannot hold is stored with the bad character replaced, not refused."""
    store = DuckdbStore.open(path)
    row = make_delivery(
        1, subject="a\ud800b", url=("http://x/\udfff",), attachment_filename=("\ud800",)
    )
    assert store.append(batch(row)).stored == 1
    assert store.append(batch(row)).known == 1
    (found,) = store.page(Query(now=NOW, filter=Words("a?b")), limit=5).rows
    assert found.delivery.subject == "a?b"
    store.close()


def test_sql_cannot_leave_the_file(path, tmp_path):
    """Even SQL of our own could not read or write another file."""
    store = DuckdbStore.open(path)
    with pytest.raises(duckdb.PermissionException):
        store._engine.writer.execute(f"COPY delivery TO '{tmp_path}/stolen.csv'")
    store.close()


def test_a_rest_empties_the_log(tmp_path):
    """Once nothing is appended for a while, rows leave the log and the memory that it takes."""
    store = DuckdbStore.open(tmp_path / "events.duckdb", rest=timedelta(milliseconds=1))
    try:
        store.append(batch(*(make_delivery(n) for n in range(ROWS))))
        log = tmp_path / "events.duckdb.wal"
        until = time.monotonic() + 10
        while log.exists() and log.stat().st_size and time.monotonic() < until:
            time.sleep(0.01)
        assert not log.exists() or not log.stat().st_size
        assert store.count(ALL) == ROWS
    finally:
        store.close()


def test_a_disk_that_was_full_is_got_over(tmp_path):
    """A checkpoint without room ends the engine; the store begins anew, with all that it had."""
    folder = tmp_path / "disk"
    try:
        mounted = ExitStack()
        disk = mounted.enter_context(small_disk(folder, "24m"))
    except NoDiskError as error:
        pytest.skip(str(error))
    with mounted, closing(DuckdbStore.open(folder / "events.duckdb", rest=REST)) as store:
        for number in range(40):
            store.append(
                Batch(messages=(make_message(number),), deliveries=(make_delivery(number),))
            )
        cursor = store._engine.connection.cursor()  # somebody reads meanwhile
        disk.fill()
        with pytest.raises(duckdb.FatalException), store._engine.writing() as writer:
            writer.execute("CHECKPOINT")
        assert store.count(ALL) == 40
        with pytest.raises(StoreFailedError):
            store.append(Batch(messages=(), deliveries=(make_delivery(41),)))
        with pytest.raises(duckdb.Error):
            cursor.execute("SELECT 1")  # and is told that it was in vain
        disk.empty()
        store.append(Batch(messages=(make_message(41),), deliveries=(make_delivery(41),)))
        assert store.count(ALL) == 41
        with store._engine.writing() as writer:
            writer.execute("CHECKPOINT")


def test_an_engine_that_cannot_be_begun_anew_is_begun_later():
    """Until then whoever asks is told that the store does not answer."""
    connections: list[duckdb.DuckDBPyConnection] = []
    troubles = [StoreUnreadableError()]

    def begin():
        if connections and troubles:
            raise troubles.pop()
        connections.append(duckdb.connect())
        return connections[-1]

    engine = Engine(begin)

    def look():
        with engine.reading() as connection:
            return connection.execute("SELECT 1").fetchone()

    with pytest.raises(duckdb.FatalException), engine.reading():
        raise duckdb.FatalException
    with pytest.raises(StoreFailedError):
        look()
    assert look() == (1,)
    assert len(connections) == 2
    engine.close()
