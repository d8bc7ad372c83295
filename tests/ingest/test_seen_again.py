"""Mail that comes in twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.making.deliveries import NOW, make_delivery

from clawback.filters.parse import parse
from clawback.ingest.seen_again import SeenAgain
from clawback.model.clock import FixedClock
from clawback.store.memory import MemoryStore
from clawback.store.port import Batch, Query

UNREAD = make_delivery(1, read=False)


@pytest.fixture
def store():
    kept = MemoryStore()
    kept.append(Batch(messages=(), deliveries=(UNREAD, make_delivery(2))))
    return kept


def again(store, *deliveries):
    batch = Batch(messages=(), deliveries=deliveries)
    store.append(batch)
    SeenAgain(store, FixedClock(NOW)).tell(batch)


def test_a_mail_that_was_read_meanwhile_is_read(store):
    """The delivery itself stays as it was; the event says when it was seen."""
    again(store, replace(UNREAD, read=True))
    (row,) = store.rows([UNREAD.key])
    assert (row.delivery, row.latest.read) == (UNREAD, True)
    assert store.count(Query(filter=parse("read:true"), now=NOW)) == 1
    (event,) = store.timeline(UNREAD.key)
    assert (event.at, event.location, event.details) == (NOW, None, "An import found it read.")


def test_what_has_not_changed_or_is_not_told_leaves_no_event(store):
    """Nor does a journal copy, which knows of no mailbox; nor mail that is new."""
    again(store, UNREAD, make_delivery(2), make_delivery(3, read=True))
    assert [
        event for number in (1, 2, 3) for event in store.timeline(make_delivery(number).key)
    ] == []
