"""The engines that must say what the memory store says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.servers import clickhouse

from clawback.store.duckdb import DuckdbStore
from clawback.store.port import EventStore

ENGINES = ["duckdb", "chdb", *(["clickhouse"] if clickhouse.URL else [])]
STEPS = {"duckdb": 1, "chdb": 3, "clickhouse": 3}
"""A question costs ClickHouse some milliseconds, however few rows there are."""


@contextmanager
def new_engine(kind: str) -> Iterator[EventStore]:
    """A store of its own, with nothing in it."""
    match kind:
        case "chdb":
            with closing(clickhouse.new_chdb_store()) as chdb:
                yield chdb
        case "clickhouse":
            with clickhouse.new_cluster_store() as cluster:
                yield cluster
        case _:
            with closing(DuckdbStore.open(Path(":memory:"))) as duckdb:
                yield duckdb


@contextmanager
def emptied_engine(kind: str) -> Iterator[EventStore]:
    """A store with nothing in it, which may be the one that was given before."""
    match kind:
        case "chdb":
            yield clickhouse.emptied_chdb_store()
        case "clickhouse":
            yield clickhouse.emptied_cluster_store()
        case _:
            with new_engine(kind) as engine:
                yield engine
