"""A small world for the explorer: the same on both stores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi.responses import JSONResponse
from tests.servers.calling import Calling
from tests.servers.routed import routed
from tests.servers.trail import open_trail
from tests.servers.web_client import WebClient

from clawback.analysis.trace import Trust
from clawback.audit.trail import Trail
from clawback.explorer.origin.countries import Countries
from clawback.explorer.routes import routers
from clawback.filters.lists import Lists, UnknownListError
from clawback.model.clock import Clock, FixedClock
from clawback.model.errors import ClawbackError, NotFoundError
from clawback.model.tags import NO_TAGS, Tags
from clawback.store.duckdb import DuckdbStore
from clawback.store.memory import MemoryStore
from clawback.store.port import EventStore

STORES = ("memory", "duckdb")


class NoLists:
    """Where nobody keeps any."""

    def names(self) -> tuple[str, ...]:
        return ()

    def entries(self, name: str) -> frozenset[str]:
        raise UnknownListError(name)

    def put(self, name: str, entries: Iterable[str]) -> int:
        raise UnknownListError(f"{name}, {entries}")

    def delete(self, name: str) -> None:
        raise UnknownListError(name)


@contextmanager
def store_of(kind: str, folder: Path) -> Iterator[EventStore]:
    """An empty store of this kind."""
    made: EventStore = (
        MemoryStore() if kind == "memory" else DuckdbStore.open(folder / "events.duckdb")
    )
    try:
        yield made
    finally:
        made.close()


@contextmanager
def asking(
    store: EventStore,
    clock: FixedClock,
    *,
    tags: Tags = NO_TAGS,
    trust: Trust | None = None,
    lists: Lists | None = None,
    countries: Countries | None = None,
) -> Iterator[tuple[WebClient, Calling]]:
    """The explorer's routes on a store; the actor may be changed between requests."""
    application = routed(*routers)
    application.state.parts = {
        EventStore: store,
        Clock: clock,
        Tags: tags,
        Trust: trust or Trust(),
        Lists: lists or NoLists(),
        Countries: countries or Countries(),
    }

    @application.exception_handler(ClawbackError)
    def explain(_: object, error: ClawbackError) -> JSONResponse:
        status = 404 if isinstance(error, NotFoundError) else 400
        return JSONResponse({"code": error.code, "detail": str(error)}, status)

    calling = Calling(application)
    with open_trail(clock) as trail, WebClient(calling) as web:
        application.state.parts[Trail] = trail
        yield web, calling
