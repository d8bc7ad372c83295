"""Clicks: recorded once, read by delivery, by message and by link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.making.clicks import clicks, make_click
from tests.making.deliveries import START, make_delivery, message_id

from clawback.filters.click_fields import CLICKS
from clawback.filters.parse import parse
from clawback.model.click import ClickedBy, ClickThreat, ClickVerdict, Workload
from clawback.model.verdict import DetectionTechnology
from clawback.store.port import Batch, ClickQuery, LinkPart, Query

BOB = make_click(
    1,
    id="bob",
    recipient="bob@example.org",
    at=START,
    verdict=ClickVerdict.BLOCK_OVERRIDDEN,
    clicked_through=True,
    workload=Workload.TEAMS,
    threat_type=(ClickThreat.PHISH,),
    detection_technology=(DetectionTechnology.URL_DETONATION,),
    url_chain=("https://a.example/", "https://b.example/"),
)


def test_clicks_are_read_back_as_they_were(store):
    """By delivery and by message, oldest first; the same id is kept once."""
    first, second = make_click(1), make_click(1, id="again", at=START + timedelta(days=1))
    store.record_clicks([second, BOB])
    store.record_clicks([first, make_click(1, ip="other"), make_click(2)])
    assert list(store.clicks_of(make_delivery(1).key)) == [first, second]
    assert list(store.clicks_in(message_id(1).upper())) == [BOB, first, second]
    assert list(store.clicks_in("unknown")) == []
    assert list(store.clicks_of(BOB.key)) == [BOB]


@pytest.mark.parametrize(
    ("part", "value", "found"),
    [
        (LinkPart.URL, "pay.example/now?x=1", ["c", "b", "a"]),
        (LinkPart.URL, "https://pay.example/Now", []),
        (LinkPart.DOMAIN_AND_PATH, "hxxps://PAY[.]example/Now/", ["c", "b", "a"]),
        (LinkPart.DOMAIN, "pay.example", ["d", "c", "b", "a"]),
        (LinkPart.DOMAIN, "example", []),
    ],
)
def test_clicks_are_found_by_any_spelling_of_a_link(store, part, value, found):
    """Whole, by host and path, by host; newest first, no more than asked for."""
    store.record_clicks([make_click(n, id=name) for n, name in enumerate("abc")])
    other = make_click(9, id="d", url="https://pay.example/b", url_domain_and_path="pay.example/b")
    nowhere = make_click(5, id="e", url="", url_domain="", url_domain_and_path="")
    store.record_clicks([other, nowhere])
    assert [one.id for one in store.clicks_on(part, value, limit=9)] == found
    assert [one.id for one in store.clicks_on(part, value, limit=1)] == found[:1]


def test_clicks_are_bounded_in_time(store):
    """`since` is included, `until` is not; a click without a message is found by its link."""
    for n in range(4):
        store.record_clicks([make_click(n, network_message_id="")])
    low, high = make_click(1).at, make_click(3).at
    found = store.clicks_on(LinkPart.DOMAIN, "pay.example", limit=9, since=low, until=high)
    assert [one.id for one in found] == ["click-2", "click-1"]
    assert list(store.clicks_in("")) == []


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(given=st.lists(clicks(), max_size=6))
@pytest.mark.slow
def test_any_click_is_kept(opener, given):
    """Hostile text, lone surrogates aside, comes back as it was."""
    store = opener()
    store.record_clicks(given)
    kept = {one.id: one for one in reversed(given)}
    for one in kept.values():
        if one.network_message_id and one.url:
            assert one in store.clicks_in(one.network_message_id)


def test_what_a_program_opened_is_kept_and_makes_no_delivery_clicked(store):
    """It is found among the clicks by `clicked_by`; rows, filters and tops count people alone."""
    store.append(Batch(messages=(), deliveries=(make_delivery(1), make_delivery(2))))
    store.record_clicks(
        [
            make_click(1, id="scanner", clicked_by=ClickedBy.SCANNER, reason="It says so."),
            make_click(2, id="scanner-2", clicked_by=ClickedBy.PREFETCHER),
            make_click(2, id="person", verdict=ClickVerdict.BLOCKED),
        ]
    )
    now = START + timedelta(days=1)
    rows = store.rows([make_delivery(1).key, make_delivery(2).key])
    assert {row.delivery.network_message_id: row.latest.click_verdict for row in rows} == {
        message_id(1): (),
        message_id(2): (ClickVerdict.BLOCKED,),
    }
    assert store.count(Query(filter=parse("clicked:true"), now=now)) == 1
    assert store.count(Query(filter=parse("click_verdict:allowed"), now=now)) == 0
    for text, many in (("clicked_by:person", 1), ("-clicked_by:person", 2), ("reason~says", 1)):
        asked = ClickQuery(filter=parse(text, vocabulary=CLICKS), now=now)
        assert store.count(asked) == many
    (kept,) = store.clicks_of(make_delivery(1).key)
    assert (kept.clicked_by, kept.reason) == (ClickedBy.SCANNER, "It says so.")
