"""Two people's mail, and how each pries into the other's by the routes about deliveries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.making.deliveries import START, make_delivery
from tests.servers.web_client import WebClient

from clawback.model.delivery import Delivery

A, B = "ada@a.example", "bob@b.example"
LINK = {
    "url": ("https://pay.example/now",),
    "url_domain": ("pay.example",),
    "url_domain_and_path": ("pay.example/now",),
}
BOTH = [
    make_delivery(
        number,
        recipient=recipient,
        recipient_domain=recipient.partition("@")[2],
        subject=f"for {recipient}",
        time_received=START + timedelta(hours=number),
        **LINK,
    )
    for number, recipient in enumerate([A, B] * 6)
]
SHARED = make_delivery(50, recipient=A, recipient_domain="a.example", subject="for both", **LINK)
ROWS = [*BOTH, SHARED, replace(SHARED, recipient=B, recipient_domain="b.example")]
OF = {who: [row for row in ROWS if row.recipient == who] for who in (A, B)}
# Filters that look for the other's mail by every means there is.
PRYING = (
    "",
    "*",
    "recipient:OTHER",
    "NOT recipient:x",
    "recipient:OTHER OR recipient:*",
    "-recipient:x OR *",
    "tags:*",
    "tags:(team-a, team-b)",
    "list:everybody",
    "bob ada",
    "subject~for",
    "remediation_id:r-1",
    "url:* OR -url:*",
)
FORMATS = ("csv", "ndjson", "json")


class World:
    """The routes of every room on one store, asked as one person about the other."""

    def __init__(self, web: WebClient, me: str, other: str) -> None:
        self.web = web
        self.me = me
        self.other = other

    @property
    def mine(self) -> list[Delivery]:
        return OF[self.me]

    @property
    def theirs(self) -> list[Delivery]:
        return OF[self.other]

    def filters(self) -> list[str]:
        theirs = [f"id:{row.network_message_id}" for row in OF[self.other]]
        return [text.replace("OTHER", self.other) for text in PRYING] + theirs

    def get(self, path: str, **parameters: Any) -> Any:  # what a route takes, and its JSON
        answer = self.web.get(path, params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()


def _search(world: World) -> None:
    for text in world.filters():
        cursor: dict[str, str] = {}
        while True:
            page = world.get("/deliveries", filter=text, limit=2, **cursor)
            assert {row["recipient"] for row in page["rows"]} <= {world.me}
            if page["next"] is None:
                break
            cursor = {"cursor": page["next"]}
    assert len(world.get("/deliveries")["rows"]) == len(OF[world.me])


def _count(world: World) -> None:
    for text in world.filters():
        shown = len(world.get("/deliveries", filter=text, limit=1000)["rows"])
        assert world.get("/deliveries/count", filter=text)["count"] == shown
    mine_too = {row.network_message_id for row in OF[world.me]}
    for row in OF[world.other]:
        counted = world.get("/deliveries/count", filter=f"id:{row.network_message_id}")["count"]
        assert counted == int(row.network_message_id in mine_too)
    assert world.get("/deliveries/count")["count"] == len(OF[world.me])


def _top(world: World) -> None:
    for field in ("recipient", "recipient_domain", "network_message_id", "subject", "tags"):
        top = world.get("/deliveries/top", field=field, limit=1000)["top"]
        assert sum(one["count"] for one in top) == len(OF[world.me])
        assert world.other not in str(top)


def _groups(world: World) -> None:
    for field in ("recipient", "network_message_id", "subject", "tags", "sender_address"):
        found = world.get("/deliveries/groups", field=field, limit=200)["groups"]
        assert sum(one["deliveries"] for one in found) == len(OF[world.me])
        assert {one["newest"]["recipient"] for one in found} == {world.me}
        assert {one["recipients"] for one in found} == {1}
        assert world.other not in str(found)
    for text in world.filters():
        found = world.get("/deliveries/groups", field="recipient", filter=text)["groups"]
        assert {one["value"] for one in found} <= {world.me}


def _export(world: World) -> None:
    for text in world.filters():
        for wanted in FORMATS:
            parameters = {"filter": text, "format": wanted}
            assert world.other not in world.web.get("/deliveries/export", params=parameters).text


def _content(action: str) -> Callable[[World], None]:
    """Looking at a mail: what is refused is refused before any mailbox is asked."""

    def probe(world: World) -> None:
        def answer(message_id: str, recipient: str) -> tuple[int, bytes]:
            body = {"recipient": recipient, "reason": "Prying."}
            said = world.web.post(f"/messages/{message_id}/{action}", json=body)
            return said.status_code, said.content

        unknown = answer("unknown", world.other)
        assert unknown[0] == 404
        for row in OF[world.other]:
            assert answer(row.network_message_id, world.other) == unknown

    return probe


STORE_PROBES: dict[str, Callable[[World], None]] = {
    "delivery_search": _search,
    "delivery_count": _count,
    "delivery_top": _top,
    "delivery_groups": _groups,
    "delivery_export": _export,
    "message_preview": _content("preview"),
    "message_download": _content("download"),
    "message_attachment": _content("attachments/0"),
}
