"""Connections: limits, calling off, long lists, and what cannot be reached."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import cast

import pytest
from tests.servers import clickhouse

from clawback.model.errand import CalledOffError, Errand, on
from clawback.store.clickhouse.failures import StoreTooOldServerError, StoreUnreachableError
from clawback.store.clickhouse.server import Address, Bounds, Server, check_version, cut
from clawback.store.clickhouse.store import ClickhouseStore
from clawback.store.connection import QueryTimeoutError, StoreMemoryError, StoreUnreadableError

ENDLESS = "SELECT sum(number * number) FROM numbers(1000000000000)"


def test_a_server_that_is_not_there_is_told():
    """With what to look at."""
    with pytest.raises(StoreUnreachableError, match=r"store\.url"):
        ClickhouseStore.open(Address(url="http://127.0.0.1:1"))


@pytest.mark.parametrize("version", ["18.16.1", "25.8.3.1", "26.1"])
def test_an_old_server_is_refused(version):
    """By its version and with the one it takes."""
    with pytest.raises(StoreTooOldServerError, match=rf"version {version}.*26\.2"):
        check_version(version, "ClickHouse at db")
    check_version("26.2.1.5", "ClickHouse at db")
    check_version("27.1", "ClickHouse at db")


def test_an_address_is_shown_without_secrets():
    """In errors, and in the note of a move."""
    assert Address(url="https://db:8443", user="u", password="p").shown == "ClickHouse at db:8443"
    assert Address(path=Path("/data/events.chdb")).shown == "chDB in events.chdb"


def test_long_lists_are_bound_in_pieces():
    """Servers take 128 KiB in one piece; the statement means the same."""
    values = [f"r{n}@example.org" for n in range(5000)]
    sql, bound = cut(
        "x IN (SELECT arrayJoin({v0:Array(String)})) AND {v1:Int64}", {"v0": values, "v1": 1}
    )
    pieces = [name for name in bound if name.startswith("v0_")]
    assert len(pieces) > 1
    assert [each for name in pieces for each in cast("list[str]", bound[name])] == values
    assert "arrayConcat({v0_0:Array(String)}, {v0_1:Array(String)}" in sql
    twice, _ = cut("{v0:Array(String)} {v0:Array(String)} {v01:Int64}", {"v0": values, "v01": 1})
    assert twice.count("arrayConcat(") == 2
    assert twice.endswith(" {v01:Int64}")
    assert cut("{v0:Array(String)}", {"v0": ["a"]}) == ("{v0:Array(String)}", {"v0": ["a"]})


@pytest.fixture
def server():
    made = Server(clickhouse.chdb_address("default"), Bounds(seconds=1, memory=50_000_000))
    yield made
    made.close()


@pytest.mark.slow
def test_a_query_that_takes_too_long_is_stopped(server):
    """And the next one is answered."""
    with pytest.raises(QueryTimeoutError, match="took too long"):
        server.ask(ENDLESS)
    assert server.ask("SELECT 1") == [(1,)]


@pytest.mark.slow
def test_a_query_that_takes_too_much_memory_is_stopped(server):
    """And says that it was memory."""
    with pytest.raises(StoreMemoryError, match="more memory"):
        server.ask("SELECT count() FROM (SELECT number FROM numbers(100000000) GROUP BY number)")


@pytest.mark.slow
def test_a_query_that_is_called_off_stops():
    """In the engine, not only for whoever waits."""
    server = Server(clickhouse.chdb_address("default"), Bounds(seconds=60))
    errand, raised = Errand(), []

    def ask():
        with on(errand):
            try:
                server.ask(ENDLESS)
            except CalledOffError as error:
                raised.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    until = time.monotonic() + 20
    while asking.is_alive() and time.monotonic() < until:
        errand.call_off()
        asking.join(timeout=0.1)
    assert raised
    running = "SELECT count() FROM system.processes WHERE query LIKE '%1000000000000%'"
    assert server.ask(f"{running} AND query NOT LIKE '%processes%'") == [(0,)]
    server.close()


@pytest.mark.slow
def test_one_folder_in_one_process(tmp_path):
    """The engine can have only one, and says so."""
    clickhouse.engine_folder()
    with pytest.raises(StoreUnreadableError, match="another one open"):
        ClickhouseStore.open(Address(path=tmp_path / "other"))
