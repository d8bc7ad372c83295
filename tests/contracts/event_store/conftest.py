"""The same suite for every event store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.servers import clickhouse

from clawback.store.duckdb import DuckdbStore
from clawback.store.memory import MemoryStore
from clawback.store.port import EventStore

Opener = Callable[[], EventStore]

KINDS = [
    "memory",
    "duckdb",
    pytest.param("chdb", marks=pytest.mark.slow),
    *([pytest.param("clickhouse", marks=pytest.mark.slow)] if clickhouse.URL else []),
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The server that was named is the only one a test may reach besides this machine."""
    host = urlsplit(clickhouse.URL).hostname
    for item in items if host else ():
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.allow_hosts([host, "127.0.0.1", "::1", "localhost"]))


@pytest.fixture(params=KINDS)
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Opens new, empty stores of one kind; one of ClickHouse is emptied and given again."""
    opened: list[EventStore] = []

    def open_one() -> EventStore:
        match request.param:
            case "chdb":
                return clickhouse.emptied_chdb_store()
            case "clickhouse":
                return clickhouse.emptied_cluster_store()
            case "memory":
                opened.append(MemoryStore())
            case _:
                opened.append(DuckdbStore.open(tmp_path / f"{len(opened)}.duckdb"))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(opener: Opener) -> EventStore:
    return opener()
