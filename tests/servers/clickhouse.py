"""ClickHouse for tests: its engine in this process, and a cluster of yours when you name one.

One process can hold one engine, so tests share it. Making a database takes a fifth of a second,
emptying one a tenth of that: a store is emptied when it is asked for again.
"""

from __future__ import annotations

import atexit
import os
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import uuid4

import clickhouse_connect

from clawback.store.clickhouse.layout import ONE_SERVER, Layout
from clawback.store.clickhouse.server import USUAL, Address, Bounds
from clawback.store.clickhouse.store import ClickhouseStore

URL = os.environ.get("CLAWBACK_TEST_CLICKHOUSE", "")
"""`http://user:password@host:8123/?cluster=name`; the databases made there are dropped again."""

TABLES = ("delivery", "message", "event", "click")


CLUSTER = "two"
_CONFIG = f"""
<clickhouse><remote_servers><{CLUSTER}>
  <shard><replica><host>127.0.0.1</host><port>19000</port></replica></shard>
  <shard><replica><host>127.0.0.2</host><port>19000</port></replica></shard>
</{CLUSTER}></remote_servers></clickhouse>
"""


@cache
def engine_folder() -> Path:
    """Where this process keeps its engine's files until it ends.

    The engine knows a cluster of two servers, neither of which runs: enough to plan for them.
    """
    folder = tempfile.TemporaryDirectory(prefix="clawback-chdb-", ignore_cleanup_errors=True)
    config = Path(folder.name) / "config.xml"
    config.write_text(_CONFIG)
    path = Path(folder.name) / "engine"
    first = clickhouse_connect.get_client(
        interface="chdb", path=str(path), chdb_options={"config-file": str(config)}
    )
    atexit.register(folder.cleanup)
    atexit.register(first.close)  # it stays open, so that the engine keeps its configuration
    return path


def chdb_address(database: str) -> Address:
    return Address(path=engine_folder(), database=database)


def new_chdb_store(bounds: Bounds = USUAL, layout: Layout = ONE_SERVER) -> ClickhouseStore:
    """A store in a database of its own."""
    return ClickhouseStore.open(chdb_address(f"test_{uuid4().hex}"), bounds=bounds, layout=layout)


@cache
def _kept() -> ClickhouseStore:
    return new_chdb_store()


def emptied_chdb_store() -> ClickhouseStore:
    """The same store each time, with nothing in it."""
    return _emptied(_kept())


def new_cluster_store() -> AbstractContextManager[ClickhouseStore]:
    """A store at `URL`, in a database of its own that is dropped when it is closed."""
    parts = urlsplit(URL)
    layout = Layout(cluster=parse_qs(parts.query).get("cluster", [""])[0])
    address = Address(
        url=f"{parts.scheme}://{parts.hostname}:{parts.port or 8123}",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        database=f"clawback_test_{uuid4().hex}",
    )
    return _dropped(ClickhouseStore.open(address, layout=layout))


@contextmanager
def _dropped(store: ClickhouseStore) -> Iterator[ClickhouseStore]:
    try:
        yield store
    finally:
        name, everywhere = store._server.address.database, store._layout.everywhere
        store._server.tell(f"DROP DATABASE IF EXISTS {name}{everywhere} SYNC")
        store.close()


@cache
def _kept_cluster_store() -> ClickhouseStore:
    store = new_cluster_store()
    atexit.register(store.__exit__, None, None, None)
    return store.__enter__()


def emptied_cluster_store() -> ClickhouseStore:
    """The same store at `URL` each time, with nothing in it."""
    return _emptied(_kept_cluster_store())


def _emptied(store: ClickhouseStore) -> ClickhouseStore:
    layout = store._layout
    for table in TABLES:
        local = layout.local(table)
        store._server.tell(f"TRUNCATE TABLE {local}{layout.everywhere} SYNC")
    return store
