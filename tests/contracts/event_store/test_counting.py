"""Charts, rankings and tallies: exact, whatever the field and the zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.making.clicks import make_click
from tests.making.deliveries import NOW, START, make_delivery, make_event

from clawback.filters.tree import AnyOf, Everything
from clawback.model.click import ClickVerdict, Workload
from clawback.model.errors import BadInputError
from clawback.model.location import DeliveryAction, DeliveryLocation
from clawback.store.bars import TooManyBarsError
from clawback.store.chart import Bucket, Chart
from clawback.store.port import Batch, ClickQuery, Query
from clawback.store.ranking import Ranking, RankMark

ALL = Query(now=NOW)


def put(store, *rows):
    store.append(Batch(messages=(), deliveries=rows))


def drawn(histogram):
    return {one.value: one.counts for one in histogram.series}


def test_bars_are_filled_and_series_ordered(store):
    """Every bar is there, also an empty one; the most frequent value comes first."""
    put(
        store,
        make_delivery(0),
        make_delivery(1, delivery_action=DeliveryAction.BLOCKED),
        make_delivery(3599),
        make_delivery(3 * 3600),
    )
    found = store.histogram(ALL, Chart(field="delivery_action", bucket=Bucket.HOUR))
    assert found.starts == tuple(START + timedelta(hours=n) for n in range(4))
    assert drawn(found) == {"delivered": (2, 0, 0, 1), "blocked": (1, 0, 0, 0)}
    assert [one.value for one in found.series] == ["delivered", "blocked"]


def test_a_bounded_query_is_drawn_from_bound_to_bound(store):
    """Whatever was found in it; what begins in the past and has no end ends now."""
    put(store, make_delivery(0), make_delivery(7200))
    until = START + timedelta(hours=3)
    query = Query(now=NOW, since=START - timedelta(hours=1), until=until)
    found = store.histogram(query, Chart(field="source", bucket=Bucket.HOUR))
    assert drawn(found) == {"import": (0, 1, 0, 1)}
    open_end = Query(now=NOW, since=START)
    found = store.histogram(open_end, Chart(field="source"))
    assert (found.bucket, found.starts[-1]) == (Bucket.DAY, NOW)


def test_several_values_count_under_each_and_the_rest_once(store):
    """A delivery with two hosts counts under both, and once under the rest together."""
    put(
        store,
        make_delivery(0, url_domain=("a.example", "b.example", "A.example")),
        make_delivery(1, url_domain=("a.example", "c.example", "d.example")),
        make_delivery(2),
    )
    every = store.histogram(ALL, Chart(field="url_domain", bucket=Bucket.DAY))
    assert drawn(every) == {
        "a.example": (2,),
        "b.example": (1,),
        "c.example": (1,),
        "d.example": (1,),
        "": (1,),
    }
    two = store.histogram(ALL, Chart(field="url_domain", bucket=Bucket.DAY, series=2))
    assert drawn(two) == {"a.example": (2,), "b.example": (1,), "": (1,), None: (1,)}


def test_days_are_those_of_a_time_zone(store):
    """Berlin's day begins an hour before that of UTC, in summer two; its last Sunday is longer."""
    zone = ZoneInfo("Europe/Berlin")
    change = datetime(2026, 10, 25, tzinfo=zone)
    late = datetime(2026, 10, 25, 23, 30, tzinfo=zone)
    put(store, make_delivery(0, time_received=change), make_delivery(1, time_received=late))
    query = Query(now=NOW, since=change - timedelta(days=1), until=change + timedelta(days=2))
    found = store.histogram(query, Chart(field="source", bucket=Bucket.DAY, zone=zone))
    assert [each.astimezone(zone).isoformat() for each in found.starts] == [
        "2026-10-24T00:00:00+02:00",
        "2026-10-25T00:00:00+02:00",
        "2026-10-26T00:00:00+01:00",
    ]
    assert drawn(found) == {"import": (0, 2, 0)}
    kathmandu = Chart(field="source", bucket=Bucket.HOUR, zone=ZoneInfo("Asia/Kathmandu"))
    found = store.histogram(ALL, kathmandu)
    assert {each.minute for each in found.starts} == {15}
    assert sum(drawn(found)["import"]) == 2


def test_nothing_found_has_no_bars(store):
    """Without bounds there is nothing to draw; with bounds there are empty bars."""
    assert store.histogram(ALL, Chart(field="source")).starts == ()
    day = Query(now=NOW, since=START, until=START + timedelta(hours=12))
    found = store.histogram(day, Chart(field="source"))
    assert (found.bucket, len(found.starts), found.series) == (Bucket.HOUR, 12, ())


def test_too_many_bars_are_refused(store):
    """In words, before anything is counted."""
    month = Query(now=NOW, since=START, until=NOW)
    with pytest.raises(TooManyBarsError, match="wider bucket"):
        store.histogram(month, Chart(field="source", bucket=Bucket.MINUTE))


def test_a_ranking_is_paged_and_split(store):
    """A page after a mark goes on where the last ended; columns and extents are exact."""
    subjects = ["b", "B", "a", "A", "", "c"]
    actions = [DeliveryAction.BLOCKED, *[DeliveryAction.DELIVERED] * 5]
    put(
        store,
        *(
            make_delivery(n, subject=text, delivery_action=action)
            for n, (text, action) in enumerate(zip(subjects, actions, strict=True))
        ),
    )
    asked = Ranking(field="subject", limit=2, split="delivery_action", extents=True)
    first = store.ranking(ALL, asked)
    assert [(one.value, one.count, one.parts["blocked"]) for one in first.values] == [
        ("A", 2, 0),
        ("B", 2, 1),
    ]
    assert (first.different, first.next) == (3, RankMark(count=2, value="B"))
    extent = first.values[1].extent
    assert (extent.messages, extent.recipients, extent.first) == (2, 1, START)
    rest = store.ranking(ALL, Ranking(field="subject", limit=2, after=first.next))
    assert [(one.value, one.count, one.parts) for one in rest.values] == [("c", 1, {})]
    assert (rest.different, rest.next) == (3, None)
    with pytest.raises(BadInputError, match="cannot be columns"):
        store.ranking(ALL, Ranking(field="subject", limit=2, split="recipient"))


