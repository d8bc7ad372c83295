"""Stores with the same varied deliveries and events in them, to compare what they answer."""

from __future__ import annotations

import functools

from tests.contracts.event_store.trees import TAGS
from tests.making.deliveries import NOW
from tests.making.varied import varied_deliveries, varied_events

from clawback.store.memory import MemoryStore
from clawback.store.port import Batch, Query

ALL = Query(now=NOW, tags=TAGS)
ROWS = varied_deliveries(40)
EVENTS = varied_events(ROWS, 30)


def fill(store, rows=ROWS, events=EVENTS):
    store.append(Batch(messages=(), deliveries=tuple(rows)))
    store.amend(events)
    return store


@functools.cache
def in_memory():
    """Tests only read it."""
    return fill(MemoryStore())
