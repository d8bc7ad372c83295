"""Everything that can be wrong with a request about a remediation, through the whole application.

Each is a problem document with a sentence, and no mail is touched.
"""

from __future__ import annotations

import pytest
from tests.making.problems import problem
from tests.making.visitors import API
from tests.remediation.desk_of_people import ADA, BOB, REMEDIATIONS, WISH, desks_in

from clawback.identity.role import Role
from clawback.model.scope import Scope

MAILS = 3
B_ALONE = Scope(domains=frozenset({"b.example"}))


@pytest.fixture
def desks(tmp_path):
    with desks_in(tmp_path) as made:
        for number in range(1, MAILS + 1):
            made.company.deliver(made.parts.store, number, ADA)
        yield made


@pytest.fixture
def ann(desks):
    """The analyst who proposes."""
    return desks.person("ann", Role.ANALYST)


@pytest.fixture
def bea(desks):
    """The approver."""
    return desks.person("bea", Role.APPROVER)


@pytest.fixture
def plan(desks, ann):
    return desks.propose(ann)


def test_a_good_one(desks, ann, bea, plan):
    """So that what follows is refused for its own reason: this way the mails really go."""
    assert desks.approve(bea, plan, start=True).json()["state"] == "queued"
    with desks.at_work():
        ended = desks.ended(ann, plan)
    assert (ended["state"], ended["counts"]["outcomes"]) == ("completed", {"success": MAILS})
    assert desks.company.files() == []


@pytest.mark.parametrize("name", ["R-0000000000000", "nothing", "%00", "' OR 1=1 --", "🦞"])
@pytest.mark.parametrize(
    ("method", "verb", "body"),
    [
        ("GET", "", None),
        ("GET", "/items", None),
        ("GET", "/drift", None),
        ("POST", "/start", None),
        ("POST", "/cancel", None),
        ("POST", "/propose", None),
        ("POST", "/approve", {"plan_hash": "0" * 64, "reason": "?"}),
        ("POST", "/reject", {"reason": "?"}),
        ("POST", "/withdraw", {"reason": "?"}),
        ("POST", "/undo", None),
        ("PUT", "", WISH),
    ],
)
def test_an_unknown_id(shared, name, method, verb, body):
    """Whatever is to be done to it, and however the id looks."""
    answer = shared.request(method, f"{REMEDIATIONS}/{name}{verb}", json=body)
    problem(answer, 404, "remediation_missing")


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """An administrator where there is nothing."""
    with desks_in(tmp_path_factory.mktemp("nothing")) as desks:
        desks.company.deliver(desks.parts.store, 1, ADA)
        yield desks.person("root", Role.ADMIN)


def test_expired(desks, plan):
    """A day later nobody can agree any more, nor start it, and it is shown as expired."""
    desks.clock.turn(hours=25)
    bea = desks.person("late", Role.APPROVER)
    said = problem(desks.approve(bea, plan), 409, "proposal_expired")
    assert "expired" in said
    problem(desks.start(bea, plan), 409, "proposal_expired")
    problem(
        bea.post(f"{REMEDIATIONS}/{plan['id']}/reject", json={"reason": "?"}),
        409,
        "proposal_expired",
    )
    assert bea.get(f"{REMEDIATIONS}/{plan['id']}").json()["state"] == "expired"
    untouched(desks)


def test_an_approval_that_expired(desks, bea, plan):
    """What was agreed to and not started within a day is not started."""
    desks.approve(bea, plan)
    desks.clock.turn(hours=25)
    problem(desks.start(desks.person("late", Role.APPROVER), plan), 409, "proposal_expired")
    untouched(desks)


def test_replayed(desks, bea, plan):
    """The same yes again, the same start again: nothing happens twice."""
    assert desks.approve(bea, plan).status_code == 200
    problem(desks.approve(bea, plan), 409, "proposal_closed")
    assert desks.start(bea, plan).status_code == 200
    problem(desks.start(bea, plan), 409, "proposal_closed")
    with desks.at_work():
        assert desks.ended(bea, plan)["counts"]["outcomes"] == {"success": MAILS}
    assert desks.told().count(("remediation.start", "done")) == 1