def test_a_ranking_by_a_joined_field_and_its_columns(store):
    """What the overlay says counts as what the delivery said."""
    rows = [make_delivery(n) for n in range(3)]
    put(store, *rows)
    store.amend([make_event(rows[0], location=DeliveryLocation.JUNK)])
    found = store.ranking(
        ALL, Ranking(field="sender_address", limit=5, split="latest_delivery_location")
    )
    parts = found.values[0].parts
    assert (parts[DeliveryLocation.INBOX], parts[DeliveryLocation.JUNK]) == (2, 1)


def test_wrappers_are_found_and_not_counted(store):
    """Of a link that was wrapped, the link itself is a top URL."""
    put(
        store,
        make_delivery(0, url=("https://A.example/x",), url_wrapper=("https://wrap.example/?a",)),
        make_delivery(1, url=("https://a.example/x",)),
        make_delivery(2, url_wrapper=("https://wrap.example/?b",)),
    )
    assert [(one.value, one.count) for one in store.top(ALL, field="url", limit=9)] == [
        ("https://A.example/x", 2)
    ]
    assert drawn(store.histogram(ALL, Chart(field="url"))) == {
        "https://A.example/x": (2,),
        "": (1,),
    }


def test_clicks_are_counted_beside_what_they_were_on(store):
    """Each click once for each value of its delivery; clicks on other mail not."""
    put(store, make_delivery(1, subject="pay"), make_delivery(2, subject="pay"), make_delivery(3))
    store.record_clicks([make_click(1, id="a"), make_click(1, id="b"), make_click(9, id="c")])
    found = store.ranking(ALL, Ranking(field="subject", limit=9, clicks=True))
    assert [(one.value, one.clicks) for one in found.values] == [("pay", 2), ("Invoice 3", 0)]


def test_every_value_is_tallied(store):
    """In blocks, whatever their number."""
    put(store, *(make_delivery(n, sender_ip=f"192.0.2.{n % 5}") for n in range(7)))
    blocks = list(store.tally(ALL, field="sender_ip", size=2))
    assert [len(block) for block in blocks] == [2, 2, 1]
    assert sum(one.count for block in blocks for one in block) == 7


def test_every_bar_is_told(store):
    """Of every value, in buckets of UTC, by start and value; weeks begin on Monday."""
    put(
        store,
        make_delivery(0, url_domain=("a.example", "b.example")),
        make_delivery(3599, url_domain=("A.example",)),
        make_delivery(3600),
    )
    blocks = store.bars(ALL, bucket=Bucket.HOUR, field="url_domain", size=2)
    hours = [bar for block in blocks for bar in block]
    assert [(bar.start.hour, bar.value, bar.count) for bar in hours] == [
        (0, "A.example", 2),
        (0, "b.example", 1),
        (1, "", 1),
    ]
    for bucket, start in ((Bucket.WEEK, datetime(2026, 10, 26, tzinfo=UTC)), (Bucket.MONTH, START)):
        [[bar]] = store.bars(ALL, bucket=bucket, field="source")
        assert (bar.start, bar.count) == (start, 3)


def test_bars_of_clicks_are_told_too(store):
    """By when they were made, in the words of clicks."""
    clicked(store)
    blocks = store.bars(ClickQuery(now=NOW), bucket=Bucket.DAY, field="click_verdict")
    days = [bar for block in blocks for bar in block]
    assert [(bar.start.day, bar.value, bar.count) for bar in days] == [
        (1, "allowed", 2),
        (1, "blocked", 1),
        (2, "allowed", 1),
    ]


def clicked(store):
    store.record_clicks(
        [
            make_click(1, id="a", verdict=ClickVerdict.BLOCKED),
            make_click(1, id="b", at=START + timedelta(days=1), workload=Workload.TEAMS),
            make_click(2, id="c", recipient="bob@example.org", ip="192.0.2.9"),
            make_click(3, id="d", network_message_id=""),
        ]
    )


def test_clicks_are_paged_by_a_filter(store):
    """Newest first, ties by id; the next page begins after the last."""
    clicked(store)
    query = ClickQuery(now=NOW, filter=AnyOf("recipient", ("ada@example.org",)))
    first = store.click_page(query, limit=2)
    assert [row.click.id for row in first.rows] == ["b", "d"]
    rest = store.click_page(query, limit=2, after=first.next)
    assert ([row.click.id for row in rest.rows], rest.next) == (["a"], None)
    assert store.count(query) == 3


def test_clicks_on_the_links_of_some_mail(store):
    """Those of deliveries that a filter about mail finds."""
    put(store, make_delivery(1), make_delivery(2))
    clicked(store)
    mail = Query(now=NOW, filter=AnyOf("subject", ("invoice 1",)))
    query = ClickQuery(now=NOW, filter=Everything(), of=mail)
    assert [row.click.id for row in store.click_page(query, limit=9).rows] == ["b", "a"]
    found = store.ranking(query, Ranking(field="url", limit=9, split="click_verdict"))
    assert [one.parts["blocked"] for one in found.values] == [1]
    chart = store.histogram(query, Chart(field="workload", bucket=Bucket.DAY))
    assert drawn(chart) == {"email": (1, 0), "teams": (0, 1)}
