"""Proposing and approving over HTTP, and every wrong way of it as a document for a person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.making.deliveries import NOW
from tests.remediation.approval_api import (
    ALAN,
    ANALYST,
    APPROVER,
    EVE,
    GRACE,
    WISH,
    Desk,
    problem,
    trail,
    work,
)
from tests.remediation.people import person, token

from clawback.identity.role import Role
from clawback.model.scope import Scope
from clawback.remediation.policy import Policy

pytestmark = pytest.mark.slow


def test_from_proposal_to_proof(office, desk, proposed):
    """An analyst proposes, an approver approves and starts, the mail is gone, all is on record."""
    assert (proposed["state"], proposed["proposal"]["approvals"]) == ("pending", 0)
    assert proposed["proposal"]["reasons"] == ["Hard delete always needs approval."]
    approved = desk.approve(APPROVER, proposed, start=True).json()
    assert (approved["state"], approved["ground"]) == ("queued", "approval")
    work(office)
    with desk.of(ANALYST) as api:
        ended = api.get(f"/remediations/{proposed['id']}").json()
    assert (ended["state"], ended["decided_by"]) == ("completed", ["bea"])
    assert office.server.lies_in("ada@example.org") == {"INBOX": []}
    (vote,) = ended["proposal"]["votes"]
    assert (vote["name"], vote["choice"], vote["reason"]) == ("bea", "approve", "Looked at it.")
    told = ["draft", "propose", "approve", "start"]
    assert trail(office) == [f"remediation.{step}" for step in told]


def test_what_needs_approval_does_not_start(desk):
    """The draft is kept, and the sentence says why and what to do."""
    said = problem(desk.post(GRACE, "", **WISH, start=True), 409, "approval_needed")
    assert "Hard delete always needs approval. It starts once another person approved it." in said
    with desk.of(GRACE) as api:
        (kept,) = api.get("/remediations", params={"shelf": "drafts"}).json()["items"]
    assert kept["id"] in said


def test_what_needs_none_starts(desk):
    """A lone administrator works on, below what the policy speaks of."""
    answer = desk.post(GRACE, "", **WISH | {"action": "soft_delete"}, start=True)
    assert (answer.status_code, answer.json()["remediation"]["ground"]) == (201, "policy")


def test_anything_can_be_proposed(desk):
    """Also what needs no approval; then it waits for one all the same."""
    made = desk.post(GRACE, "", **WISH | {"action": "move_to_junk"}, propose=True)
    body = made.json()["remediation"]
    assert body["proposal"]["reasons"] == []
    said = problem(desk.post(GRACE, f"/{body['id']}/start"), 409, "approval_needed")
    assert "waits for 1 more approval" in said
    assert desk.approve(ALAN, body).json()["state"] == "approved"
    assert desk.post(GRACE, f"/{body['id']}/start").json()["state"] == "queued"


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (person("ann", Role.ADMIN), "self_approval"),
        (person("ann", Role.ADMIN, id="person:second-login", shown="Ann Married"), "self_approval"),
        (token("ann's token", "ann"), "person_needed"),
        (token("grace's token", "grace"), "person_needed"),
        (token("service"), "person_needed"),
        (person("", Role.ADMIN, id="person:x"), "person_needed"),
        (person("eve", Role.RESPONDER), "forbidden"),
        (person("eve", proved_at=None), "step_up_needed"),
        (person("eve", proved_at=NOW - timedelta(minutes=6)), "step_up_needed"),
        (person("eve", proved_at=NOW + timedelta(hours=1)), "step_up_needed"),
    ],
)
def test_who_may_not_approve(office, desk, proposed, who, code):
    """Themselves under any name, programs, the unproved, and other roles; each refusal is told."""
    problem(desk.approve(who, proposed), 403, code)
    assert trail(office)[-1] == "remediation.deny"


def test_an_administrator_cannot_approve_what_they_edited(desk):
    """A hand in the plan is a hand in the plan."""
    draft = desk.post(ANALYST, "", **WISH).json()["remediation"]
    with desk.of(GRACE) as api:
        edited = api.put(f"/remediations/{draft['id']}", json=WISH | {"name": "Better"}).json()
    assert edited["plan_hash"] != draft["plan_hash"]
    proposed = desk.post(ANALYST, f"/{draft['id']}/propose").json()
    problem(desk.approve(GRACE, proposed), 403, "self_approval")
    assert desk.approve(ALAN, proposed).json()["state"] == "approved"


def test_a_token_proposes_for_its_owner(desk):
    """The owner of the token that proposed may not approve; a token of nobody cannot propose."""
    made = desk.post(token("script", "alan"), "", **WISH, propose=True).json()["remediation"]
    problem(desk.approve(ALAN, made), 403, "self_approval")
    problem(desk.post(token("service"), "", **WISH, propose=True), 403, "unknown_person")


def test_an_expired_proposal(office, desk, proposed):
    """A day later it is over: shown so at once, swept once, and deaf to everybody."""
    office.clock.moment += timedelta(hours=24)
    with desk.of(GRACE) as api:
        assert api.get(f"/remediations/{proposed['id']}").json()["state"] == "expired"
        (over,) = api.get("/remediations", params={"shelf": "history"}).json()["items"]
        assert over["id"] == proposed["id"]
    fresh = person("alan", proved_at=office.clock.moment)
    problem(desk.approve(fresh, proposed), 409, "proposal_expired")
    assert office.remediations.proposals.expire() == [proposed["id"]]
    assert office.remediations.proposals.expire() == []
    problem(desk.approve(fresh, proposed), 409, "proposal_expired")
    problem(desk.post(GRACE, f"/{proposed['id']}/start"), 409, "proposal_expired")
    assert "remediation.expire" in trail(office)


def test_an_approval_expires_too(office, desk, proposed):
    """What was approved and not started within a day is not started."""
    office.clock.moment += timedelta(hours=23)
    desk.approve(person("alan", proved_at=office.clock.moment), proposed)
    office.clock.moment += timedelta(hours=23)
    with desk.of(GRACE) as api:
        assert api.get(f"/remediations/{proposed['id']}").json()["state"] == "approved"
    office.clock.moment += timedelta(hours=1)
    problem(desk.post(GRACE, f"/{proposed['id']}/start"), 409, "proposal_expired")


def test_unknown_and_foreign(desk, proposed):
    """An id nobody gave, and another plan's hash."""
    answer = desk.post(ALAN, "/R-NONE/approve", plan_hash="0" * 64)
    assert "R-NONE" in problem(answer, 404, "remediation_missing")
    other = desk.post(GRACE, "", **WISH, propose=True).json()["remediation"]
    foreign = proposed | {"plan_hash": other["plan_hash"]}
    assert "not the hash" in problem(desk.approve(ALAN, foreign), 409, "plan_mismatch")


