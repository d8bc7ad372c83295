"""Groups: both stores, every field, page after page, each found again by its filter."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contracts.event_store.engines import ENGINES, new_engine
from tests.contracts.event_store.filled import ALL, ROWS, fill, in_memory
from tests.making.deliveries import START, deliveries, make_delivery, make_event, message_id

from clawback.filters.fields import SHOWN
from clawback.filters.parse import parse
from clawback.filters.write import write
from clawback.model.location import DeliveryAction
from clawback.store.duckdb import DuckdbStore
from clawback.store.group_value import filter_of
from clawback.store.grouping import Grouping, GroupMark, GroupOrder
from clawback.store.memory import MemoryStore
from clawback.store.page_mark import read_group_mark, write_group_mark
from clawback.store.sorting import ForeignCursorError, LostCursorError


@pytest.fixture(scope="module", params=ENGINES)
def engine(request):
    with new_engine(request.param) as kept:
        yield fill(kept)


def walk(store, field, order, limit):
    """Every group, page by page, each mark through its text."""
    found, after = [], None
    while True:
        asked = Grouping(field=field, order=order, limit=limit, after=after)
        page = store.groups(ALL, asked)
        assert len(page.groups) <= limit
        found += page.groups
        if page.next is None:
            return found
        after = read_group_mark(write_group_mark(page.next))


def values(groups):
    return [(group.value, group.deliveries) for group in groups]


@pytest.mark.slow
@pytest.mark.parametrize("field", sorted(SHOWN))
def test_every_field_groups(engine, field):
    """Every engine's groups are the memory store's, in both orders, whatever the page size."""
    for order in GroupOrder:
        expected = walk(in_memory(), field, order, 1000)
        assert sum(group.deliveries for group in expected) >= len(ROWS)
        assert walk(engine, field, order, 9) == expected


@pytest.mark.slow
@pytest.mark.parametrize("field", sorted(SHOWN))
def test_a_group_is_found_again_by_its_filter(field):
    """As text: exactly its deliveries, no fewer and no more."""
    groups = in_memory().groups(ALL, Grouping(field=field, limit=1000)).groups
    for group in groups:
        text = write(filter_of(SHOWN[field], group))
        again = replace(ALL, filter=parse(text))
        assert in_memory().count(again) == group.deliveries, text


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    made=st.lists(deliveries(), min_size=2, max_size=10),
    field=st.sampled_from(sorted(SHOWN)),
    order=st.sampled_from(GroupOrder),
    limit=st.integers(1, 4),
)
def test_any_rows_group_alike(made, field, order, limit):
    """The same, for deliveries that hypothesis makes up."""
    duckdb, memory = DuckdbStore.open(Path(":memory:")), MemoryStore()
    for store in (duckdb, memory):
        fill(store, made, [])
    expected = memory.groups(ALL, Grouping(field=field, order=order, limit=1000)).groups
    assert walk(duckdb, field, order, limit) == walk(memory, field, order, limit) == [*expected]
    duckdb.close()


def test_a_group_says_what_is_in_it(store):
    """Deliveries, messages, people, times, actions, and the newest delivery."""
    rows = [
        make_delivery(1, recipient="Ada@x", subject="Pay", delivery_action=DeliveryAction.BLOCKED),
        make_delivery(1, recipient="bob@x", subject="pay"),
        make_delivery(2, recipient="ada@x", subject="PAY", time_received=START + timedelta(days=2)),
        make_delivery(3, recipient="ada@x", subject="other"),
    ]
    fill(store, rows, [])
    first, second = store.groups(ALL, Grouping(field="subject")).groups
    assert (first.key, first.value) == ("pay", "PAY")
    assert (first.deliveries, first.messages, first.recipients) == (3, 2, 2)
    assert (first.first, first.last) == (rows[0].time_received, START + timedelta(days=2))
    assert first.actions == {"blocked": 1, "delivered": 2}
    assert first.newest.key == rows[2].key
    assert first.newest.subject == "PAY"
    assert second.value == "other"


def test_those_without_a_value_are_a_group_too(store):
    """So that all groups together are all deliveries; it comes last among those as large."""
    rows = [
        make_delivery(1, url=()),
        make_delivery(2, url=("https://a.example/x", "http://A.example/x/")),
        make_delivery(3, url=("https://b.example", "https://a.example/x")),
    ]
    fill(store, rows, [])
    found = walk(store, "url", GroupOrder.COUNT, 1)
    assert values(found) == [("a.example/x", 2), ("b.example", 1), ("", 1)]
    assert found[-1].key is None


def test_newest_groups_come_first_when_asked(store):
    """By the time of their newest delivery."""
    rows = [
        make_delivery(n, sender_domain=domain, time_received=START + timedelta(hours=at))
        for n, (domain, at) in enumerate([("a", 1), ("a", 2), ("b", 9), ("c", 5)])
    ]
    fill(store, rows, [])
    assert values(walk(store, "sender_domain", GroupOrder.NEWEST, 2)) == [
        ("b", 1),
        ("c", 1),
        ("a", 2),
    ]
    assert values(walk(store, "sender_domain", GroupOrder.COUNT, 2))[0] == ("a", 2)


def test_only_what_the_query_finds_is_grouped(store):
    """Filter and range, and nothing where nothing is found."""
    fill(store, [make_delivery(n) for n in range(4)], [])
    query = replace(ALL, filter=parse(f"id:{message_id(1)}"))
    assert [g.deliveries for g in store.groups(query, Grouping(field="recipient")).groups] == [1]
    nothing = replace(ALL, until=START - timedelta(days=1))
    page = store.groups(nothing, Grouping(field="recipient"))
    assert page.groups == ()
    assert page.next is None


def test_what_events_say_can_be_grouped_by(store):
    """The latest location."""
    rows = [make_delivery(n) for n in range(3)]
    fill(store, rows, [make_event(rows[1], 1)])
    found = walk(store, "latest_delivery_location", GroupOrder.COUNT, 10)
    assert values(found) == [("inbox_folder", 2), ("junk_folder", 1)]


def test_long_values_are_paged(store):
    """Texts that are alike for longer than a mark holds; one that is gone is said."""
    rows = [make_delivery(n, subject="very " * 400 + f"{n}") for n in range(5)]
    fill(store, rows, [])
    found = walk(store, "subject", GroupOrder.COUNT, 2)
    assert [group.value[-1] for group in found] == list("01234")
    mark = read_group_mark(
        write_group_mark(
            GroupMark(field="subject", order=GroupOrder.COUNT, measure=1, key="very " * 400 + "9")
        )
    )
    assert mark.digest
    with pytest.raises(LostCursorError):
        store.groups(ALL, Grouping(field="subject", after=mark))


def test_a_mark_of_another_list_is_refused(store):
    """Of another field, or of the other order."""
    fill(store)
    mark = store.groups(ALL, Grouping(field="subject", limit=1)).next
    for asked in (
        Grouping(field="sender_domain", after=mark),
        Grouping(field="subject", order=GroupOrder.NEWEST, after=mark),
    ):
        with pytest.raises(ForeignCursorError):
            store.groups(ALL, asked)
