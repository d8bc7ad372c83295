"""How a list is pried for what others' mail holds."""

from __future__ import annotations

from typing import Any

from clawback.app import asker
from clawback.filters.lists import Lists
from clawback.model.clock import Clock
from clawback.model.tags import Tags
from clawback.queries.unmatched import ListSearch
from clawback.store.port import EventStore


def list_search(
    lists: Lists, store: EventStore, tags: Tags, clock: Clock
) -> dict[type[object], object]:
    """The part that the route asks for."""
    return {ListSearch: ListSearch(lists=lists, store=store, ask=asker(lists, tags, clock))}


def unmatched(world: Any) -> None:  # a `World` of `tests/store/test_scopes.py`
    """Whatever filter is given, the other's address finds nothing, and one's own does."""
    for text in world.filters():
        found = world.get("/lists/everybody/unmatched", filter=text)
        assert {"value": world.other, "kind": "address"} in found["unmatched"]
    assert world.get("/lists/everybody/unmatched")["matched"] == 1
