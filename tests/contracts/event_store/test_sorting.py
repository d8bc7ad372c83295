"""Rows in any order and with any columns: both stores, page after page, while rows come in."""

from __future__ import annotations

import functools
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contracts.event_store.filled import ALL, ROWS, fill, in_memory
from tests.making.deliveries import (
    NOW,
    START,
    deliveries,
    make_delivery,
    make_event,
    message_id,
)
from tests.making.varied import varied_deliveries
from tests.servers import clickhouse

from clawback.filters.fields import SHOWN
from clawback.filters.tree import AnyOf
from clawback.model.delivery import DeliveryKey
from clawback.model.location import DeliveryLocation
from clawback.store.duckdb import DuckdbStore
from clawback.store.json_row import COLUMNS, row_to_json
from clawback.store.memory import MemoryStore
from clawback.store.page_mark import read_cursor, write_cursor
from clawback.store.port import Query
from clawback.store.sorting import NEWEST, OLDEST, ForeignCursorError, LostCursorError, Sort

SORTS = [Sort(field=name, descending=down) for name in SHOWN for down in (False, True)]


@pytest.fixture(scope="module")
def filled_stores(tmp_path_factory):
    duckdb = fill(DuckdbStore.open(tmp_path_factory.mktemp("sorted") / "s.duckdb"))
    yield {"memory": in_memory(), "duckdb": duckdb}
    duckdb.close()


@functools.cache
def in_clickhouse():
    return fill(clickhouse.new_chdb_store())


@pytest.fixture(params=["memory", "duckdb", pytest.param("chdb", marks=pytest.mark.slow)])
def filled(request, filled_stores):
    return in_clickhouse() if request.param == "chdb" else filled_stores[request.param]


def walk(store, sort, limit, between=lambda _: None):
    """Every row, page by page, each cursor through its text; `between` runs after each."""
    found, after = [], None
    while True:
        page = store.page(ALL, limit=limit, after=after, sort=sort)
        found += page.rows
        if page.next is None:
            return found
        between(len(found))
        after = read_cursor(write_cursor(page.next))


@pytest.mark.slow
@pytest.mark.parametrize("sort", SORTS, ids=str)
def test_every_field_sorts_and_pages_hold_each_row_once(filled, sort):
    """DuckDB's order is the memory store's for every field, both ways, whatever the page size."""
    expected = list(in_memory().page(ALL, limit=100, sort=sort).rows)
    assert len(expected) == len({row.delivery.key for row in expected}) == len(ROWS)
    assert walk(filled, sort, 17) == expected


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    made=st.lists(deliveries(), min_size=2, max_size=12),
    sort=st.sampled_from(SORTS),
    limit=st.integers(1, 5),
)
def test_any_rows_come_in_one_order(made, sort, limit):
    """The same, for deliveries that hypothesis makes up."""
    duckdb, memory = DuckdbStore.open(Path(":memory:")), MemoryStore()
    for store in (duckdb, memory):
        fill(store, made, [])
    expected = list(memory.page(ALL, limit=100, sort=sort).rows)
    assert walk(duckdb, sort, limit) == walk(memory, sort, limit) == expected
    duckdb.close()


def subjects(rows):
    return [(row.delivery.subject, row.delivery.recipient) for row in rows]


def test_the_order_is_that_of_people(store):
    """Folded text up or down, nothing last either way, ties newest first and then by key."""
    told = [("b", 1, "x"), ("", 9, "y"), ("A", 2, "w"), ("a", 5, "z"), ("B", 1, "a"), ("ä", 0, "q")]
    rows = [
        make_delivery(1, subject=subject, recipient=who, time_received=START + timedelta(hours=at))
        for subject, at, who in told
    ]
    fill(store, rows, [])
    up = [("a", "z"), ("A", "w"), ("B", "a"), ("b", "x"), ("ä", "q"), ("", "y")]
    down = [("ä", "q"), ("B", "a"), ("b", "x"), ("a", "z"), ("A", "w"), ("", "y")]
    assert subjects(walk(store, Sort(field="subject"), 2)) == up
    assert subjects(walk(store, Sort(field="subject", descending=True), 2)) == down


def test_addresses_go_by_number_and_lists_by_their_first_value(store):
    """10.0.0.9 comes before 10.0.0.10, what is no address last; empty entries do not count."""
    ips = ("10.0.0.10", "junk", "10.0.0.9", "2001:db8::1", "")
    hosts = (("b.example", "a.example"), (), ("", "c.example"), ("a.example",), ("",))
    rows = [
        make_delivery(n, sender_ip=ip, url_domain=host)
        for n, (ip, host) in enumerate(zip(ips, hosts, strict=True))
    ]
    fill(store, rows, [])

    def numbers(field):
        found = walk(store, Sort(field=field), 2)
        return [rows.index(row.delivery) for row in found]

    assert numbers("sender_ip")[:3] == [2, 0, 3]
    assert numbers("url_domain")[:3] == [3, 0, 2]


