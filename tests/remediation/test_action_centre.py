"""What people see of proposals: drift, containers, lists, reminders."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from tests.making.deliveries import NOW
from tests.remediation.approval_api import ALAN, ANALYST, EVE, GRACE, WISH, problem, trail, work

from clawback.jobs.job import JobState
from clawback.model.location import Directionality
from clawback.remediation.action import Action
from clawback.remediation.remediation import State

pytestmark = pytest.mark.slow


def test_drift_is_told(office, desk, proposed):
    """New matches are counted and not included; what lies elsewhere is listed by page."""
    office.deliver(2, "bob@example.org")
    office.deliver(3, "bob@example.org")
    path = f"/remediations/{proposed['id']}/drift"
    with desk.of(ALAN) as api:
        drift = api.get(path).json()
        assert [drift[name] for name in ("unchanged", "new", "moved", "gone")] == [1, 2, 0, 0]
        first = api.get(f"{path}/new", params={"limit": 1}).json()
        rest = api.get(f"{path}/new", params={"limit": 1, "cursor": first["next"]}).json()
        assert [one["recipient"] for one in first["items"] + rest["items"]] == [
            "bob@example.org"
        ] * 2
        assert rest["next"] is None
    moved = desk.post(GRACE, "", **WISH | {"action": "move_to_junk"}, start=True)
    assert moved.status_code == 201
    work(office)
    with desk.of(ALAN) as api:
        assert api.get(path).json()["moved"] == 1
        (one,) = api.get(f"{path}/moved").json()["items"]
    assert (one["location_when_frozen"], one["latest_delivery_location"]) == (
        "inbox_folder",
        "junk_folder",
    )


def test_a_container_is_filled_by_several(office, desk):
    """Two people add, one proposes; all three are barred, and the container takes no more."""
    office.deliver(2, "bob@example.org")
    new = {"action": "move_to_junk", "name": "Wave 7", "severity": "low"}
    with desk.of(GRACE) as api:
        opened = api.post("/remediation-containers", json=new).json()
        path = f"/remediation-containers/{opened['id']}"
        problem(api.post(f"{path}/propose"), 400, "container_empty")
        problem(api.post(f"{path}/add", json={}), 400, "bad_input")
        added = {"filter": "recipient:ada*", "since": "2026-01-01T00:00:00Z"}
        assert api.post(f"{path}/add", json=added).status_code == 200
    key = office.row(2, "bob@example.org").delivery.key
    ticked = {"network_message_id": key.network_message_id, "recipient": key.recipient}
    with desk.of(ALAN) as api:
        full = api.post(f"{path}/add", json={"only": {"deliveries": [ticked]}}).json()
        assert [part["added_by"] for part in full["parts"]] == ["grace", "alan"]
    with desk.of(ANALYST) as api:
        made = api.post(f"{path}/propose").json()
        assert (made["state"], made["deliveries"]) == ("pending", 2)
        problem(api.post(f"{path}/add", json=added), 409, "container_closed")
        assert api.get(path).json()["remediation_id"] == made["id"]
        assert api.get("/remediation-containers").json()["items"] == []
        assert len(api.get("/remediation-containers", params={"closed": True}).json()["items"]) == 1
        problem(api.get("/remediation-containers/C-NONE"), 404, "container_missing")
    for who in (GRACE, ALAN):
        problem(desk.approve(who, made), 403, "self_approval")
    assert desk.approve(EVE, made).json()["state"] == "approved"


def test_parts_are_taken_out_of_a_container(office, desk):
    """What is taken out stays to be read and finds nothing; whoever did it is barred as well."""
    office.deliver(2, "bob@example.org")
    new = {"action": "move_to_junk", "name": "Wave 8"}
    with desk.of(GRACE) as api:
        path = (
            f"/remediation-containers/{api.post('/remediation-containers', json=new).json()['id']}"
        )
        bad = api.post(f"{path}/add", json={"filter": "subjekt:x", "since": "2026-01-01T00:00:00Z"})
        assert (bad.json()["code"], bad.json()["position"]) == ("bad_filter", 0)
        for whose in ("ada", "bob"):
            api.post(f"{path}/add", json={"filter": f"recipient:{whose}*"})
    with desk.of(ALAN) as api:
        less = api.post(f"{path}/remove", json={"number": 0}).json()
        assert [part["removed_by"] for part in less["parts"]] == ["alan", ""]
        for number in (0, 2):
            gone = api.post(f"{path}/remove", json={"number": number})
            problem(gone, 400, "container_part_missing")
    with desk.of(GRACE) as api:
        made = api.post(f"{path}/propose").json()
        assert made["deliveries"] == 1
        problem(api.post(f"{path}/remove", json={"number": 1}), 409, "container_closed")
        problem(api.delete(path), 409, "container_closed")
    problem(desk.approve(ALAN, made), 403, "self_approval")


def test_a_container_is_discarded(desk):
    """It leaves the open ones, is frozen, stays readable, and the audit trail tells of it."""
    with desk.of(GRACE) as api:
        opened = api.post("/remediation-containers", json={"action": "soft_delete", "name": "n"})
        path = f"/remediation-containers/{opened.json()['id']}"
        gone = api.delete(path).json()
        assert (gone["discarded_by"], gone["remediation_id"]) == ("grace", None)
        assert api.get("/remediation-containers").json()["items"] == []
        closed = api.get("/remediation-containers", params={"closed": True}).json()["items"]
        assert [one["id"] for one in closed] == [gone["id"]]
        for late in ("add", "propose"):
            answer = api.post(f"{path}/{late}", json={"filter": "x"})
            assert "grace has discarded" in problem(answer, 409, "container_closed")


def test_the_lists_of_the_action_centre(desk, proposed):
    """Drafts, pending, running, history; by state, action, people, source, text and time."""
    draft = desk.post(ALAN, "", **WISH | {"name": "50% off_er"}).json()["remediation"]["id"]
    running = desk.post(GRACE, "", **WISH | {"action": "soft_delete"}, start=True).json()
    gone = desk.post(ALAN, "", **WISH, propose=True).json()["remediation"]["id"]
    desk.post(EVE, f"/{gone}/reject", reason="No.")
    running_id, waiting = running["remediation"]["id"], proposed["id"]
    asked = {
        ("shelf", "drafts"): [draft],
        ("shelf", "pending"): [waiting],
        ("shelf", "running"): [running_id],
        ("shelf", "history"): [gone],
        ("state", "rejected"): [gone],
        ("action", "soft_delete"): [running_id],
        ("severity", "low"): [],
        ("source", "manual"): [gone, running_id, draft, waiting],
        ("source", "undo"): [],
        ("created_by", "ALAN"): [gone, draft],
        ("proposed_by", "Alan"): [gone],
        ("proposed_by", "ann"): [waiting],
        ("approved_by", "eve"): [],
        ("decided_by", "eve"): [gone],
        ("decided_by", "grace"): [running_id],
        ("text", "0% off_"): [draft],
        ("text", "%"): [draft],
        ("text", waiting.lower()): [waiting],
        ("until", "2026-01-01T00:00:00Z"): [],
        ("until", "2026-01-01"): [],
        ("since", "-1h"): [gone, running_id, draft, waiting],
    }
    with desk.of(GRACE) as api:
        for (name, value), expected in asked.items():
            found = api.get("/remediations", params={name: value}).json()["items"]
            assert [one["id"] for one in found] == expected, (name, value)


def _approved_and_others(office, desk):
    """Proposals at every stage; the first has run out of time."""
    desk.post(ALAN, "", **WISH, propose=True)
    office.clock.moment += timedelta(hours=25)
    eve = replace(EVE, proved_at=office.clock.moment)
    made = [desk.post(ALAN, "", **WISH, propose=True).json()["remediation"] for _ in range(5)]
    _, approved, started, rejected, withdrawn = made
    desk.approve(eve, approved)
    desk.approve(eve, started, start=True)
    desk.post(eve, f"/{rejected['id']}/reject", reason="No.")
    desk.post(ALAN, f"/{withdrawn['id']}/withdraw", reason="No.")
    return approved["id"], started["id"]


def _put(office, remediation_id, state, outcomes):
    """The work of a remediation into a state, with so many deliveries of each outcome."""
    tally = text("INSERT INTO job_tally VALUES (:job, 'main', :outcome, :count)")
    with office.database.write() as connection:
        of = {"id": remediation_id}
        job = connection.scalar(text("SELECT job FROM remediation WHERE id = :id"), of)
        kept = {"job": job, "state": state.value}
        connection.execute(text("UPDATE job SET state = :state WHERE id = :job"), kept)
        connection.execute(text("DELETE FROM job_tally WHERE job = :job"), kept)
        for outcome, count in outcomes.items():
            connection.execute(tally, {"job": job, "outcome": outcome, "count": count})


def test_the_list_of_a_state_has_what_says_it_is_in_it(office, desk):
    """Every state there is, by the ledger, by outcomes and by proposals: list and page agree."""
    approved, started = _approved_and_others(office, desk)
    ends: tuple[dict[str, int], ...] = (
        {},
        {"": 2},
        {"failed": 1, "unknown": 2},
        {"failed": 9, "not_found": 1},
    )
    for state in JobState:
        for outcomes in (*ends, {"not_actionable": 3}, {"failed": 1, "success": 0}):
            made = office.remediations.draft(office.wish(), GRACE).remediation.id
            _put(office, made, state, outcomes)
    with desk.of(GRACE) as api:
        every = api.get("/remediations", params={"limit": 100}).json()["items"]
        assert {one["state"] for one in every} == {state.value for state in State}
        for asked in State:
            only = {"limit": 100, "state": asked.value}
            found = api.get("/remediations", params=only).json()["items"]
            said = [one["id"] for one in every if one["state"] == asked.value]
            assert [one["id"] for one in found] == said, asked
        by_eve = api.get("/remediations", params={"approved_by": "eve"}).json()["items"]
    assert [one["id"] for one in by_eve] == [started, approved]


@pytest.mark.parametrize(
    ("asked", "status", "code", "words"),
    [
        ({"since": "soon"}, 400, "bad_time", "`since` cannot be read."),
        ({"since": "2026-11-05", "until": "2026-11-01"}, 400, "bad_time", "lies after `until`"),
        ({"state": "nearly"}, 422, "invalid_request", "'completed'"),
        ({"action": "burn"}, 422, "invalid_request", "'soft_delete'"),
        ({"approved_by": "e" * 201}, 422, "invalid_request", "200 characters"),
    ],
)
def test_a_list_that_cannot_be_asked_for_is_refused(desk, asked, status, code, words):
    """In a sentence that says what would do, never as an empty list."""
    with desk.of(GRACE) as api:
        assert words in problem(api.get("/remediations", params=asked), status, code)


def test_people_are_reminded_before_a_proposal_expires(office, desk, proposed):
    """Twelve and two hours before, once each, in the audit trail and in the list of attention."""
    proposals = office.remediations.proposals
    assert len(proposed["proposal"]["remind_at"]) == 2
    asked = {"attention": True}

    def listed():
        with desk.of(ALAN) as api:
            return [one["id"] for one in api.get("/remediations", params=asked).json()["items"]]

    assert (proposals.remind(), listed()) == ([], [])
    for hours in (12, 22):
        office.clock.moment = NOW + timedelta(hours=hours, minutes=1)
        assert proposals.remind() == [proposed["id"]]
        assert proposals.remind() == [], "each reminder is given once"
        assert listed() == [proposed["id"]]
    assert trail(office).count("remediation.remind") == 2
    assert desk.approve(ALAN, proposed).status_code == 403, "the proof is a day old by now"
    office.clock.moment = NOW + timedelta(hours=25)
    assert (proposals.remind(), listed()) == ([], [])


def test_of_reminders_that_were_missed_the_last_is_given(office, proposed):
    """A server that was down for a day does not come back with a heap; a decision ends them."""
    proposals = office.remediations.proposals
    office.clock.moment = NOW + timedelta(hours=23)
    assert proposals.remind() == [proposed["id"]]
    assert proposals.remind() == []
    assert trail(office).count("remediation.remind") == 1


def test_what_senders_keep_does_not_drift(office):
    """The filter never finds the copy in Sent, so its absence there tells nothing."""
    inside = {"sender_address": "eve@example.org", "directionality": Directionality.INTRA_ORG}
    office.deliver(4, "bob@example.org", **inside)
    office.deliver(5, "eve@example.org")
    wish = office.wish(Action.SOFT_DELETE, "recipient:bob*", senders_copy=True)
    made = office.remediations.draft(wish, GRACE).remediation
    assert made.deliveries == 2
    found = office.remediations.proposals.drift(made.id, GRACE)
    assert (found.unchanged, found.new, found.moved, found.gone) == (2, 0, 0, 0)
