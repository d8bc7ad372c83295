"""Deliveries and messages over HTTP, on both stores' one meaning."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.responses import JSONResponse
from tests.making.deliveries import START, make_delivery, make_event, make_message
from tests.servers.calling import Calling
from tests.servers.routed import routed
from tests.servers.trail import open_trail
from tests.servers.web_client import WebClient

from clawback.audit.trail import Trail
from clawback.filters.errors import FilterError
from clawback.filters.fields import SHOWN
from clawback.filters.lists import FolderOfLists, Lists
from clawback.model.clock import Clock, FixedClock
from clawback.model.errors import BadInputError, ClawbackError, NotFoundError
from clawback.model.tags import Tags
from clawback.store.format import Format
from clawback.store.json_row import row_to_json
from clawback.store.memory import MemoryStore
from clawback.store.port import Batch, EventStore, Query
from clawback.store.routes import routers

NOW = START + timedelta(days=10)
ROWS = [make_delivery(n, time_received=START + timedelta(days=n)) for n in range(9)]


@pytest.fixture
def store():
    kept = MemoryStore()
    kept.append(Batch(messages=(make_message(1),), deliveries=tuple(ROWS)))
    kept.amend([make_event(ROWS[1], 1)])
    return kept


@pytest.fixture
def client(store, tmp_path):
    application = routed(*routers)
    lists = FolderOfLists(tmp_path)
    lists.put("vip", ["ada@example.org"])
    tags = Tags.read({"vip": ["ada@example.org"], "board": ["example.net"]})
    application.state.parts = {
        EventStore: store,
        Lists: lists,
        Tags: tags,
        Clock: FixedClock(NOW),
    }

    @application.exception_handler(ClawbackError)
    def explain(_, error):
        status = 404 if isinstance(error, NotFoundError) else 400
        return JSONResponse({"code": error.code, "detail": str(error)}, status)

    with open_trail(FixedClock(NOW)) as trail, WebClient(Calling(application)) as made:
        application.state.parts[Trail] = trail
        yield made


def get(client, path, **parameters):
    answer = client.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_search_shows_rows_under_field_names(client, store):
    """Rows are JSON rows of the store, newest first, and the filter says itself."""
    found = get(client, "/deliveries", filter='subject~"Invoice"', limit=3)
    expected = store.page(Query(now=NOW), limit=3).rows
    assert found["rows"] == [row_to_json(replace(row, tags=("vip",))) for row in expected]
    assert "Invoice" in found["sentence"]
    assert found["rows"][0].keys() == SHOWN.keys()


def test_pages_follow_one_another(client):
    """`next` leads to the next page, and is null on the last."""
    ids, cursor = [], None
    while True:
        found = get(client, "/deliveries", limit=4, **({"cursor": cursor} if cursor else {}))
        ids += [row["network_message_id"] for row in found["rows"]]
        cursor = found["next"]
        if cursor is None:
            break
    assert ids == [row.network_message_id for row in reversed(ROWS)]


def test_a_search_sends_the_columns_that_are_asked_for(client):
    """Those alone, in their order, under the names of the fields; aliases do."""
    found = get(client, "/deliveries", fields="subject,to,latest_delivery_location", limit=2)
    assert [list(row) for row in found["rows"]] == [
        ["subject", "recipient", "latest_delivery_location"]
    ] * 2
    assert found["sort"] == "-time_received"


def test_a_search_is_sorted_by_any_field(client):
    """Up, and down with a hyphen; its cursor is refused by another order."""
    asked = {"sort": "time", "fields": "network_message_id", "limit": 5}
    first = get(client, "/deliveries", **asked)
    assert first["sort"] == "time_received"
    second = get(client, "/deliveries", cursor=first["next"], **asked)
    ids = [row["network_message_id"] for row in first["rows"] + second["rows"]]
    assert ids == [row.network_message_id for row in ROWS]
    answer = client.get("/deliveries", params={"sort": "subject", "cursor": first["next"]})
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_cursor"
    assert "another order" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("since", "until", "count"),
    [
        ("-2d", "", 1),
        ("-2d", "now", 1),
        ("2026-11-03", "2026-11-05", 2),
        ("2026-11-03T00:00:01Z", "", 6),
        ("", "", 9),
    ],
)
def test_times_are_read_like_the_filter_languages(client, since, until, count):
    """Absolute and relative; `since` is included and `until` is not."""
    assert get(client, "/deliveries/count", since=since, until=until)["count"] == count


def test_tags_are_resolved(client):
    """A filter may name a tag, rows show it, it can be counted by; a wrong name is an error."""
    assert get(client, "/deliveries/count", filter="tags:VIP -tags:board")["count"] == 9
    assert get(client, "/deliveries", limit=1)["rows"][0]["tags"] == ["vip"]
    assert get(client, "/deliveries/top", field="tags")["top"] == [{"value": "vip", "count": 9}]
    answer = client.get("/deliveries/count", params={"filter": "tags:vipp"})
    assert answer.status_code == 400
    assert 'Did you mean "vip"?' in answer.json()["detail"]


def test_lists_are_resolved(client):
    """A filter may name an uploaded list; one that is not there is an error."""
    assert get(client, "/deliveries/count", filter="list:vip")["count"] == 9
    answer = client.get("/deliveries/count", params={"filter": "list:vipp"})
    assert answer.status_code == 400
    assert answer.json()["detail"].endswith('Did you mean "vip"? (at character 6)')


def test_a_field_to_count_by_goes_by_its_alias(client):
    """Under its own name in the answer; the nearest one is told for a slip."""
    assert get(client, "/deliveries/top", field="to")["field"] == "recipient"
    answer = client.get("/deliveries/top", params={"field": "recipien"})
    assert 'Did you mean "recipient"?' in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "parameters", "code"),
    [
        ("/deliveries", {"filter": "subjct:x"}, FilterError.code),
        ("/deliveries", {"cursor": "nonsense"}, "bad_cursor"),
        ("/deliveries", {"sort": "subjct"}, "unknown_field"),
        ("/deliveries", {"fields": "subject,"}, "unknown_field"),
        ("/deliveries/groups", {"field": "subjct"}, "unknown_field"),
        ("/explorer/defaults", {"zone": "Nowhere"}, "unknown_zone"),
        ("/deliveries/export", {"format": "csv", "sort": "d.rowid"}, "unknown_field"),
        ("/deliveries", {"since": "yesterdayish"}, "bad_time"),
        ("/deliveries", {"since": "2026-11-05", "until": "2026-11-01"}, "bad_time"),
        ("/deliveries/top", {"field": "nonsense"}, "unknown_field"),
        ("/deliveries/export", {"format": "csv", "filter": "((("}, FilterError.code),
    ],
)
def test_mistakes_are_said(client, path, parameters, code):
    """Each is a bad request with a code and a sentence."""
    answer = client.get(path, params=parameters)
    assert answer.status_code == 400
    assert answer.json()["code"] == code
    assert answer.json()["detail"]


@pytest.mark.parametrize("parameters", [{"limit": 0}, {"limit": 1001}, {"limit": "x"}])
def test_a_page_has_a_limit(client, parameters):
    """From 1 to 1000."""
    assert client.get("/deliveries", params=parameters).status_code == 422


def test_top(client):
    """Counts by value."""
    top = get(client, "/deliveries/top", field="latest_delivery_location")
    assert top["exact"]
    assert top["top"] == [
        {"value": "inbox_folder", "count": 8},
        {"value": "junk_folder", "count": 1},
    ]


def test_groups_are_found_again_by_their_filters(client):
    """Each with its counts, within the filter that was asked with; pages follow one another."""
    asked = {"field": "network_message_id", "filter": "subject~1 OR subject~2", "limit": 1}
    first = get(client, "/deliveries/groups", **asked)
    second = get(client, "/deliveries/groups", cursor=first["next"], **asked)
    assert second["next"] is None
    groups = first["groups"] + second["groups"]
    assert {one["newest"]["subject"] for one in groups} == {ROWS[1].subject, ROWS[2].subject}
    for one in groups:
        assert (
            get(client, "/deliveries", filter=one["filter"])["rows"][0]["subject"]
            == (one["newest"]["subject"])
        )
        assert get(client, "/deliveries/count", filter=one["filter"])["count"] == 1
        assert one["actions"] == [{"action": "delivered", "label": "Delivered", "count": 1}]
    refused = client.get("/deliveries/groups", params={**asked, "cursor": "x"})
    assert refused.json()["code"] == "bad_cursor"
    other = {**asked, "field": "subject", "cursor": first["next"]}
    assert "another order" in client.get("/deliveries/groups", params=other).json()["detail"]


def test_groups_say_labels(client):
    """Of enumerations; a group without a value has none."""
    found = get(client, "/deliveries/groups", field="latest_delivery_location")["groups"]
    assert [(one["value"], one["label"]) for one in found] == [
        ("inbox_folder", "Inbox/folder"),
        ("junk_folder", "Junk folder"),
    ]
    [none] = get(client, "/deliveries/groups", field="campaign_id")["groups"]
    assert (none["value"], none["label"], none["deliveries"]) == (None, "", 9)
    assert get(client, "/deliveries/count", filter=none["filter"])["count"] == 9


def test_the_usual_range_is_yesterday_and_today(client):
    """In the zone that is named; what it gives can be asked for."""
    usual = get(client, "/explorer/defaults", zone="Europe/Berlin")
    assert usual["since"] == "2026-11-09T23:00:00Z"
    asked = {"since": usual["since"], "sort": usual["sort"], "fields": ",".join(usual["fields"])}
    assert list(get(client, "/deliveries", **asked)) == ["rows", "sort", "next", "sentence"]
    for field in usual["groups"]:
        get(client, "/deliveries/groups", field=field)


@pytest.mark.parametrize("wanted", list(Format))
def test_exports_are_files(client, wanted):
    """Each format has its type and name, and holds every row found."""
    answer = client.get("/deliveries/export", params={"format": wanted.value, "since": "-8d"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == wanted.media_type
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="deliveries.{wanted.value}"'
    )
    if wanted is Format.NDJSON:
        assert [json.loads(line)["subject"] for line in answer.text.splitlines()] == [
            row.subject for row in reversed(ROWS[2:])
        ]
    if wanted is Format.CSV:
        assert len(list(csv.reader(io.StringIO(answer.text)))) == 8


@pytest.mark.parametrize("wanted", [Format.CSV, Format.NDJSON, Format.JSON])
def test_an_export_has_the_columns_and_the_order_asked_for(client, wanted):
    """As a search has."""
    asked = {"format": wanted.value, "fields": "subject,recipient", "sort": "received"}
    text = client.get("/deliveries/export", params=asked).text
    if wanted is Format.CSV:
        lines = [
            dict(zip(("subject", "recipient"), line, strict=True))
            for line in csv.reader(io.StringIO(text))
        ][1:]
    else:
        lines = (
            json.loads(text) if wanted is Format.JSON else list(map(json.loads, text.splitlines()))
        )
    assert lines == [{"subject": row.subject, "recipient": row.recipient} for row in ROWS]


def test_a_query_that_fails_is_said_before_the_file_begins(client, store, monkeypatch):
    """A client never gets half a file and a 200 for a search that could not start."""

    def fail(_):
        raise BadInputError("no")

    monkeypatch.setattr(store, "stream_lines", lambda *_, **__: map(fail, [1]))
    assert client.get("/deliveries/export", params={"format": "csv"}).status_code == 400


def test_the_document_names_every_field(client):
    """OpenAPI says what a row holds."""
    document = client.get("/openapi.json").json()
    rows = document["components"]["schemas"]["DeliveriesOut"]["properties"]["rows"]
    assert rows["items"]["properties"].keys() == SHOWN.keys()
    assert "required" not in rows["items"]


def test_a_view_narrows_a_search(client):
    """Beside the filter, whose mistakes keep their place; a view of clicks has no deliveries."""
    every = get(client, "/deliveries/count")
    assert (every["exact"], get(client, "/deliveries/count", view="malware")["count"]) == (True, 0)
    for path in ("/deliveries", "/deliveries/count"):
        answer = client.get(path, params={"view": "phish", "filter": "subjct:x"})
        assert "(at character 1)" in answer.json()["detail"]
    for view in ("url_clicks", "nonsense"):
        answer = client.get("/deliveries", params={"view": view})
        assert (answer.status_code, answer.json()["code"]) == (400, "unknown_view")