@pytest.mark.parametrize("sort", [OLDEST, Sort(field="subject"), Sort(field="email_size")], ids=str)
def test_rows_that_come_while_paging_disturb_no_order(store, sort):
    """Every row that was there before is seen exactly once, in its order."""
    before = varied_deliveries(15, seed=3)
    fill(store, before, [])
    expected = [row.delivery.key for row in store.page(ALL, limit=100, sort=sort).rows]
    later = iter(varied_deliveries(40, seed=4))

    def append(_):
        made = next(later)
        key = f"late {made.network_message_id}"
        fresh = make_delivery(
            1, network_message_id=key, subject=made.subject, email_size=made.email_size
        )
        fill(store, [fresh], [])

    found = [row.delivery.key for row in walk(store, sort, 3, append)]
    assert len(found) == len(set(found))
    assert [key for key in found if key in set(expected)] == expected


def test_what_events_say_can_be_sorted_by(store):
    """The latest location, as the overlay has it when the page is asked for."""
    rows = [make_delivery(n) for n in range(3)]
    fill(store, rows, [make_event(rows[1], 1, location=DeliveryLocation.DELETED_ITEMS)])
    found = walk(store, Sort(field="latest_delivery_location"), 2)
    assert found[0].delivery == rows[1]


def test_a_cursor_of_another_order_is_refused(store):
    """In a sentence, and for the contrary direction too."""
    fill(store)
    after = store.page(ALL, limit=3, sort=Sort(field="subject")).next
    for sort in (NEWEST, Sort(field="subject", descending=True), Sort(field="email_size")):
        with pytest.raises(ForeignCursorError, match="another order"):
            store.page(ALL, limit=3, after=after, sort=sort)
        with pytest.raises(ForeignCursorError):
            store.lines(ALL, ["subject"], limit=3, after=after, sort=sort)


def test_long_values_are_looked_up(store):
    """Texts that are alike for longer than a cursor holds are still in their order."""
    rows = [make_delivery(n, subject="very " * 400 + f"long {n:02}") for n in range(9)]
    fill(store, rows, [])
    found = walk(store, Sort(field="subject", descending=True), 2)
    assert [row.delivery.subject[-2:] for row in found] == [f"{n:02}" for n in reversed(range(9))]


def test_a_long_value_that_is_gone_is_said(store):
    """A cut cursor asks only of what the query finds: it tells nothing of other rows."""
    rows = [make_delivery(n, subject="very " * 400 + str(n)) for n in range(3)]
    fill(store, rows, [])
    sort = Sort(field="subject")
    after = store.page(ALL, limit=1, sort=sort).next
    cut = read_cursor(write_cursor(after))
    assert cut.cut
    others = Query(now=NOW, filter=AnyOf("network_message_id", (message_id(2),)))
    with pytest.raises(LostCursorError, match="no longer found"):
        store.page(others, limit=1, after=cut, sort=sort)


@pytest.mark.parametrize("sort", [NEWEST, OLDEST, Sort(field="sender_address")], ids=str)
def test_lines_are_rows_with_some_columns(filled, sort):
    """Every field alone and all together say what the row's JSON says, paged alike."""
    rows = in_memory().page(ALL, limit=100, sort=sort).rows
    expected = [row_to_json(row) for row in rows]
    page = filled.lines(ALL, COLUMNS, limit=100, sort=sort)
    assert [dict(zip(COLUMNS, line, strict=True)) for line in page.lines] == expected
    for name in COLUMNS[::3] if sort == NEWEST else ():
        lines = filled.lines(ALL, [name], limit=9).lines
        assert [line[0] for line in lines] == [row[name] for row in expected[:9]]
    some = ["subject", "tags", "latest_delivery_location"]
    first = filled.lines(ALL, some, limit=15, sort=sort)
    second = filled.lines(ALL, some, limit=100, sort=sort, after=first.next)
    wanted = [tuple(row[name] for name in some) for row in expected]
    assert [*first.lines, *second.lines] == wanted
    streamed = [*filled.stream_lines(ALL, some, sort=sort, size=7)]
    assert [line for block in streamed for line in block] == wanted
    assert max(map(len, streamed)) <= 7


def test_an_empty_store_has_no_lines(store):
    """Nothing is found, in any order, and no page follows."""
    for sort in (NEWEST, OLDEST, Sort(field="url")):
        page = store.lines(ALL, ["subject"], limit=5, sort=sort)
        assert page.lines == ()
        assert page.next is None
        assert list(store.stream_lines(ALL, ["subject"], sort=sort)) == []


def test_a_line_says_ids_as_they_were_written(store):
    """An id that is no UUID is shown and found again, in its own spelling."""
    fill(store, [make_delivery(1, network_message_id="No-UUID", recipient="Bob@X")], [])
    line = store.lines(ALL, ["network_message_id", "recipient"], limit=1).lines[0]
    assert line == ("No-UUID", "Bob@X")
    assert store.rows([DeliveryKey(network_message_id=line[0], recipient=line[1])])