def test_replayed_and_already_executed(office, desk, proposed):
    """A second yes, a second start and a yes after the end change nothing."""
    desk.approve(ALAN, proposed)
    problem(desk.approve(ALAN, proposed), 409, "proposal_closed")
    desk.post(GRACE, f"/{proposed['id']}/start")
    problem(desk.post(GRACE, f"/{proposed['id']}/start"), 409, "proposal_closed")
    work(office)
    said = problem(desk.approve(EVE, proposed), 409, "proposal_closed")
    assert "is started" in said
    problem(desk.post(GRACE, f"/{proposed['id']}/propose"), 409, "proposal_closed")


def test_two_must_agree(office, desk):
    """With a quorum of two the first yes is not enough, and counts once."""
    office.policy = Policy(quorum=2)
    office.connect()
    desk = Desk(office)
    made = desk.post(ANALYST, "", **WISH, propose=True).json()["remediation"]
    assert desk.approve(ALAN, made).json()["state"] == "pending"
    problem(desk.approve(ALAN, made), 409, "already_voted")
    problem(desk.post(GRACE, f"/{made['id']}/start"), 409, "approval_needed")
    assert desk.approve(EVE, made).json()["state"] == "approved"


def test_a_rejection_ends_it(desk, proposed):
    """It needs a reason, another person, and is final."""
    assert desk.post(ALAN, f"/{proposed['id']}/reject", reason="").status_code == 422
    problem(desk.post(ANALYST, f"/{proposed['id']}/reject", reason="no"), 403, "forbidden")
    rejected = desk.post(ALAN, f"/{proposed['id']}/reject", reason="Newsletter.").json()
    assert (rejected["state"], rejected["proposal"]["closed_reason"]) == ("rejected", "Newsletter.")
    problem(desk.approve(GRACE, proposed), 409, "proposal_closed")
    problem(desk.post(GRACE, f"/{proposed['id']}/start"), 409, "proposal_closed")


