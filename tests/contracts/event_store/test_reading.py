"""Pages, counts, charts and streams."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.making.deliveries import (
    NOW,
    START,
    make_delivery,
    message_id,
)
from tests.making.varied import varied_deliveries, varied_events

from clawback.filters.errors import FilterError
from clawback.filters.tree import AnyOf, Contains, InList
from clawback.model.delivery import whereabouts_of
from clawback.model.errors import BadInputError
from clawback.model.tags import Tags
from clawback.store.chart import Chart
from clawback.store.port import Batch, Query, Top

ALL = Query(now=NOW)


def put(store, *rows):
    store.append(Batch(messages=(), deliveries=rows))


def test_it_says_what_it_is(store):
    """The engine's name and version, which differ with the engine alone."""
    assert re.fullmatch(
        r"memory of this process|DuckDB [0-9.]+|ClickHouse [0-9.]+( in this process)?",
        store.version(),
    )


def walk(store, query, limit, between=lambda _: None):
    """Every key, page by page; `between` runs after each."""
    found, after = [], None
    while True:
        page = store.page(query, limit=limit, after=after)
        assert len(page.rows) <= limit
        found += [row.delivery.key for row in page.rows]
        if page.next is None:
            return found
        between(len(found))
        after = page.next


@pytest.mark.slow
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    times=st.lists(st.integers(0, 5), min_size=1, max_size=25),
    limit=st.integers(1, 7),
)
def test_pages_hold_every_row_once_in_order(opener, times, limit):
    """Newest first, ties by key, nothing lost or doubled at any page size."""
    store = opener()
    rows = [
        make_delivery(n % 7, recipient=f"r{n}@x", time_received=START + timedelta(seconds=at))
        for n, at in enumerate(times)
    ]
    put(store, *rows)
    expected = sorted(rows, key=lambda row: (-row.time_received.timestamp(), row.key))
    assert walk(store, ALL, limit) == [row.key for row in expected]
    streamed = [row.delivery for block in store.stream(ALL, size=limit) for row in block]
    assert streamed == expected


@pytest.mark.parametrize("size", [1, 7, 100])
def test_whereabouts_are_what_rows_say(store, size):
    """The quick way to deliveries agrees with the whole one, in order, events and all."""
    rows = varied_deliveries(40)
    put(store, *rows)
    store.amend(varied_events(rows, 40))
    whole = [whereabouts_of(row) for block in store.stream(ALL) for row in block]
    quick = [one for block in store.whereabouts(ALL, size=size) for one in block]
    assert quick == whole


def test_rows_that_come_while_paging_disturb_nothing(store):
    """Every row that was there before is seen exactly once, whatever is appended meanwhile."""
    before = [make_delivery(n * 2) for n in range(30)]
    put(store, *before)

    def append(seen):
        put(store, make_delivery(1000 + seen), make_delivery(seen * 2 + 1))

    found = walk(store, ALL, 4, append)
    assert len(found) == len(set(found))
    assert [key for key in found if key in {row.key for row in before}] == [
        row.key for row in reversed(before)
    ]


def test_a_stream_shows_one_moment(store):
    """Rows that come after the first block are not in it, and the writer does not wait."""
    put(store, *(make_delivery(n) for n in range(10)))
    blocks = store.stream(ALL, size=3)
    first = next(blocks)
    put(store, *(make_delivery(n) for n in range(10, 20)))
    rest = [row.delivery.key for block in blocks for row in block]
    assert [row.delivery.key for row in first] + rest == [
        make_delivery(n).key for n in reversed(range(10))
    ]
    assert store.count(ALL) == 20


def test_a_stream_may_be_left(store):
    """One that is not read to its end holds nothing up."""
    put(store, *(make_delivery(n) for n in range(10)))
    blocks = store.stream(ALL, size=3)
    next(blocks)
    blocks.close()
    put(store, make_delivery(11))
    assert store.count(ALL) == 11


def test_bounds_take_the_start_and_leave_the_end(store):
    """`since` is included, `until` is not, to the microsecond."""
    put(
        store,
        *(make_delivery(n, time_received=START + timedelta(microseconds=n)) for n in range(4)),
    )
    bounded = Query(
        now=NOW, since=START + timedelta(microseconds=1), until=START + timedelta(microseconds=3)
    )
    assert walk(store, bounded, 10) == [make_delivery(2).key, make_delivery(1).key]
    assert store.count(bounded) == 2


def test_rows_by_key(store):
    """The rows of the keys that exist, once each, in whatever case an id is written."""
    put(store, make_delivery(1), make_delivery(2), make_delivery(1, recipient="bob@example.org"))
    keys = [make_delivery(1).key, make_delivery(1).key, make_delivery(9).key]
    assert [row.delivery for row in store.rows(keys)] == [make_delivery(1)]
    assert len(store.rows([make_delivery(n).key for n in range(50)])) == 2


def test_newest(store):
    """The latest time of delivery, whatever order they came in."""
    put(store, make_delivery(5), make_delivery(3))
    assert store.newest() == START + timedelta(seconds=5)


def test_top_orders_by_count_and_value(store):
    """Ties go by value, the limit holds, spellings that fold together are one value."""
    subjects = ["b", "B", "a", "A", "", "", "", "c"]
    put(store, *(make_delivery(n, subject=text) for n, text in enumerate(subjects)))
    assert list(store.top(ALL, field="subject", limit=2)) == [
        Top(value="A", count=2),
        Top(value="B", count=2),
    ]


