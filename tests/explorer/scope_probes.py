"""How the explorer's routes are pried by somebody with a scope about somebody outside of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from tests.servers.web_client import WebClient

from clawback.model.delivery import Delivery


class Prying(Protocol):
    """Who asks, about whom, and what each of them got."""

    web: WebClient
    me: str
    other: str

    @property
    def mine(self) -> Sequence[Delivery]: ...

    @property
    def theirs(self) -> Sequence[Delivery]: ...

    def get(self, path: str, **parameters: Any) -> Any: ...  # what a route takes, and its JSON


def _told(what: str) -> Callable[[Prying], None]:
    """What is told of a message: nothing of the other's, and nothing of their copies."""

    def probe(world: Prying) -> None:
        mine = {row.network_message_id for row in world.mine}
        unknown = world.web.get(f"/messages/unknown/{what}")
        nobody = world.web.get(f"/messages/unknown/{what}", params={"recipient": "x"})
        assert {unknown.status_code, nobody.status_code} == {404}
        for row in (*world.mine, *world.theirs):
            path = f"/messages/{row.network_message_id}/{what}"
            answer = world.web.get(path)
            if row.network_message_id in mine:
                assert answer.status_code == 200, answer.text
                assert world.other not in answer.text
            else:
                assert answer.content == unknown.content
            pried = world.web.get(path, params={"recipient": world.other})
            assert pried.status_code == 404
            assert world.other not in pried.text

    return probe


def _timeline(world: Prying) -> None:
    _told("timeline")(world)
    for row in world.mine:
        path = f"/messages/{row.network_message_id}/timeline"
        assert len(world.get(path, recipient=world.me)["events"]) == 3


def _similar(world: Prying) -> None:
    """Also of what is like it, and of how much there is, only one's own is told."""
    _told("similar")(world)
    row = world.mine[0]
    found = world.get(f"/messages/{row.network_message_id}/similar", limit=200)
    assert {one["recipient"] for one in found["similar"]} == {world.me}
    assert len(found["similar"]) == len({each.network_message_id for each in world.mine}) - 1


def _related(world: Prying) -> None:
    _told("related")(world)
    row = world.mine[0]
    for one in world.get(f"/messages/{row.network_message_id}/related")["related"]:
        shown = world.get("/deliveries", filter=one["filter"], limit=1000)["rows"]
        assert (one["deliveries"], one["recipients"]) == (len(shown), 1)


def _headers(world: Prying) -> None:
    """A copy's header names its recipient, who may have been a blind one."""
    mine = {row.network_message_id for row in world.mine}
    unknown = world.web.get("/messages/unknown/headers")
    for row in (*world.mine, *world.theirs):
        answer = world.web.get(f"/messages/{row.network_message_id}/headers")
        if row.network_message_id in mine:
            assert answer.json()["fields"]
            assert world.other not in answer.text
        else:
            assert (answer.status_code, answer.content) == (404, unknown.content)


def _message(world: Prying) -> None:
    mine = {row.network_message_id for row in world.mine}
    unknown = world.web.get("/messages/unknown")
    for row in (*world.mine, *world.theirs):
        for spelled in (row.network_message_id, row.network_message_id.upper()):
            answer = world.web.get(f"/messages/{spelled}")
            if row.network_message_id in mine:
                assert answer.status_code == 200
            else:
                assert (answer.status_code, answer.content) == (404, unknown.content)


def _trace(world: Prying) -> None:
    """Every delivery of this world carries the link; only one's own are counted."""
    answer = world.web.get("/urls/trace", params={"url": "https://pay.example/now"})
    assert answer.status_code == 200
    assert world.other not in answer.text
    found = answer.json()
    assert (found["deliveries"], found["recipients"]) == (len(world.mine), 1)
    assert {one["recipient"] for one in found["clicks"]["newest"]} == {world.me}
    assert found["clicks"]["not_clicked"] == []


def _chart(world: Prying) -> None:
    """Of mail and of clicks: only one's own is counted."""
    for asked in (
        {"pivot": "recipient"},
        {"pivot": "subject"},
        {"pivot": "tags"},
        {"view": "url_clicks", "pivot": "recipient"},
        {"tab": "url_clicks", "pivot": "url"},
    ):
        answer = world.web.get("/explorer/chart", params=asked)
        assert world.other not in answer.text
        series = answer.json()["series"]
        assert sum(one["total"] for one in series) == len(world.mine)


def _tops(world: Prying) -> None:
    for asked in (
        {"tab": "top_targeted_users"},
        {"tab": "top_urls"},
        {"tab": "top_clicks"},
        {"tab": "top_targeted_users", "view": "url_clicks"},
    ):
        answer = world.web.get("/explorer/top", params=asked)
        assert world.other not in answer.text
        assert sum(one["count"] for one in answer.json()["top"]) == len(world.mine)


def _clicks(world: Prying) -> None:
    """By filters about the other, and by those on the other's mail."""
    theirs = world.theirs[0].network_message_id
    for text in ("", "*", f"recipient:{world.other}", f"-recipient:{world.me}", "tags:*"):
        answer = world.web.get("/explorer/clicks", params={"filter": text})
        assert {row["recipient"] for row in answer.json()["rows"]} <= {world.me}
    for asked in ({"view": "all_email"}, {"view": "url_clicks"}):
        pried = world.get("/explorer/clicks", filter=f"id:{theirs}", **asked)
        assert pried["rows"] == []


def _clicks_count(world: Prying) -> None:
    assert world.get("/explorer/clicks/count")["count"] == len(world.mine)
    pried = world.get("/explorer/clicks/count", filter=f"recipient:{world.other}")
    assert pried["count"] == 0


def _clicks_emails(world: Prying) -> None:
    found = world.get("/explorer/clicks/emails")
    assert found["messages"] == len({row.network_message_id for row in world.mine})


def _origin(world: Prying) -> None:
    found = world.get("/explorer/origin")
    counted = found["unknown"] + found["private"] + found["without"]
    assert counted + sum(one["deliveries"] for one in found["countries"]) == len(world.mine)


def _campaigns(world: Prying) -> None:
    answer = world.web.get("/explorer/campaigns")
    assert world.other not in answer.text


MESSAGE_PROBES: Mapping[str, Callable[[Prying], None]] = {
    "message_get": _message,
    "message_page": _told("page"),
    "message_timeline": _timeline,
    "message_timeline_export": _told("timeline/export"),
    "message_related": _related,
    "message_similar": _similar,
    "message_headers": _headers,
    "url_trace": _trace,
    "explorer_views": lambda _: None,  # a table, the same for everybody
    "explorer_chart": _chart,
    "explorer_top": _tops,
    "explorer_campaigns": _campaigns,
    "explorer_origin": _origin,
    "explorer_clicks": _clicks,
    "explorer_clicks_count": _clicks_count,
    "explorer_clicks_emails": _clicks_emails,
    "url_decode": lambda _: None,  # asks nobody, and no store
}
"""By operation."""
