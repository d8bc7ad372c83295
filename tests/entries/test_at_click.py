"""The list at the click: the book names what the index names, and clicks tell which were used."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.making.house import START, TurnedClock
from tests.servers.state import open_state

from clawback.app.allowing import list_on
from clawback.app.at_click import OwnEntries, in_book, noting_uses
from clawback.audit.trail import Trail
from clawback.entries.entry import Entry, EntryAction, Place, Terms, ValueKind
from clawback.entries.expiry import Expiry, ExpiryWish
from clawback.entries.index import CLICK, FOR_EVER, Changed, Index, Line
from clawback.entries.keys import key_of
from clawback.entries.naming import link_keys
from clawback.entries.value import read_value
from clawback.entries.wish import EntryWish, usual_direction
from clawback.links.clicks.book import book_of, marks_of
from clawback.model.actor import SYSTEM
from clawback.model.click import Click
from clawback.model.verdict import ClickVerdict

BLOCK = EntryAction.BLOCK
HOSTS = ("x.example", "a.x.example", "b.a.x.example", "y.example", "192.0.2.7", "[2001:db8::1]")
VALUES = [
    *(f"{mark}{host}" for mark in ("", "*.", "~") for host in HOSTS[:4]),
    *(f"{host}{path}" for host in HOSTS for path in ("/p", "/p/*", "/p?q=1", "/p/q/*")),
    *("192.0.2.7", "2001:db8::1", "x.example:8080/p"),
]
PATHS = ("", "/", "/p", "/p/", "/p?q=1", "/p?q=2", "/p/q", "/p/q/r#s", "/pq", ":8080/p")


def _kept(value):
    terms = Terms(action=BLOCK, direction=usual_direction(BLOCK), places=frozenset(Place))
    return Entry(
        number=1,
        value=value,
        terms=terms,
        origin="person",
        at=START,
        by="ada",
        by_name="Ada",
        changed_at=START,
        changed_by="Ada",
    )


@given(
    st.sampled_from(VALUES),
    st.booleans(),
    st.sampled_from(HOSTS),
    st.sampled_from(PATHS),
)
def test_the_book_names_what_the_index_names(text, as_url, host, path):
    """One entry means the same to whoever judges mail and to whoever judges clicks."""
    url = f"https://{host}{path}"
    value = read_value(text, ValueKind.URL if as_url else None)
    index = Index()
    index.change([Changed(key_of(value), 1, Line(1, CLICK, FOR_EVER))])
    book = book_of([in_book(_kept(value))], "1")
    named = bool(book.naming(marks_of(url, ""), START, blocks=True))
    assert named is bool(list(index.find(link_keys(url, index))))


class House:
    """The list, and clicks that it hears of."""

    def __init__(self, database):
        self.clock = TurnedClock()
        self.allowing = list_on(database, Trail(database, self.clock), self.clock)
        self.heard = list[Click]()
        self.hear = noting_uses(self.allowing.current, self.heard.extend)

    def add(self, text, action=BLOCK, **more):
        expiry = ExpiryWish(choice=Expiry.NEVER)
        wish = EntryWish(value=read_value(text), action=action, expiry=expiry, **more)
        return self.allowing.entries.add(SYSTEM, wish)

    def click(self, url, verdict, **more):
        one = Click(id="1", recipient="", at=self.clock.now(), url=url, verdict=verdict, **more)
        self.hear([one])

    def used(self, entry):
        self.allowing.keep_uses()
        return self.allowing.entries.get(entry.id).used_at


@pytest.fixture
def house(tmp_path):
    with closing(open_state(tmp_path / "state.sqlite")) as database:
        yield House(database)


def test_a_click_that_an_entry_ruled_is_a_use_of_it(house):
    """Of the link or of what it led on to; a click that something else ruled is none."""
    block, allow = house.add("~evil.example"), house.add("shop.example/a", EntryAction.ALLOW)
    house.click("https://www.evil.example/x", ClickVerdict.BLOCKED)
    assert house.used(block) is None
    house.click("https://www.evil.example/x", ClickVerdict.BLOCKED_BY_POLICY)
    assert house.used(block) == house.clock.now()
    house.clock.turn(hours=1)
    house.click("https://shop.example/a?b", ClickVerdict.ALLOWED_BY_POLICY)
    assert house.used(allow) == house.clock.now()
    assert house.used(block) == house.clock.now() - timedelta(hours=1)
    chain = ("https://evil.example/",)
    house.click("https://t.example/", ClickVerdict.BLOCKED_BY_POLICY, url_chain=chain)
    assert house.used(block) == house.clock.now()
    assert len(house.heard) == 4


def test_the_book_has_what_counts_at_the_click(house):
    """And is another whenever the list is."""
    own = OwnEntries(house.allowing)
    before = own.stamp()
    house.add("evil.example")
    house.add("worse.example/x", places=frozenset({Place.MAIL}))
    house.allowing.current.look()
    assert own.stamp() != before
    assert [one.what for one in own.entries()] == ["evil.example"]
