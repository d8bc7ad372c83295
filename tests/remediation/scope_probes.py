"""Prying into the plans and containers of somebody with another scope, on every route there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI
from tests.servers.web_client import WebClient

from clawback.remediation.review import routes as review
from clawback.remediation.routes import routers

PLAN, CONTAINER = "remediation_id", "container_id"
UNKNOWN = {PLAN: "R-00000000NONE0", CONTAINER: "C-00000000NONE0"}
WISH = {"action": "soft_delete", "filter": "", "name": "Invoice fraud"}
# What a route wants besides the id; where nothing stands here and something is wanted, it fails.
_PARTS = {"kind": "new"}
_BODIES: dict[str, dict[str, Any]] = {  # JSON of any shape
    "remediation_edit": WISH,
    "remediation_approve": {"plan_hash": "0" * 64},
    "remediation_reject": {"reason": "No."},
    "remediation_withdraw": {"reason": "No."},
    "remediation_break_glass": {"reason": "It burns."},
    "remediation_amend": {"name": "Another name"},
    "remediation_container_add": {"filter": "subject~for"},
    "remediation_container_remove": {"number": 0},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prying:
    """One person with a scope, and the ids of their own and of the other's plans."""

    web: WebClient
    me: str
    other: str
    mine: dict[str, list[str]]
    theirs: dict[str, list[str]]
    foreign_keys: list[tuple[str, str]]
    state: Callable[[], object]

    def call(self, method: str, path: str, **sent: Any) -> Any:  # what a route takes, and its JSON
        answer = self.web.request(method, path, **sent)
        assert answer.status_code in {200, 201}, answer.text
        return answer.json()


def with_ids(*rooms: APIRouter) -> dict[str, Callable[[Prying], None]]:
    """A probe for each operation that has an id in its path, as the OpenAPI document names them."""
    application = FastAPI()
    for room in rooms or (*routers, review.router):
        application.include_router(room)
    return {
        operation["operationId"]: _probe(operation["operationId"], method, path)
        for path, methods in application.openapi()["paths"].items()
        for method, operation in methods.items()
        if PLAN in path or CONTAINER in path
    }


def _probe(operation: str, method: str, path: str) -> Callable[[Prying], None]:
    kind = PLAN if PLAN in path else CONTAINER

    def ask(prying: Prying, one: str) -> tuple[int, str]:
        filled = path.format(**{kind: one}, **_PARTS)
        answer = prying.web.request(method, filled, json=_BODIES.get(operation))
        return answer.status_code, answer.text.replace(one, "ID")

    def probe(prying: Prying) -> None:
        before = prying.state()
        unknown = ask(prying, UNKNOWN[kind])
        assert unknown[0] == 404, unknown
        for one in prying.theirs[kind]:
            assert ask(prying, one) == unknown
        assert prying.state() == before, "what was unknown has changed all the same"
        for one in prying.mine[kind]:
            status, text = ask(prying, one)
            assert status not in {404, 405, 422}, text
            assert prying.other not in text

    return probe


def _create(prying: Prying) -> None:
    counted = prying.call("POST", "/remediations", json=WISH | {"dry_run": True})["numbers"]
    made = prying.call("POST", "/remediations", json=WISH)["remediation"]
    assert made["deliveries"] == counted["deliveries"] > 0
    items = prying.call("GET", f"/remediations/{made['id']}/items")["items"]
    assert {item["recipient"] for item in items} == {prying.me}
    for _, recipient in prying.foreign_keys[:1]:
        wish = WISH | {"filter": f"recipient:{recipient}"}
        answer = prying.web.post("/remediations", json=wish)
        assert answer.json()["code"] == "nothing_found"


def _preview(prying: Prying) -> None:
    """A preview counts one's own alone, and ticked rows of the other's find nothing."""
    sketch = {"action": "soft_delete", "filter": ""}
    found = prying.call("POST", "/remediations/review", json=sketch)
    counted = prying.call("POST", "/remediations", json=WISH | {"dry_run": True})["numbers"]
    assert found["deliveries"] == counted["deliveries"] > 0
    assert prying.other not in str(found)
    keys = [{"network_message_id": one, "recipient": who} for one, who in prying.foreign_keys]
    for wish in (sketch, WISH):
        path = "/remediations" if "name" in wish else "/remediations/review"
        answer = prying.web.post(path, json=wish | {"only": {"deliveries": keys}})
        assert answer.json()["code"] == "nothing_found"


def _list(prying: Prying) -> None:
    for more in ({}, {"text": "fraud"}, {"created_by": "a"}, {"shelf": "drafts"}, {"cursor": "S"}):
        shown = _pages(prying, "/remediations", **more)
        assert not set(shown) & set(prying.theirs[PLAN])
        assert prying.other not in str(shown)
    assert set(_pages(prying, "/remediations")) == set(prying.mine[PLAN])
    for one in prying.theirs[PLAN]:
        assert _pages(prying, "/remediations", text=one) == {}


def _containers(prying: Prying) -> None:
    assert set(_pages(prying, "/remediation-containers")) == set(prying.mine[CONTAINER])
    assert _pages(prying, "/remediation-containers", closed=True) == {}


def _gather(prying: Prying) -> None:
    """Ids that somebody pastes find nothing of the other's, however they came by them."""
    wish = {"action": "soft_delete", "name": "Pasted"}
    opened = prying.call("POST", "/remediation-containers", json=wish)
    path = f"/remediation-containers/{opened['id']}"
    keys = [{"network_message_id": one, "recipient": who} for one, who in prying.foreign_keys]
    prying.call("POST", f"{path}/add", json={"only": {"deliveries": keys}})
    answer = prying.web.post(f"{path}/propose")
    assert answer.json()["code"] == "nothing_found"


def _pages(prying: Prying, path: str, **asked: Any) -> dict[str, Any]:  # JSON by id
    found: dict[str, Any] = {}
    while True:
        page = prying.call("GET", path, params={"limit": 1, **asked})
        found |= {one["id"]: one for one in page["items"]}
        if page["next"] is None:
            return found
        asked["cursor"] = page["next"]


def _drift(prying: Prying) -> None:
    """The other's mail is not new to a plan that was made within one's own scope."""
    for one in prying.mine[PLAN]:
        drift = prying.call("GET", f"/remediations/{one}/drift")
        assert (drift["new"], drift["gone"]) == (0, 0)
        for kind in ("new", "moved", "gone"):
            items = prying.call("GET", f"/remediations/{one}/drift/{kind}")["items"]
            assert prying.other not in str(items)


def both(*probes: Callable[[Prying], None]) -> Callable[[Prying], None]:
    def probe(prying: Prying) -> None:
        for one in probes:
            one(prying)

    return probe


_BY_ID = with_ids()
PLAN_PROBES: dict[str, Callable[[Prying], None]] = {
    **_BY_ID,
    "remediation_create": _create,
    "remediation_list": _list,
    "remediation_preview": _preview,
    "remediation_drift": both(_BY_ID["remediation_drift"], _drift),
    "remediation_container_list": _containers,
    "remediation_container_open": _gather,
}
"""Every operation of the room, and how it is pried; one with an id in its path is pried unasked."""
