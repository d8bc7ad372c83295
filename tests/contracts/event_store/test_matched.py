"""Which entries of a list find anything."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.making.deliveries import HOSTILE_TEXTS, NOW, START, make_delivery, message_id
from tests.making.varied import varied_deliveries

from clawback.filters.errors import FilterError
from clawback.filters.parse import parse
from clawback.filters.scoping import within
from clawback.filters.tree import InList
from clawback.model.folding import fold
from clawback.model.scope import Scope
from clawback.model.tags import NO_TAGS
from clawback.store.port import Batch, Query

ALL = Query(now=NOW)
_FOUND = (
    *(message_id(1).upper(), "1@sender.example", "<1@SENDER.example>", "AB" * 32, "cd" * 32),
    *("https://evil.example/login", "hxxp://evil[.]example/login", "safe.example/?u=1"),
    *("evil.example", "billing@sender.example", "sender.example", "Ada@example.org"),
    *("192.0.2.7", "::ffff:192.0.2.7"),
)
_LOST = (
    *(message_id(2), "2@sender.example", "ef" * 32, "evil.example/other", "other.example"),
    *("bob@example.org", "192.0.2.8", "evil", "", "/", *HOSTILE_TEXTS),
)


def put(store, *rows):
    store.append(Batch(messages=(), deliveries=rows))


@pytest.fixture
def mail(store):
    put(
        store,
        make_delivery(
            1,
            url=("https://evil.example/login/",),
            url_domain=("evil.example",),
            url_wrapper=("https://safe.example/?u=1",),
            attachment_sha256=("AB" * 32,),
            raw_sha256="CD" * 32,
        ),
    )
    return store


def test_entries_that_find_something(mail):
    """By any of the facts that lists are compared with, in any spelling, all in one question."""
    assert mail.matched(ALL, (*_FOUND, *_LOST)) == set(_FOUND)
    assert mail.matched(ALL, _LOST) == frozenset()
    assert mail.matched(ALL, ()) == frozenset()


def test_only_deliveries_of_the_query_count(mail):
    """Its filter with the scope in it, its bounds in time, its lists."""
    asked = ("evil.example",)
    south = within(parse(""), Scope(domains=frozenset({"south.example"})), NO_TAGS)
    assert mail.matched(Query(now=NOW, filter=south), asked) == frozenset()
    assert mail.matched(Query(now=NOW, until=START - timedelta(days=1)), asked) == frozenset()
    only = Query(now=NOW, filter=parse("list:mine"), lists={"mine": frozenset({message_id(1)})})
    assert mail.matched(only, asked) == set(asked)
    assert mail.matched(Query(now=NOW, filter=parse("alert_id:*")), asked) == frozenset()
    with pytest.raises(FilterError):
        mail.matched(Query(now=NOW, filter=parse("list:none")), asked)


@pytest.mark.slow  # asks once for each value
def test_it_is_what_a_list_of_one_would_find(store):
    """For every value that varied deliveries hold, and some that none holds."""
    rows = varied_deliveries(60)
    put(store, *rows)
    asked = {value for row in rows[:40] for value in _values(row)} | {"nowhere.example"}
    some = sorted(asked)[:: max(1, len(asked) // 40)]
    expected = {
        entry
        for entry in some
        if store.count(
            Query(now=NOW, filter=InList("one"), lists={"one": frozenset({fold(entry)})})
        )
    }
    assert store.matched(ALL, some) == expected
    assert expected


def _values(row):
    return (
        *(row.network_message_id, row.internet_message_id, row.sender_address, row.recipient),
        *(row.sender_domain, row.sender_ip, row.raw_sha256),
        *(*row.url, *row.url_domain, *row.attachment_sha256),
    )
