"""Views over HTTP, on both stores: charts, tops, clicks and campaigns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from tests.explorer.world import STORES, asking, store_of
from tests.making.clicks import make_click
from tests.making.deliveries import START, make_delivery, make_event, message_id
from tests.servers.calling import READER, Calling
from tests.servers.web_client import WebClient

from clawback.explorer.views.marks import write_rank_mark
from clawback.filters.click_fields import CLICK_FIELDS
from clawback.filters.lists import FolderOfLists
from clawback.model.click import ClickThreat, ClickVerdict, Workload
from clawback.model.clock import FixedClock
from clawback.model.location import DeliveryAction
from clawback.model.scope import Scope
from clawback.model.tags import Tags
from clawback.model.verdict import ThreatType
from clawback.store.port import Batch
from clawback.store.ranking import RankMark

PHISH = {"threat_type": (ThreatType.PHISH,), "url": ("https://pay.example/now?x=1",)}
ROWS = (
    make_delivery(1, url_domain=("pay.example",), **PHISH),
    make_delivery(
        1,
        recipient="bob@other.example",
        url_domain=("pay.example",),
        delivery_action=DeliveryAction.BLOCKED,
        **PHISH,
    ),
    make_delivery(7200, delivery_action=DeliveryAction.DELIVERED_TO_JUNK, **PHISH),
    make_delivery(9000, sender_address="x@y.example", sender_domain="y.example"),
    make_delivery(
        9001, threat_type=(ThreatType.MALWARE,), malware_family=("Emotet",), sender_ip="192.0.2.8"
    ),
)
CLICKS = (
    make_click(1, id="c1", verdict=ClickVerdict.BLOCKED, threat_type=(ClickThreat.PHISH,)),
    make_click(1, id="c2", at=START + timedelta(hours=3), workload=Workload.TEAMS),
    make_click(1, id="c3", recipient="bob@other.example", clicked_through=True),
    make_click(5, id="c4", network_message_id="", url="https://good.example/", ip="203.0.113.7"),
)


@dataclass(frozen=True, slots=True)
class Web:
    """A client, and the door that says who it is."""

    client: WebClient
    calling: Calling

    def get(self, path, **parameters):
        answer = self.client.get(f"/explorer/{path}", params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refused(self, path, **parameters):
        answer = self.client.get(f"/explorer/{path}", params=parameters)
        assert answer.status_code == 400, answer.text
        return answer.json()


@pytest.fixture(params=STORES, scope="module")
def web(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    tags = Tags.read({"vip": ["ada@example.org"]})
    lists = FolderOfLists(folder)
    lists.put("bob", ["bob@other.example"])
    clock = FixedClock(START + timedelta(days=1))
    with store_of(request.param, folder) as store:
        store.append(Batch(messages=(), deliveries=ROWS))
        store.record_clicks(CLICKS)
        store.amend([make_event(row, campaign_id="C-1") for row in ROWS[:3]])
        store.amend([make_event(ROWS[3], campaign_id="C-2")])
        with asking(store, clock, tags=tags, lists=lists) as (client, calling):
            yield Web(client, calling)


def series(chart):
    return {one["label"]: one["counts"] for one in chart["series"]}


def test_the_table_of_views_is_told(web):
    """Names, what each narrows to, pivots and tabs with the requests that fill them."""
    views = {view["name"]: view for view in web.get("views")}
    assert {"all_email", "malware", "phish", "url_clicks"} <= set(views)
    phish = views["phish"]
    assert (phish["filter"], phish["rows"]) == ("threat_type:phish", "deliveries")
    assert phish["pivots"][0] == {
        "field": "delivery_action",
        "label": "Delivery action",
        "rows": "deliveries",
    }
    assert views["malware"]["pivots"][0]["field"] == "malware_family"
    tabs = {tab["name"]: tab for tab in phish["tabs"]}
    assert tabs["email"]["operation"] == "delivery_search"
    assert tabs["url_clicks"]["operation"] == "explorer_clicks"
    assert [one["field"] for one in tabs["url_clicks"]["pivots"]][:2] == [
        "url_domain",
        "click_verdict",
    ]
    assert [one["label"] for one in tabs["top_urls"]["columns"]][:3] == [
        "Blocked",
        "Delivered",
        "Delivered to junk",
    ]
    assert views["url_clicks"]["rows"] == "clicks"


def test_a_chart_begins_with_the_first_pivot(web):
    """By delivery action, hour by hour, with empty hours and a filter for each series."""
    chart = web.get("chart", view="phish", since="2026-11-01", until="2026-11-01T04:00")
    assert (chart["pivot"], chart["bucket"], chart["exact"]) == ("delivery_action", "minute", True)
    chart = web.get(
        "chart", view="phish", since="2026-11-01", until="2026-11-01T04:00", bucket="hour"
    )
    assert chart["starts"][0] == "2026-11-01T00:00:00Z"
    assert series(chart) == {
        "Delivered": [1, 0, 0, 0],
        "Blocked": [1, 0, 0, 0],
        "Delivered to junk": [0, 0, 1, 0],
    }
    assert chart["series"][0]["filter"] == "delivery_action:blocked"
    assert chart["sentence"] == "Deliveries where a threat type is Phish."


def test_a_chart_by_any_field_has_a_rest(web):
    """The most frequent values, those without one, and the others together."""
    chart = web.get("chart", pivot="sender_domain", series=1, bucket="day")
    assert series(chart) == {"sender.example": [4], "Other": [1]}
    assert chart["series"][1] == {
        "value": None,
        "label": "Other",
        "total": 1,
        "counts": [1],
        "filter": "",
    }
    chart = web.get("chart", pivot="malware_family")
    assert chart["series"][-1]["label"] == "None"
    assert chart["series"][-1]["filter"] == "-malware_family:*"


def test_a_chart_of_clicks(web):
    """In the view of clicks by its own pivots, and in a tab of mail by those of the tab."""
    chart = web.get("chart", view="url_clicks", bucket="hour")
    assert (chart["pivot"], chart["rows"]) == ("url_domain", "clicks")
    assert sum(one["total"] for one in chart["series"]) == 4
    tab = web.get("chart", view="phish", tab="url_clicks", pivot="click_verdict", bucket="day")
    assert series(tab) == {"Allowed": [2], "Blocked": [1]}


def test_bars_follow_a_time_zone(web):
    """Days of New York begin at four or five in the morning UTC."""
    chart = web.get("chart", bucket="day", zone="America/New_York")
    assert chart["starts"] == ["2026-10-31T04:00:00Z"]
    assert chart["zone"] == "America/New_York"


def test_top_urls_have_columns_and_pages(web):
    """Blocked, junked and delivered; the next page goes on."""
    page = web.get("top", tab="top_urls", view="phish")
    assert page["top"] == [
        {
            "value": "https://pay.example/now?x=1",
            "label": "https://pay.example/now?x=1",
            "count": 3,
            "parts": {"blocked": 1, "delivered": 1, "delivered_to_junk": 1, "replaced": 0},
            "filter": "url:https://pay.example/now?x=1",
        }
    ]
    users = web.get("top", tab="top_targeted_users", limit=1)
    assert (users["top"][0]["value"], users["different"]) == ("ada@example.org", 2)
    rest = web.get("top", tab="top_targeted_users", limit=1, cursor=users["next"])
    assert ([one["value"] for one in rest["top"]], rest["next"]) == (["bob@other.example"], None)


@pytest.mark.parametrize(
    ("view", "tab", "first"),
    [
        ("malware", "top_malware_families", "Emotet"),
        ("all_email", "top_senders", "Billing@Sender.example"),
        ("all_email", "top_sender_domains", "sender.example"),
        ("all_email", "top_sender_ips", "192.0.2.7"),
        ("url_clicks", "top_targeted_users", "ada@example.org"),
    ],
)
def test_every_top_has_its_field(web, view, tab, first):
    """The most frequent value comes first."""
    assert web.get("top", view=view, tab=tab)["top"][0]["value"] == first


def test_top_clicks_are_split_by_verdict(web):
    """In mail, only the clicks on its links; in the view of clicks, all."""
    page = web.get("top", view="phish", tab="top_clicks")
    assert (page["rows"], page["top"][0]["count"]) == ("clicks", 3)
    parts = page["top"][0]["parts"]
    assert (parts["allowed"], parts["blocked"], parts["failure"]) == (2, 1, 0)
    assert web.get("top", view="url_clicks", tab="top_clicks")["different"] == 2


def test_clicks_are_rows_under_the_names_of_their_fields(web):
    """Newest first, a page at a time, by a filter about clicks."""
    page = web.get("clicks", limit=3)
    assert [row["click_id"] for row in page["rows"]] == ["c2", "c4", "c1"]
    assert set(page["rows"][0]) == set(CLICK_FIELDS)
    assert page["rows"][0]["tags"] == ["vip"]
    rest = web.get("clicks", limit=3, cursor=page["next"])
    assert ([row["click_id"] for row in rest["rows"]], rest["next"]) == (["c3"], None)
    asked = {"filter": "verdict:blocked OR workload:teams"}
    assert web.get("clicks/count", **asked)["count"] == 2
    assert web.get("clicks", filter="ip:203.0.113.0/24")["rows"][0]["click_id"] == "c4"
    assert web.get("clicks/count", filter="list:bob")["count"] == 1
    assert web.get("clicks/count", filter="tags:vip", until="2026-11-01T02:00")["count"] == 2
    assert web.get("clicks", filter="threat:phish")["sentence"] == (
        "Clicks where a threat type is Phish."
    )


def test_clicks_on_the_mail_that_a_view_finds(web):
    """The filter is then one about mail, and the sentence says so."""
    page = web.get("clicks", view="phish", filter="recipient:ada@example.org")
    assert [row["click_id"] for row in page["rows"]] == ["c2", "c1"]
    assert page["sentence"].startswith("Clicks on the links of deliveries where")
    assert web.get("clicks/count", view="malware")["count"] == 0


def test_from_clicks_to_all_mail(web):
    """A filter text with the ids of the messages; none where no message is known."""
    found = web.get("clicks/emails", filter="click_id:(c1, c2)")
    assert found["filter"] == f"network_message_id:{message_id(1)}"
    assert (found["messages"], found["complete"]) == (1, True)
    nothing = web.get("clicks/emails", filter="click_id:c4")
    assert (nothing["filter"], nothing["messages"], nothing["complete"]) == ("", 0, True)


def test_campaigns_are_told(web):
    """Deliveries, messages, recipients, from when to when, clicks on their links; page by page."""
    page = web.get("campaigns", limit=1)
    first = page["campaigns"][0]
    assert (first["campaign_id"], page["different"]) == ("C-1", 2)
    assert [first[name] for name in ("deliveries", "messages", "recipients", "clicks")] == [
        *(3, 2, 2, 3),
    ]
    assert (first["first"], first["last"]) == ("2026-11-01T00:00:01Z", "2026-11-01T02:00:00Z")
    assert (first["parts"]["blocked"], first["filter"]) == (1, "campaign_id:C-1")
    rest = web.get("campaigns", limit=1, cursor=page["next"])
    assert [one["campaign_id"] for one in rest["campaigns"]] == ["C-2"]
    assert web.get("campaigns", view="phish")["different"] == 1
    chart = web.get("chart", view="campaigns", pivot="campaign_id", bucket="day")
    assert series(chart) == {"C-1": [3], "C-2": [1]}


def test_a_narrow_caller_sees_their_own(web):
    """Charts, tops and clicks count what is theirs, and name nobody else."""
    web.calling.actor = replace(READER, scope=Scope(domains=frozenset({"other.example"})))
    try:
        assert series(web.get("chart", bucket="day")) == {"Blocked": [1]}
        assert [row["click_id"] for row in web.get("clicks")["rows"]] == ["c3"]
        assert web.get("clicks/count", filter="recipient:ada@example.org")["count"] == 0
        for path, asked in (
            ("top", {"tab": "top_targeted_users"}),
            ("top", {"tab": "top_targeted_users", "view": "url_clicks"}),
        ):
            page = web.get(path, **asked)
            assert [one["value"] for one in page["top"]] == ["bob@other.example"]
    finally:
        web.calling.actor = READER


@pytest.mark.parametrize(
    ("path", "parameters", "code"),
    [
        ("chart", {"view": "phisch"}, "unknown_view"),
        ("chart", {"filter": "subjct:x"}, "bad_filter"),
        ("chart", {"view": "url_clicks", "filter": "subject:x"}, "bad_filter"),
        ("chart", {"pivot": "nonsense"}, "unknown_field"),
        ("chart", {"pivot": "body"}, "unknown_field"),
        ("chart", {"tab": "email"}, "unknown_tab"),
        ("chart", {"zone": "Mars/Olympus"}, "bad_zone"),
        ("chart", {"zone": "../../etc/passwd"}, "bad_zone"),
        ("chart", {"bucket": "minute", "since": "2020-01-01"}, "too_many_bars"),
        ("chart", {"since": "-1d", "until": "-2d"}, "bad_time"),
        ("top", {"tab": "email"}, "unknown_tab"),
        ("top", {"tab": "top_urls", "view": "malware"}, "unknown_tab"),
        ("top", {"tab": "top_urls", "cursor": "nonsense"}, "bad_cursor"),
        ("clicks", {"cursor": write_rank_mark(RankMark(count=1, value="x"))}, "bad_cursor"),
        ("clicks", {"filter": "list:nobody"}, "bad_filter"),
        ("clicks", {"filter": "tags:gone"}, "bad_filter"),
        ("campaigns", {"view": "url_clicks"}, "unknown_tab"),
    ],
)
def test_mistakes_are_said(web, path, parameters, code):
    """Each with a code and a sentence."""
    said = web.refused(path, **parameters)
    assert (said["code"], bool(said["detail"])) == (code, True)


def test_a_mistake_in_a_filter_keeps_its_place(web):
    """The view's own filter does not move it; a list that is missing is pointed at, too."""
    assert "(at character 1)" in web.refused("chart", view="phish", filter="subjct:x")["detail"]
    for view in ("phish", "url_clicks"):
        said = web.refused("clicks", view=view, filter="recipient:a list:nobody")["detail"]
        assert "(at character 18)" in said


def test_tops_of_a_field_that_is_not_there_are_no_tabs(web):
    """What is not in the registry has neither pivot nor tab nor view."""
    for view in web.get("views"):
        assert all(tab["label"] for tab in view["tabs"])
        assert view["tabs"], view
        assert view["pivots"], view