def test_a_yes_to_another_plan(desks, ann, bea, plan):
    """An approval is of one hash: one captured from a plan opens no other."""
    other = desks.propose(ann, name="Another")
    body = {"plan_hash": plan["plan_hash"], "reason": "Looked at it."}
    answer = bea.post(f"{REMEDIATIONS}/{other['id']}/approve", json=body)
    problem(answer, 409, "plan_mismatch")
    for wrong in ("0" * 64, plan["plan_hash"].upper(), plan["plan_hash"][:63] + "x"):
        answer = bea.post(f"{REMEDIATIONS}/{plan['id']}/approve", json={**body, "plan_hash": wrong})
        assert answer.status_code in {409, 422}
    untouched(desks)


def test_approved_by_the_proposer(desks):
    """Whoever proposed cannot agree, also as an administrator, with another browser or name."""
    root = desks.person("root", Role.ADMIN)
    plan = desks.propose(root)
    said = problem(desks.approve(root, plan), 403, "self_approval")
    assert "Ask a colleague" in said
    problem(
        root.post(f"{REMEDIATIONS}/{plan['id']}/reject", json={"reason": "?"}), 403, "self_approval"
    )
    problem(desks.start(root, plan), 409, "approval_needed")
    assert ("remediation.deny", "denied") in desks.told()
    untouched(desks)


def test_already_executed(desks, ann, bea, plan):
    """What is over takes no yes, no no, no start and no edit; a hard delete is not undone."""
    desks.approve(bea, plan, start=True)
    with desks.at_work():
        desks.ended(ann, plan)
    path = f"{REMEDIATIONS}/{plan['id']}"
    root = desks.person("root", Role.ADMIN)
    problem(desks.approve(root, plan), 409, "proposal_closed")
    problem(root.post(f"{path}/reject", json={"reason": "?"}), 409, "proposal_closed")
    problem(root.post(f"{path}/withdraw", json={"reason": "?"}), 409, "proposal_closed")
    problem(root.post(f"{path}/propose"), 409, "proposal_closed")
    problem(desks.start(root, plan), 409, "proposal_closed")
    problem(root.put(path, json={**WISH, "name": "Later", "filter": ""}), 409, "not_a_draft")
    problem(root.post(f"{path}/undo"), 409, "nothing_to_undo")


def test_a_mailbox_deleted_between_approval_and_work(desks, ann, bea):
    """Its deliveries end as not actionable, with the reason, and the totals add up."""
    desks.company.deliver(desks.parts.store, 9, "carl@a.example")
    both = desks.propose(ann, name="Both")
    desks.approve(bea, both, start=True)
    desks.company.close_account(ADA)
    with desks.at_work():
        ended = desks.ended(ann, both)
    assert ended["counts"]["outcomes"] == {"not_actionable": MAILS, "success": 1}
    gone = [item for item in desks.items(ann, both) if item["recipient"] == ADA]
    assert len(gone) == MAILS
    for item in gone:
        assert item["outcome"] == "not_actionable"
        assert item["note"] == "files knows no such account."
    assert desks.company.files("carl@a.example") == []


def test_no_deliveries(ann):
    """A filter that finds nothing: said so, whether started, proposed or only drafted."""
    for how in ({}, {"start": True}, {"propose": True}):
        answer = ann.post(REMEDIATIONS, json={**WISH, "filter": "recipient:nobody@x.org", **how})
        assert "finds no delivery" in problem(answer, 400, "nothing_found")
    dry = ann.post(REMEDIATIONS, json={**WISH, "filter": "recipient:nobody@x.org", "dry_run": True})
    assert dry.json()["numbers"]["deliveries"] == 0
    assert ann.get(REMEDIATIONS).json()["items"] == []


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"filter": "sendr:x"}, 400, "bad_filter"),
        ({"filter": "list:nothing"}, 400, "bad_filter"),
        ({"filter": "tags:nobody"}, 400, "bad_filter"),
        ({"action": "burn"}, 422, "invalid_request"),
        ({"severity": "extreme"}, 422, "invalid_request"),
        ({"name": ""}, 422, "invalid_request"),
        ({"name": None}, 422, "invalid_request"),
        ({"since": "yesterday"}, 422, "invalid_request"),
        ({"since": "2026-11-23T12:00:00"}, 422, "invalid_request"),
        ({"plan_hash": "x"}, 422, "invalid_request"),
        ({"start": True, "propose": True}, 400, "bad_input"),
    ],
)
def test_a_wish_that_cannot_be_read(shared, change, status, code):
    """Each with where and what, and nothing is kept."""
    problem(shared.post(REMEDIATIONS, json={**WISH, **change}), status, code)
    assert shared.get(REMEDIATIONS).json()["items"] == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"'])
