"""The same suite for every event store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clawback.store.duckdb import DuckdbStore
from clawback.store.memory import MemoryStore
from clawback.store.port import EventStore

Opener = Callable[[], EventStore]


@pytest.fixture(params=["memory", "duckdb"])
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Opens new, empty stores of one kind."""
    opened: list[EventStore] = []

    def open_one() -> EventStore:
        store: EventStore = (
            MemoryStore()
            if request.param == "memory"
            else DuckdbStore.open(tmp_path / f"{len(opened)}.duckdb")
        )
        opened.append(store)
        return store

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(opener: Opener) -> EventStore:
    return opener()
