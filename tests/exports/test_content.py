"""What stands in an export: what the store says, with the columns that were chosen."""

from __future__ import annotations

import pytest
from tests.exports.conftest import ROWS
from tests.making.clicks import make_click
from tests.making.deliveries import NOW, make_event

from clawback.exports.content import content, lines_of, understood
from clawback.exports.wish import BadExportError, What, Wish
from clawback.model.location import DeliveryLocation
from clawback.store.counting import UnknownFieldError
from clawback.store.format import Format
from clawback.store.json_row import COLUMNS, row_to_json
from clawback.store.memory import MemoryStore
from clawback.store.port import Batch, ClickQuery, Query

ALL = Query(now=NOW)


@pytest.fixture
def store():
    kept = MemoryStore()
    kept.append(Batch(messages=(), deliveries=ROWS))
    return kept


def test_rows_have_the_columns_that_were_chosen(store):
    """In their order; all of them when none is named. Their number is known before."""
    chosen = content(Wish(columns=("recipient", "subject")), ALL, store)
    assert list(chosen.columns) == ["recipient", "subject"]
    expected = [row_to_json(row) for row in store.page(ALL, limit=50).rows]
    assert list(chosen.lines) == [(row["recipient"], row["subject"]) for row in expected]
    whole = content(Wish(), ALL, store)
    assert tuple(whole.columns) == COLUMNS
    assert [list(line) for line in whole.lines] == [list(row.values()) for row in expected]
    assert lines_of(Wish(), ALL, store) == 30
    assert lines_of(Wish(what=What.AFFECTED), ALL, store) is None


def test_charts_and_tops_are_the_stores(store):
    """A line for each bar, and for each value with how many deliveries have it."""
    bars = content(Wish(what=What.HISTOGRAM, field="recipient"), ALL, store)
    assert list(bars.columns) == ["start", "recipient", "deliveries"]
    assert [line[2] for line in bars.lines] == [10, 10, 10]
    tops = content(Wish(what=What.TOP, field="recipient", limit=2), ALL, store)
    assert list(tops.lines) == [["user0@example.org", 10], ["user1@example.org", 10]]


def test_affected_users_tell_what_still_lies_in_the_inbox(store):
    """Everybody who got something, and how much of it lies there now."""
    there = [row for row in ROWS if row.recipient == "user1@example.org"][:4]
    store.amend([make_event(row, n, location=DeliveryLocation.JUNK) for n, row in enumerate(ROWS)])
    store.amend(
        [make_event(row, 90 + n, location=DeliveryLocation.INBOX) for n, row in enumerate(there)]
    )
    table = content(Wish(what=What.AFFECTED), ALL, store)
    assert list(table.columns)[:5] == ["recipient", "deliveries", "messages", "in_inbox", "clicks"]
    assert [list(line)[:5] for line in table.lines] == [
        ["user0@example.org", 10, 10, 0, 0],
        ["user1@example.org", 10, 10, 4, 0],
        ["user2@example.org", 10, 10, 0, 0],
    ]


def test_clicks_have_columns_and_a_filter_of_their_own(store):
    """Newest first, all of them, block after block."""
    store.record_clicks([make_click(n) for n in range(7)])
    asked = ClickQuery(now=NOW)
    table = content(Wish(what=What.CLICKS, columns=("click_id", "click_verdict")), asked, store)
    assert list(table.lines) == [[f"click-{n}", "allowed"] for n in reversed(range(7))]
    assert lines_of(Wish(what=What.CLICKS), asked, store) == 7


def test_tops_go_on_past_a_page(store, monkeypatch):
    """A page at a time, in order, as many as asked for."""
    monkeypatch.setattr("clawback.exports.content._PAGE", 2)
    every = content(Wish(what=What.TOP, field="network_message_id"), ALL, store)
    assert len({line[0] for line in every.lines}) == 30
    five = content(Wish(what=What.TOP, field="network_message_id", limit=5), ALL, store)
    assert len(list(five.lines)) == 5


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (Wish(columns=("subjct",)), 'Did you mean "subject"'),
        (Wish(columns=("subject", "subject")), "twice"),
        (Wish(what=What.TOP, field="spf", columns=("subject",)), "for rows and clicks"),
        (Wish(what=What.HISTOGRAM), "Name the field"),
        (Wish(columns=("from", "sender_address")), "twice"),
        (Wish(what=What.CLICKS, columns=("subject",)), 'no column "subject"'),
        (Wish(what=What.TOP, field="spf", sort="subject"), "order is chosen for rows"),
        (Wish(view="url_clicks"), "clicks, histogram, top"),
    ],
)
def test_what_makes_no_sense_is_told(wish, said):
    """Before anything is written."""
    with pytest.raises(BadExportError, match=said):
        understood(wish)


def test_only_fields_are_counted_by():
    """Nothing else reaches the engine."""
    with pytest.raises(UnknownFieldError):
        understood(Wish(what=What.TOP, field="spf; DROP TABLE delivery"))
    with pytest.raises(UnknownFieldError, match='mean "subject"'):
        understood(Wish(sort="-subjct"))


def test_aliases_are_fields():
    """Columns, order and field are written down under their own names."""
    rows = understood(Wish(columns=("from", " Sender-IP"), sort="-size"))
    assert rows.columns == ("sender_address", "sender_ip")
    assert rows.sort == "-email_size"
    assert understood(Wish(what=What.TOP, field="to")).field == "recipient"
    assert understood(Wish(what=What.CLICKS, columns=("verdict",))).columns == ("click_verdict",)


def test_rows_come_in_the_order_asked_for(store):
    """In every format, the store's own Parquet too."""
    table = content(Wish(columns=("recipient",), sort="-recipient"), ALL, store)
    found = [str(line[0]) for line in table.lines]
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 3
    assert set(content(Wish(sort="recipient"), ALL, store).made) == {Format.CSV, Format.PARQUET}


def test_clicks_are_charted_and_ranked(store):
    """In the view of clicks; what is counted stands above its column."""
    store.record_clicks([make_click(n) for n in range(7)])
    asked = ClickQuery(now=NOW)
    bars = Wish(what=What.HISTOGRAM, view="url_clicks", field="click_verdict")
    table = content(bars, asked, store)
    assert list(table.columns) == ["start", "click_verdict", "clicks"]
    assert [line[1:] for line in table.lines] == [["allowed", 7]]
    top = content(Wish(what=What.TOP, view="url_clicks", field="url_domain"), asked, store)
    assert (list(top.columns), list(top.lines)) == (["url_domain", "clicks"], [["pay.example", 7]])


def test_groups_tell_what_they_hold(store, monkeypatch):
    """Largest first, page after page, with the newest one's sender and subject."""
    monkeypatch.setattr("clawback.exports.content._GROUPS", 2)
    table = content(Wish(what=What.GROUPS, field="recipient"), ALL, store)
    found = [dict(zip(table.columns, line, strict=True)) for line in table.lines]
    assert [(one["recipient"], one["deliveries"], one["messages"]) for one in found] == [
        ("user0@example.org", 10, 10),
        ("user1@example.org", 10, 10),
        ("user2@example.org", 10, 10),
    ]
    assert sum(int(str(one["action_delivered"])) for one in found) == 30
    assert {one["newest_sender_address"] for one in found} == {ROWS[0].sender_address}
    two = content(Wish(what=What.GROUPS, field="recipient", limit=2), ALL, store)
    assert len(list(two.lines)) == 2
