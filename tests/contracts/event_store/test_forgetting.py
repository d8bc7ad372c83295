"""What was kept long enough is forgotten, block by block, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.making.clicks import make_click
from tests.making.deliveries import NOW, START, make_delivery, make_event, make_message

from clawback.store.port import Batch, Data, Kept, Query

ALL = Query(now=NOW)
DAY = timedelta(days=1)
ROWS = [make_delivery(n, time_received=START + n * DAY, raw_sha256=f"{n:064x}") for n in range(10)]


@pytest.fixture
def filled(store):
    """A message a day, each with its content, an event and a click."""
    messages = tuple(make_message(n) for n in range(10))
    store.append(Batch(messages=messages, deliveries=tuple(ROWS)))
    store.amend([make_event(row, n, at=row.time_received) for n, row in enumerate(ROWS)])
    store.record_clicks([make_click(n, at=row.time_received + DAY) for n, row in enumerate(ROWS)])
    return store


def left(store):
    return [row.delivery.key for row in reversed(store.page(ALL, limit=50).rows)]


def test_an_empty_store_has_nothing_to_forget(store):
    """Neither count nor block finds anything."""
    for data in Data:
        assert store.kept(data) == Kept(count=0, oldest=None)
        block = store.forget(data, before=NOW, most=5)
        assert (block.count, block.kept, block.raw, block.next) == (0, 0, (), None)


def test_what_there_is_is_told(filled):
    """How much in all, how much is older, and from when the oldest is."""
    for data in (Data.ROWS, Data.CONTENT):
        assert filled.kept(data) == Kept(count=10, oldest=START)
        assert filled.kept(data, before=START + 3 * DAY) == Kept(count=3, oldest=START)
    assert filled.kept(Data.CLICKS, before=START + 3 * DAY) == Kept(count=2, oldest=START + DAY)


def test_rows_go_with_all_that_hangs_on_them(filled):
    """Events and content of the same messages; clicks have an age of their own."""
    block = filled.forget(Data.ROWS, before=START + 4 * DAY, most=50)
    assert (block.count, block.kept, block.next) == (4, 0, None)
    assert block.raw == tuple(f"{n:064x}" for n in range(4))
    assert left(filled) == [row.key for row in ROWS[4:]]
    for row in ROWS[:4]:
        assert filled.message(row.network_message_id) is None
        assert list(filled.timeline(row.key)) == []
    assert filled.message(ROWS[4].network_message_id) is not None
    assert len(filled.timeline(ROWS[4].key)) == 1
    assert filled.kept(Data.CLICKS).count == 10


def test_content_goes_and_rows_stay(filled):
    """What a message said is gone, its row and what happened to it are not."""
    block = filled.forget(Data.CONTENT, before=START + 2 * DAY, most=50)
    assert (block.count, block.raw) == (2, (f"{0:064x}", f"{1:064x}"))
    assert filled.message(ROWS[0].network_message_id) is None
    assert len(left(filled)) == 10
    assert len(filled.timeline(ROWS[0].key)) == 1
    assert filled.kept(Data.CONTENT) == Kept(count=8, oldest=START + 2 * DAY)
    assert filled.forget(Data.CONTENT, before=START + 2 * DAY, most=50).count == 0


def test_clicks_go_alone(filled):
    """By when they were made."""
    assert filled.forget(Data.CLICKS, before=START + 3 * DAY, most=50).count == 2
    assert filled.kept(Data.CLICKS) == Kept(count=8, oldest=START + 3 * DAY)
    assert len(left(filled)) == 10


@pytest.mark.parametrize("data", Data)
def test_blocks_follow_one_another(filled, data):
    """Oldest first, about as many as asked for, until there is no more."""
    counts, after = [], None
    while True:
        block = filled.forget(data, before=NOW, most=4, after=after)
        counts.append(block.count)
        after = block.next
        if after is None:
            break
    assert counts == [4, 4, 2]
    assert filled.kept(data).count == 0


def test_rows_of_one_moment_stay_together(store):
    """A block is larger rather than passing over some of them."""
    rows = [make_delivery(n, time_received=START) for n in range(5)]
    store.append(Batch(messages=(), deliveries=tuple(rows)))
    block = store.forget(Data.ROWS, before=NOW, most=2)
    assert block.count == 5
    assert store.count(ALL) == 0


@pytest.mark.parametrize("data", Data)
def test_what_must_stay_stays(filled, data):
    """All of a message that is named, however old, and blocks go on past it."""
    keep = {ROWS[0].network_message_id, ROWS[1].network_message_id, ROWS[5].network_message_id}
    kept, gone, after = 0, 0, None
    while True:
        block = filled.forget(data, before=NOW, most=2, keep=keep, after=after)
        kept, gone, after = kept + block.kept, gone + block.count, block.next
        if after is None:
            break
    assert (kept, gone) == (3, 7)
    assert filled.kept(data).count == 3
    assert filled.message(ROWS[5].network_message_id) is not None
    assert ROWS[5].key in left(filled)


def test_a_message_with_a_younger_delivery_keeps_what_it_says(store):
    """Content is as old as the newest delivery of its message; raw mail likewise."""
    old = make_delivery(1, time_received=START, raw_sha256="a" * 64)
    young = make_delivery(
        1, recipient="bob@example.org", time_received=START + 5 * DAY, raw_sha256="a" * 64
    )
    store.append(Batch(messages=(make_message(1),), deliveries=(old, young)))
    before = START + 2 * DAY
    assert store.kept(Data.CONTENT, before=before).count == 0
    assert store.forget(Data.CONTENT, before=before, most=5).count == 0
    assert store.forget(Data.ROWS, before=before, most=5).raw == ()
    assert store.message(old.network_message_id) is not None
    assert store.forget(Data.ROWS, before=NOW, most=5).raw == ("a" * 64,)
    assert store.message(old.network_message_id) is None


def test_events_of_deliveries_that_are_not_here_go_too(store):
    """They hold addresses as well."""
    row = make_delivery(1)
    store.amend([make_event(row, 1, at=START), make_event(make_delivery(2), 2, at=NOW)])
    store.forget(Data.ROWS, before=NOW - DAY, most=5)
    assert list(store.timeline(row.key)) == []
    assert len(store.timeline(make_delivery(2).key)) == 1


def test_what_was_forgotten_can_come_again(filled):
    """A mail that is imported once more is new."""
    filled.forget(Data.ROWS, before=NOW, most=50)
    assert filled.append(Batch(messages=(make_message(1),), deliveries=(ROWS[1],))).stored == 1
    assert filled.message(ROWS[1].network_message_id) is not None