def test_what_top_counts_a_filter_finds(store):
    """A click on a bar shows as many rows as the bar said."""
    put(
        store, *(make_delivery(n, subject=text) for n, text in enumerate(["x", "X", "é", "É", "y"]))
    )
    for top in store.top(ALL, field="subject", limit=10):
        query = Query(filter=AnyOf("subject", (top.value,)), now=NOW)
        assert store.count(query) == top.count


@pytest.mark.parametrize("name", ["nonsense", "mailbox", "subject; DROP TABLE delivery", ""])
def test_counting_by_an_unknown_field_is_an_error(store, name):
    """Only the fields of the filter language can be counted by."""
    with pytest.raises(BadInputError, match="no field"):
        store.top(ALL, field=name, limit=1)
    with pytest.raises(BadInputError, match="no field"):
        store.histogram(ALL, Chart(field=name))


def test_a_list_that_is_not_there_is_an_error(store):
    """A filter never finds nothing because of a misspelled list."""
    with pytest.raises(BadInputError, match="no list"):
        store.count(Query(filter=InList("gone"), now=NOW))


def test_lists_find_ids_urls_and_addresses(store):
    """A large list is one question."""
    put(store, *(make_delivery(n, url=(f"https://h{n}.example/p",)) for n in range(5)))
    entries = frozenset({f"unknown{n}" for n in range(5000)} | {message_id(1), "h3.example/p"})
    query = Query(filter=InList("iocs"), now=NOW, lists={"iocs": entries})
    assert [row.delivery for row in store.page(query, limit=9).rows] == [
        make_delivery(3, url=("https://h3.example/p",)),
        make_delivery(1, url=("https://h1.example/p",)),
    ]


@pytest.mark.parametrize("count", [3, 1500])
def test_however_many_values_are_asked_for_the_same_is_found(store, count):
    """One value of a field that has several is enough, whichever way the question is put."""
    links = [("q.example", f"h{n}.example/p") for n in range(5)]
    put(
        store,
        *(make_delivery(n, url=one, url_domain_and_path=one) for n, one in enumerate(links)),
    )
    for field, wanted in (("url", "h3.example/p"), ("url_domain_and_path", "H3.example/p/")):
        values = (*(f"no{n}.example/p" for n in range(count)), wanted)
        rows = store.page(Query(filter=AnyOf(field, values), now=NOW), limit=9).rows
        assert [row.delivery.url for row in rows] == [links[3]]


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE delivery; --", "100%", "_", "nul\x00", "a\nb", "$v0", "{}", "\\"]
)
def test_hostile_text_finds_only_itself(store, text):
    """Signs that mean something to a database mean nothing in a filter."""
    put(store, make_delivery(1, subject=f"x{text}y"), make_delivery(2, subject="plain"))
    assert store.count(Query(filter=Contains("subject", text), now=NOW)) == 1
    assert store.count(Query(filter=AnyOf("subject", (f"x{text}y",)), now=NOW)) == 1
    assert store.count(ALL) == 2


def test_text_is_never_found_across_two_links(store):
    """Each link is a text of its own, also for a needle that holds a line break."""
    put(
        store,
        make_delivery(1, url=("a.example/x", "b.example")),
        make_delivery(2, url=("a.example/x\nb.example",)),
    )
    crossing = Query(filter=Contains("url", "x\nb"), now=NOW)
    assert [row.delivery.key for row in store.page(crossing, limit=9).rows] == [
        make_delivery(2).key
    ]
    assert store.count(Query(filter=Contains("url", "b.example"), now=NOW)) == 2


def test_a_part_of_a_link_may_be_defanged(store):
    """`url~"pay[.]example"` is found as `pay.example`, as analysts pass it on."""
    row = make_delivery(url=("https://pay.example/now",), url_domain_and_path=("pay.example/now",))
    put(store, row)
    for field in ("url", "url_domain_and_path"):
        found = Query(now=NOW, filter=Contains(field, "pay[.]example/n"))
        assert store.count(found) == 1


def test_tags_are_told_when_the_question_is_asked(store):
    """The same mail has other tags for another table, in filters, rows and counts."""
    put(store, make_delivery(1), make_delivery(2, recipient="bob@example.net"))
    for members, found in (["ada@example.org"], 1), (["*@example.*"], 2), (["x.example"], 0):
        query = Query(now=NOW, tags=Tags.read({"vip": members}), filter=AnyOf("tags", ("VIP",)))
        rows = store.page(query, limit=9).rows
        assert [row.tags for row in rows] == [("vip",)] * found
        everything = Query(now=NOW, tags=query.tags)
        tops = store.top(everything, field="tags", limit=9)
        assert [(top.value, top.count) for top in tops] == [("vip", found)] * bool(found)


def test_a_tag_that_is_not_there_is_an_error(store):
    """Never an empty answer, also when nothing is stored."""
    with pytest.raises(FilterError, match='no tag "gone"'):
        store.count(Query(now=NOW, filter=AnyOf("tags", ("gone",))))


def test_the_extent_of_what_is_found(store):
    """Deliveries, distinct messages and recipients, first and last; nothing has no times."""
    put(
        store,
        make_delivery(1, recipient="ada@x"),
        make_delivery(1, recipient="Ada@X", time_received=START + timedelta(seconds=1)),
        make_delivery(5, recipient="bob@x"),
        make_delivery(9, recipient="eve@y", recipient_domain="y"),
    )
    found = store.extent(Query(filter=AnyOf("recipient_domain", ("example.org",)), now=NOW))
    assert (found.deliveries, found.messages, found.recipients) == (3, 2, 2)
    assert (found.first, found.last) == (START + timedelta(seconds=1), START + timedelta(seconds=5))
    nothing = store.extent(Query(filter=AnyOf("subject", ("none",)), now=NOW))
    assert (nothing.deliveries, nothing.first, nothing.last) == (0, None, None)