def test_a_body_that_is_none(shared, body):
    """Not JSON, or not an object."""
    problem(_sent(shared, body), 422, "invalid_request")


@pytest.mark.parametrize("body", [b"\xff", b'{"name": "\xc3"}', b"[" * 50_000])
def test_a_body_that_nobody_can_read(shared, body):
    """Not text, or far too deep."""
    assert "JSON in UTF-8" in problem(_sent(shared, body), 400, "unreadable")


def _sent(web, body):
    return web.post(REMEDIATIONS, content=body, headers={"Content-Type": "application/json"})


def test_another_domains_plan(desks, bea, plan):
    """Whatever somebody for one domain does to what touches another: there is no such thing."""
    desks.company.deliver(desks.parts.store, 20, BOB)
    eve = desks.person("eve", Role.APPROVER, Role.RESPONDER, scope=B_ALONE)
    path = f"{REMEDIATIONS}/{plan['id']}"
    problem(desks.approve(eve, plan), 404, "remediation_missing")
    for verb in ("start", "cancel", "pause", "resume", "retry", "undo", "propose"):
        problem(eve.post(f"{path}/{verb}"), 404, "remediation_missing")
    for verb in ("reject", "withdraw", "break-glass"):
        problem(eve.post(f"{path}/{verb}", json={"reason": "?"}), 404, "remediation_missing")
    problem(eve.put(path, json={**WISH, "name": "x"}), 404, "remediation_missing")
    assert bea.get(path).json()["state"] == "pending"
    untouched(desks, MAILS + 1)


def test_another_domains_plan_is_not_shown(desks, plan):
    """Recipients and subjects of one domain are not readable for people of another."""
    eve = desks.person("eve", Role.READER, scope=B_ALONE)
    for path in ("", f"/{plan['id']}", f"/{plan['id']}/items", f"/{plan['id']}/drift/new"):
        said = eve.get(REMEDIATIONS + path).text
        assert ADA not in said, path
        assert "Invoice fraud" not in said, path


def test_only_ones_own_part_of_the_mail(desks):
    """A filter over everything finds, for somebody of one domain, what is in that domain."""
    desks.company.deliver(desks.parts.store, 20, BOB)
    eve = desks.person("eve", Role.ANALYST, scope=B_ALONE)
    plan = desks.propose(eve)
    assert plan["deliveries"] == 1
    assert [item["recipient"] for item in desks.items(eve, plan)] == [BOB]
    answer = eve.post(REMEDIATIONS, json={**WISH, "filter": f"recipient:{ADA}"})
    problem(answer, 400, "nothing_found")
    near = desks.person("near", Role.APPROVER, scope=B_ALONE)
    assert desks.approve(near, plan, start=True).status_code == 200
    with desks.at_work():
        assert desks.ended(near, plan)["counts"]["outcomes"] == {"success": 1}
    assert desks.company.files(BOB) == []
    assert len(desks.company.files(ADA)) == MAILS


def test_a_token_has_no_say(desks, plan):
    """Neither a service's nor one's own approves; a service's cannot even propose."""
    service = desks.parts.tokens.create(name="x", role=Role.ADMIN, by="a test")
    headers = {"Authorization": f"Bearer {service.secret.text}"}
    web = desks.people.browser()
    body = {"plan_hash": plan["plan_hash"], "reason": "?"}
    answer = web.post(f"{REMEDIATIONS}/{plan['id']}/approve", json=body, headers=headers)
    problem(answer, 403, "person_needed")
    answer = web.post(REMEDIATIONS, json={**WISH, "propose": True}, headers=headers)
    assert "token" in problem(answer, 403, "unknown_person")
    answer = web.post(REMEDIATIONS, json={**WISH, "start": True}, headers=headers)
    problem(answer, 409, "approval_needed")
    untouched(desks)


def test_a_stale_proof(desks, bea, plan):
    """Five minutes after the second factor a yes takes it again; then the same yes counts."""
    desks.clock.turn(minutes=5, seconds=1)
    problem(desks.approve(bea, plan), 403, "step_up_needed")
    assert bea.get(f"{API}/session").json()["login"] == "bea"
    untouched(desks)


def untouched(desks, count=MAILS):
    """Every mail is where it was, and no work waits."""
    assert len(desks.company.files()) == count
    with desks.at_work():
        pass
    assert len(desks.company.files()) == count
