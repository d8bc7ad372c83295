"""The book: what makes one of another, and what of a link its entries are for."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.links.clicks.book import (
    EMPTY,
    Entry,
    Kind,
    book_of,
    change,
    changed,
    marks_of,
    message_number,
)
from clawback.model.verdict import ThreatType

NOW = datetime(2026, 11, 30, tzinfo=UTC)
entries = st.builds(
    Entry,
    kind=st.sampled_from(Kind),
    what=st.sampled_from(("a.example", "b.example/x", "0011223344556677")),
    blocks=st.booleans(),
    threat=st.none() | st.sampled_from(ThreatType),
    source=st.sampled_from(("one", "two")),
)
books = st.lists(entries, max_size=6)


@given(before=books, after=books)
def test_a_change_makes_the_later_book_of_the_earlier(before, after):
    """Whatever two books hold, what is told between them is enough, also from nothing."""
    old, new = book_of(before, "1"), book_of(after, "2")
    assert changed(old, change(old, new)) == new
    assert changed(old, change(EMPTY, new)) == new


@pytest.mark.parametrize(
    ("kind", "what", "url", "names"),
    [
        (Kind.URL, "evil.example/login", "https://EVIL.example/login/", True),
        (Kind.URL, "evil.example/login", "https://evil.example/login?a=1#b", True),
        (Kind.URL, "evil.example/login", "https://evil.example/other", False),
        (Kind.URL, "evil.example/login?a=1", "https://evil.example/login?a=2", False),
        (Kind.HOST, "evil.example", "https://www.evil.example./x", True),
        (Kind.HOST, "evil.example", "https://user@evil.example:8443/x", True),
        (Kind.HOST, "evil.example", "https://notevil.example/", False),
        (Kind.HOST, "www.evil.example", "https://evil.example/", False),
        (Kind.HOST, "xn--shp-tna.example", "https://shöp.example/", True),
        (Kind.HOST, "127.0.0.1", "http://0x7f.1/", True),
        (Kind.HOST, "0.0.1", "http://127.0.0.1/", False),
        (Kind.HOST, "[2001:db8::1]", "http://[2001:DB8:0::1]:80/", True),
        (Kind.MESSAGE, message_number("M-1"), "https://any.example/", True),
        (Kind.MESSAGE, message_number("M-2"), "https://any.example/", False),
    ],
)
def test_an_entry_is_for_every_spelling_of_its_link(kind, what, url, names):
    """Links as a browser reads them, hosts with all below them, messages by their number."""
    book = book_of([Entry(kind=kind, what=what)], "1")
    assert bool(book.naming(marks_of(url, "m-1"), NOW, blocks=True)) is names


def test_an_entry_counts_until_its_end():
    """What has ended names nothing any more."""
    book = book_of([Entry(kind=Kind.HOST, what="a.example", until=NOW)], "1")
    marks = marks_of("https://a.example/", "")
    assert book.naming(marks, NOW - timedelta(seconds=1), blocks=True)
    assert not book.naming(marks, NOW, blocks=True)


def test_blocks_and_allowances_stand_beside_each_other():
    """A link can be blocked and allowed; each is asked for by itself."""
    both = [Entry(kind=Kind.HOST, what="a.example", blocks=one) for one in (True, False)]
    book, marks = book_of(both, "1"), marks_of("https://a.example/", "")
    assert [book.naming(marks, NOW, blocks=one) for one in (True, False)] == [[both[0]], [both[1]]]