def test_withdrawn_until_started(desk, proposed):
    """The proposer, or an approver, takes even an approved proposal back."""
    desk.approve(ALAN, proposed)
    problem(
        desk.post(person("x", Role.ANALYST), f"/{proposed['id']}/withdraw", reason="?"),
        403,
        "forbidden",
    )
    taken = desk.post(ANALYST, f"/{proposed['id']}/withdraw", reason="Mistaken.").json()
    assert taken["state"] == "withdrawn"
    problem(desk.post(GRACE, f"/{proposed['id']}/start"), 409, "proposal_closed")


def test_an_approver_who_was_dismissed(office, desk, proposed):
    """Their approval counts only as long as they may approve."""
    desk.approve(ALAN, proposed)
    office.dismissed.add("alan")
    said = problem(desk.post(GRACE, f"/{proposed['id']}/start"), 409, "approval_needed")
    assert "alan approved" in said


def test_a_role_lost_before_the_start(desk, proposed):
    """Whoever starts needs the permission then, whatever was approved."""
    desk.approve(ALAN, proposed)
    problem(desk.post(ANALYST, f"/{proposed['id']}/start"), 403, "forbidden")


def test_a_mailbox_deleted_meanwhile(office, desk, proposed):
    """Between approval and work the account went: its deliveries end with a sentence."""
    desk.approve(ALAN, proposed, start=True)
    (office.server.root / "ada@example.org").rename(office.server.root.parent / "gone")
    work(office)
    with desk.of(GRACE) as api:
        (item,) = api.get(f"/remediations/{proposed['id']}/items").json()["items"]
    assert (item["outcome"], item["note"]) == (
        "not_actionable",
        "There is no mailbox ada@example.org.",
    )


def test_nothing_to_propose(desk):
    """A filter that finds nothing makes no proposal."""
    answer = desk.post(GRACE, "", **WISH | {"filter": "recipient:nobody@x.org"}, propose=True)
    problem(answer, 400, "nothing_found")


def test_outside_of_ones_scope(desk):
    """Somebody for one domain neither starts nor approves what touches another, however made."""
    net = person("net", scope=Scope(domains=frozenset({"example.net"})))
    answer = desk.post(net, "", **WISH, propose=True)
    assert "example.org" in problem(answer, 403, "outside_scope")
    made = desk.post(person("ned", scope=net.scope), "", **WISH).json()["remediation"]
    desk.post(GRACE, f"/{made['id']}/propose")
    problem(desk.approve(net, made), 403, "outside_scope")
    wider = desk.post(GRACE, "", **WISH, propose=True).json()["remediation"]
    problem(desk.approve(net, wider), 404, "remediation_missing")


def test_breaking_the_glass(office, desk):
    """Off by default; where it is on, an approver starts alone, with a reason that is kept."""
    draft = desk.post(GRACE, "", **WISH).json()["remediation"]
    path = f"/{draft['id']}/break-glass"
    problem(desk.post(GRACE, path, reason="It spreads."), 403, "break_glass_off")
    office.policy = Policy(break_glass=True)
    office.connect()
    desk = Desk(office)
    problem(desk.post(token("t", "grace"), path, reason="It spreads."), 403, "person_needed")
    started = desk.post(GRACE, path, reason="It spreads.").json()
    assert (started["state"], started["ground"]) == ("queued", "emergency")


def test_an_undo_is_proposed(office, desk):
    """An undo is a plan like others: it can be proposed, and its maker cannot approve it."""
    made = desk.post(GRACE, "", **WISH | {"action": "move_to_junk"}, start=True).json()
    one = made["remediation"]["id"]
    work(office)
    undo = desk.post(GRACE, f"/{one}/undo", propose=True).json()
    assert (undo["state"], undo["source"], undo["undo_of"]) == ("pending", "undo", one)
    problem(desk.approve(GRACE, undo), 403, "self_approval")
    assert desk.approve(ALAN, undo, start=True).json()["state"] == "queued"
