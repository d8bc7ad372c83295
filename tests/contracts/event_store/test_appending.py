"""Appending: whole, once, and nothing lost."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.making.deliveries import (
    NOW,
    deliveries,
    make_delivery,
    make_event,
    make_message,
    message_id,
    messages,
)

from clawback.store.port import Appended, Batch, Query

ALL = Query(now=NOW)
_QUICK = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def batch(*rows, contents=()):
    return Batch(messages=tuple(contents), deliveries=rows)


def test_a_batch_is_found_again(store):
    """What was appended comes back equal, with its message."""
    row, content = make_delivery(1), make_message(1)
    assert store.append(batch(row, contents=[content])) == Appended(stored=1, known=0)
    assert [found.delivery for found in store.page(ALL, limit=10).rows] == [row]
    assert store.message(row.network_message_id) == content


def test_an_empty_store_answers(store):
    """Nothing stored is no error anywhere."""
    assert store.append(batch()) == Appended(stored=0, known=0)
    store.amend([])
    assert store.page(ALL, limit=10).rows == ()
    assert store.page(ALL, limit=10).next is None
    assert store.count(ALL) == 0
    assert list(store.stream(ALL)) == []
    assert store.rows([]) == () or store.rows([]) == []
    assert store.message(message_id(1)) is None
    assert list(store.timeline(make_delivery().key)) == []
    assert store.newest() is None


def test_appending_again_changes_nothing(store):
    """A known key is counted as known and left as it is, also inside one batch."""
    first, other = make_delivery(1), make_delivery(1, subject="changed")
    second = make_delivery(1, recipient="bob@example.org")
    assert store.append(batch(first, other)) == Appended(stored=1, known=1)
    assert store.append(batch(other, second)) == Appended(stored=1, known=1)
    found = {row.delivery for row in store.page(ALL, limit=10).rows}
    assert found == {first, second}


def test_a_known_message_is_left_as_it_is(store):
    """The first content of a message stays."""
    store.append(batch(contents=[make_message(1)]))
    store.append(batch(contents=[make_message(1, subject="changed"), make_message(2)]))
    assert store.message(message_id(1)) == make_message(1)
    assert store.message(message_id(2)) == make_message(2)


def test_ids_that_differ_only_in_case_are_one(store):
    """UUIDs are read without regard to case (RFC 9562 §4), and so are other ids."""
    upper = make_delivery(1, network_message_id=message_id(10).upper())
    assert store.append(batch(upper)).stored == 1
    assert store.append(batch(make_delivery(10))).known == 1
    assert store.append(batch(make_delivery(2, network_message_id="Not-a-UUID"))).stored == 1
    assert store.append(batch(make_delivery(2, network_message_id="not-a-uuid"))).known == 1
    assert {row.delivery.network_message_id for row in store.page(ALL, limit=9).rows} == {
        message_id(10).upper(),
        "Not-a-UUID",
    }


@pytest.mark.slow
@_QUICK
@given(made=st.lists(deliveries(), max_size=6), contents=st.lists(messages(), max_size=3))
def test_any_delivery_and_message_comes_back_equal(opener, made, contents):
    """Every attribute survives, whatever text a hostile mail put into it."""
    store = opener()
    store.append(Batch(messages=tuple(contents), deliveries=tuple(made)))
    first = {(row.network_message_id.lower(), row.recipient): row for row in reversed(made)}
    found = [row.delivery for row in store.page(ALL, limit=100).rows]
    assert sorted(found, key=lambda row: row.key) == sorted(first.values(), key=lambda row: row.key)
    for content in contents:
        kept = store.message(content.network_message_id)
        assert kept is not None
        assert kept.network_message_id.lower() == content.network_message_id.lower()


def test_writers_in_many_threads_lose_nothing(store):
    """Batches from several threads at once are all there, each delivery once."""
    sent = [batch(*(make_delivery(n + i) for i in range(20))) for n in range(0, 200, 10)]
    with ThreadPoolExecutor(8) as pool:
        appended = list(pool.map(store.append, sent))
    assert sum(each.stored for each in appended) == 210
    assert store.count(ALL) == 210


def test_reading_while_writing(store):
    """Readers see whole batches only."""
    stop = threading.Event()
    counts = []

    def read():
        while not stop.is_set():
            counts.append(store.count(ALL))

    reader = threading.Thread(target=read)
    reader.start()
    for start in range(0, 200, 50):
        store.append(batch(*(make_delivery(start + i) for i in range(50))))
    stop.set()
    reader.join()
    assert {count % 50 for count in counts} <= {0}


def test_events_are_kept_once(store):
    """The same event id is one event, across calls and inside one."""
    row = make_delivery(1)
    event = make_event(row, 1)
    store.append(batch(row))
    store.amend([event, event])
    store.amend([event, make_event(row, 2)])
    assert list(store.timeline(row.key)) == [event, make_event(row, 2)]
