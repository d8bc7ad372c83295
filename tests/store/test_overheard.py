"""What is written is heard, after it is durable and before the writer goes on."""

from __future__ import annotations

import pytest
from tests.making.clicks import make_click
from tests.making.deliveries import NOW, make_delivery, make_event

from clawback.model.errors import UnavailableError
from clawback.store.memory import MemoryStore
from clawback.store.overheard import Listeners, overheard
from clawback.store.port import Batch, Query

ROW = make_delivery(1)
BATCH = Batch(messages=(), deliveries=(ROW,))


class _Ear:
    def __init__(self, store, *, deaf=False):
        self.heard, self.deaf, self.store = [], deaf, store

    def stored(self, batch):
        if self.deaf:
            raise UnavailableError
        self.heard.append(("stored", self.store.count(Query(now=NOW)), len(batch.deliveries)))

    def amended(self, events):
        self.heard.append(("amended", len(events)))

    def clicked(self, clicks):
        self.heard.append(("clicked", len(clicks)))


def test_every_writing_is_heard_once_it_is_durable():
    """Whoever listens can already find what they are told of; reading is none of their business."""
    inner, listeners = MemoryStore(), Listeners()
    ear = _Ear(inner)
    listeners.add(ear)
    store = overheard(inner, listeners)
    store.append(BATCH)
    store.amend([make_event(ROW)])
    store.record_clicks([make_click(1)])
    assert store.count(Query(now=NOW)) == 1
    assert ear.heard == [("stored", 1, 1), ("amended", 1), ("clicked", 1)]


def test_a_writer_learns_that_nobody_heard():
    """The writer fails and writes again; the store has it once, and it is heard then."""
    inner, listeners = MemoryStore(), Listeners()
    ear = _Ear(inner, deaf=True)
    listeners.add(ear)
    store = overheard(inner, listeners)
    with pytest.raises(UnavailableError):
        store.append(BATCH)
    ear.deaf = False
    assert store.append(BATCH).known == 1
    assert len(ear.heard) == 1
