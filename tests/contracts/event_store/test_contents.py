"""Contents of messages: read together, and found by what their bodies say."""

from __future__ import annotations

from tests.making.deliveries import make_delivery, make_message, message_id

from clawback.store.port import Batch


def test_contents_are_read_together(store):
    """Those that are there, each once, whatever the spelling of their ids."""
    store.append(Batch(messages=(make_message(1), make_message(2)), deliveries=()))
    ids = [message_id(1), message_id(1).upper(), message_id(2), "nothing"]
    assert sorted(one.subject for one in store.messages(ids)) == ["Invoice 1", "Invoice 2"]
    assert list(store.messages([])) == []


def test_bodies_that_read_alike_are_found(store):
    """Newest delivery first, without the message itself; a short body is like no other."""
    body = "Dear customer, your parcel {} waits for you to pay the customs duty."
    messages = [make_message(n, text=body.format(n)) for n in (1, 2, 3)]
    other = make_message(4, text="Quite another body, which is long enough to be compared at all.")
    short = [make_message(n, text="Thanks!") for n in (5, 6)]
    store.append(
        Batch(
            messages=(*messages, other, *short),
            deliveries=tuple(make_delivery(n) for n in range(1, 7)),
        )
    )
    assert list(store.same_body(message_id(1), limit=9)) == [message_id(3), message_id(2)]
    assert list(store.same_body(message_id(1).upper(), limit=1)) == [message_id(3)]
    assert list(store.same_body(message_id(4), limit=9)) == []
    assert list(store.same_body(message_id(5), limit=9)) == []
    assert list(store.same_body("unknown", limit=9)) == []
