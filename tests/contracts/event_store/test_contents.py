"""Contents of messages: read together, and found by what their bodies say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.making.deliveries import NOW, START, make_delivery, make_message, message_id

from clawback.filters.parse import parse
from clawback.model.delivery import NOTHING_BESIDE
from clawback.model.errors import BadInputError
from clawback.store.port import Batch, Query


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


def test_what_stands_in_a_mail_is_found_by_its_deliveries(store):
    """Body and header, within bounds of time, and no row carries them along."""
    message = make_message(1, text="A Gift Card", headers=(("X-Mailer", "PHP"), ("Subject", "Hi")))
    bob = make_delivery(1, recipient="bob@example.org")
    late = make_delivery(1, recipient="eve@example.org", time_received=NOW)
    rows = (make_delivery(1), bob, late, make_delivery(2))
    store.append(Batch(messages=(message,), deliveries=rows))

    def found(text, **bounds):
        page = store.page(Query(filter=parse(text), now=NOW, **bounds), limit=9)
        assert all(row.beside == NOTHING_BESIDE for row in page.rows)
        return len(page.rows)

    assert found('body~"gift card"') == 3
    assert found("body~gift header.x-mailer:php", until=NOW) == 2
    assert found("-body~gift", since=START) == 1
    assert found("header.subject:h?") == found('header~"x-mailer: p"') == 3
    assert found("header.mailer:* OR header.subject:x") == 0


def test_first_contact_is_told_when_it_is_asked(store):
    """Older mail that comes in later takes it away; each recipient has one of its own."""
    first = make_delivery(5, sender_address="New@x.example")
    store.append(
        Batch(
            messages=(),
            deliveries=(
                first,
                make_delivery(6, sender_address="new@X.example"),
                make_delivery(7, sender_address="new@x.example", recipient="bob@example.org"),
                make_delivery(8, sender_address=""),
            ),
        )
    )

    def found(text, **bounds):
        page = store.page(Query(filter=parse(text), now=NOW, **bounds), limit=9)
        return [row.delivery.network_message_id[-1] for row in page.rows]

    assert found("first_contact:true") == ["7", "5"]
    assert found("first_contact:false") == ["6"]
    assert found("-first_contact:*") == ["8"]
    assert found("first_contact:true", since=first.time_received + timedelta(seconds=1)) == ["7"]
    older = replace(first, network_message_id="older", time_received=START)
    store.append(Batch(messages=(), deliveries=(older,)))
    assert found("first_contact:true recipient:ada@example.org") == ["r"]
    tops = store.top(Query(now=NOW), field="first_contact", limit=9)
    assert {top.value: top.count for top in tops} == {"true": 2, "false": 2}
    with pytest.raises(BadInputError):
        store.top(Query(now=NOW), field="body", limit=9)
