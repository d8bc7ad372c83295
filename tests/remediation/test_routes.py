"""Remediations over HTTP: shapes, pages, and errors in words."""

from __future__ import annotations

import time

import pytest
from fastapi import Request
from starlette.responses import JSONResponse
from tests.remediation.conftest import ANALYST, GRACE
from tests.servers.routed import routed
from tests.servers.web_client import WebClient

from clawback.model.clock import Clock
from clawback.model.errors import ClawbackError
from clawback.remediation.remediations import Remediations
from clawback.remediation.routes import routers

_WISH = {"action": "soft_delete", "filter": "", "name": "Invoice fraud", "severity": "high"}


@pytest.fixture
def api(world):
    """The room's routes alone, called as grace unless the test says otherwise."""
    application = routed(*routers)
    application.state.parts = {Clock: world.clock, Remediations: world.remediations}
    application.state.actor = GRACE

    @application.middleware("http")
    async def enter(request: Request, call_next):
        request.state.actor = application.state.actor
        return await call_next(request)

    @application.exception_handler(ClawbackError)
    async def say(_request, error):
        return JSONResponse({"code": error.code, "detail": str(error)}, status_code=400)

    return WebClient(application)


def wait(api, remediation_id):
    limit = time.monotonic() + 30
    while (found := api.get(f"/remediations/{remediation_id}").json())["ended_at"] is None:
        assert time.monotonic() < limit
    return found


def test_a_remediation_from_wish_to_undo(world, api):
    """Created and started in one call, watched to its end, its items read, and undone."""
    world.deliver(1, "ada@example.org", "INBOX", "\\Seen")
    made = api.post("/remediations", json=_WISH | {"start": True})
    assert made.status_code == 201
    body = made.json()["remediation"]
    assert (body["name"], body["severity"], body["created_by"]) == (
        "Invoice fraud",
        "high",
        "grace",
    )
    ended = wait(api, body["id"])
    assert ended["state"] == "completed"
    assert ended["counts"] == {"total": 1, "pending": 0, "outcomes": {"success": 1}}
    still = {"rate": None, "seconds_left": None}
    assert ended["by_server"] == {"main": ended["counts"] | still}
    assert ended["sentence"] == "Soft delete for 1 delivery in 1 mailbox: 1 success."
    (item,) = api.get(f"/remediations/{body['id']}/items").json()["items"]
    assert (item["recipient"], item["outcome"], item["attempts"]) == (
        "ada@example.org",
        "success",
        1,
    )
    (copy,) = item["copies"]
    assert (copy["before"]["folder"], copy["after"]["folder"]) == ("INBOX", "Recoverable")
    assert (copy["flags"], copy["read_back"], copy["flags_kept"]) == (["\\Seen"], True, True)
    undone = api.post(f"/remediations/{body['id']}/undo")
    assert undone.status_code == 201
    assert wait(api, undone.json()["id"])["undo_of"] == body["id"]


def test_a_dry_run_answers_with_numbers(world, api):
    """Numbers that add up, and no remediation."""
    world.deliver(1, "ada@example.org")
    answer = api.post("/remediations", json=_WISH | {"dry_run": True}).json()
    assert answer == {
        "dry_run": True,
        "numbers": {
            "deliveries": 1,
            "messages": 1,
            "mailboxes": 1,
            "actionable": 1,
            "already_there": 0,
            "by_server": {"main": 1},
            "not_actionable": {},
        },
        "remediation": None,
    }
    assert api.get("/remediations").json() == {"items": [], "next": None}


def test_lists_and_items_come_in_pages(world, api):
    """Each page's `next` leads to the rest, and nothing comes twice or is left out."""
    for number in range(5):
        world.deliver(number, "ada@example.org")
    made = [api.post("/remediations", json=_WISH).json()["remediation"]["id"] for _ in range(3)]
    assert _all(api, "/remediations", 2, "id") == made[::-1]
    addresses = _all(api, f"/remediations/{made[0]}/items", 2, "internet_message_id")
    assert sorted(addresses) == [f"<{number}@sender.example>" for number in range(5)]


def _all(api, path, limit, field):
    found, cursor = [], None
    while True:
        query = {"limit": limit} | ({"cursor": cursor} if cursor else {})
        page = api.get(path, params=query).json()
        found += [item[field] for item in page["items"]]
        if (cursor := page["next"]) is None:
            return found


def test_items_by_outcome(world, api):
    """Only deliveries that ended so."""
    world.deliver(1, "ada@example.org")
    made = api.post("/remediations", json=_WISH | {"start": True}).json()["remediation"]["id"]
    wait(api, made)
    path = f"/remediations/{made}/items"
    assert len(api.get(path, params={"outcome": "success"}).json()["items"]) == 1
    assert api.get(path, params={"outcome": "failed"}).json()["items"] == []


@pytest.mark.parametrize(
    "change",
    [
        {"action": "explode"},
        {"name": ""},
        {"severity": "urgent"},
        {"since": "2026-11-01T00:00:00"},
        {"stat": True},
        {"name": "x" * 201},
    ],
)
def test_what_does_not_fit_is_refused(api, change):
    """Unknown actions, empty names, times without a zone and unknown keys are errors."""
    assert api.post("/remediations", json=_WISH | change).status_code == 422


@pytest.mark.parametrize("act", ["start", "cancel", "pause", "resume", "retry", "undo"])
def test_commands_on_what_does_not_exist(api, act):
    """A wrong id is said to be one."""
    answer = api.post(f"/remediations/R-NONE/{act}")
    assert answer.json()["code"] == "remediation_missing"


@pytest.mark.parametrize("cursor", ["-1", "x", "9" * 30, "٣"])
def test_a_cursor_nobody_gave(world, api, cursor):
    """It is refused in words."""
    world.deliver(1, "ada@example.org")
    made = api.post("/remediations", json=_WISH).json()["remediation"]["id"]
    answer = api.get(f"/remediations/{made}/items", params={"cursor": cursor})
    assert answer.json()["code"] == "bad_input"


def test_drafting_does_not_mean_starting(world, api):
    """Somebody who may only draft gets the draft kept and the start refused."""
    api.app.state.actor = ANALYST
    world.deliver(1, "ada@example.org")
    answer = api.post("/remediations", json=_WISH | {"start": True})
    assert answer.json()["code"] == "forbidden"
    (kept,) = api.get("/remediations").json()["items"]
    assert kept["state"] == "draft"


def test_the_six_commands_answer_with_the_standing(world, api):
    """Paused, resumed, cancelled: the answer is the remediation as it stands then."""
    world.deliver(1, "ada@example.org")
    world.stop()
    made = api.post("/remediations", json=_WISH).json()["remediation"]["id"]
    states = [
        api.post(f"/remediations/{made}/{act}").json()["state"]
        for act in ("start", "pause", "resume", "cancel")
    ]
    assert states == ["queued", "paused", "queued", "cancelling"]
    world.boot()
    assert wait(api, made)["state"] == "cancelled"
