"""Drafts that change without being frozen anew."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from tests.making.deliveries import make_delivery
from tests.remediation.approval_api import ALAN, EVE, GRACE, WISH, problem

from clawback.model.folding import fold
from clawback.remediation.action import Action
from clawback.remediation.amendment import Amendment
from clawback.remediation.choice import Choice, Names
from clawback.remediation.plan import PlanMismatchError
from clawback.remediation.remediations import Wish

PATH = "/remediations"


@pytest.fixture
def draft(office, desk):
    """Grace's draft of deleting three mails for good: two of ada's, one of bob's."""
    office.deliver(2, "ada@example.org")
    office.deliver(3, "bob@example.org")
    return desk.post(GRACE, "", **WISH).json()["remediation"]


def _amend(desk, actor, draft, **changes):
    with desk.of(actor) as api:
        return api.patch(f"{PATH}/{draft['id']}", json=changes)


def _keys(desk, draft):
    with desk.of(GRACE) as api:
        items = api.get(f"{PATH}/{draft['id']}/items").json()["items"]
    return [{name: item[name] for name in ("network_message_id", "recipient")} for item in items]


def test_words_change_and_deliveries_stay(office, desk, draft):
    """Another name, severity and text give another hash; mail that came later does not come in."""
    before = _keys(desk, draft)
    office.deliver(4, "bob@example.org")
    new = {"name": "Better", "severity": "low", "description": "Because."}
    now = _amend(desk, ALAN, draft, **new).json()
    assert {name: now[name] for name in new} == new
    assert now["plan_hash"] != draft["plan_hash"]
    assert (now["id"], now["edited_by"], now["deliveries"]) == (draft["id"], "alan", 3)
    assert _keys(desk, draft) == before
    assert now["choice"] == draft["choice"]


def test_deliveries_are_left_out_one_by_one(desk, draft):
    """By key, then by message id, the names adding up; what is left is what is done."""
    keys = _keys(desk, draft)
    less = _amend(desk, ALAN, draft, without={"deliveries": keys[:1]}).json()
    assert (less["deliveries"], less["messages"], less["mailboxes"]) == (2, 2, 2)
    assert _keys(desk, draft) == keys[1:]
    pasted = f"{keys[1]['network_message_id']}\nnothing-has-this-id"
    last = _amend(desk, ALAN, draft, without={"text": pasted}).json()
    assert last["deliveries"] == 1
    assert "without what 3 entries name (1 of them found nothing)" in last["choice"]
    with desk.of(GRACE) as api:
        drift = api.get(f"{PATH}/{draft['id']}/drift").json()
    assert (drift["unchanged"], drift["new"]) == (1, 0), "what was left out is not new"


def test_whoever_amended_cannot_approve(desk, draft):
    """A changed name is an edit as any other."""
    _amend(desk, ALAN, draft, name="Better")
    proposed = desk.post(GRACE, f"/{draft['id']}/propose").json()
    problem(desk.approve(ALAN, proposed), 403, "self_approval")
    assert desk.approve(EVE, proposed).json()["state"] == "approved"


def test_what_cannot_be_amended(desk, draft):
    """Nothing said, nothing met, nothing left, and what is no draft any more."""
    keys = _keys(desk, draft)
    problem(_amend(desk, ALAN, draft), 400, "nothing_to_change")
    problem(_amend(desk, ALAN, draft, without={"text": "elsewhere"}), 400, "not_in_the_plan")
    problem(_amend(desk, ALAN, draft, without={"deliveries": keys}), 400, "nothing_left")
    desk.post(GRACE, f"/{draft['id']}/propose")
    problem(_amend(desk, ALAN, draft, name="Late"), 409, "not_a_draft")
    with desk.of(GRACE) as api:
        assert len(api.get(f"{PATH}/{draft['id']}/items").json()["items"]) == 3


def test_what_was_changed_on_disk_is_not_frozen_again(office, desk, draft):
    """An amendment looks at the frozen items first, so it cannot launder foreign ones."""
    with office.database.write() as connection:
        where = " ON job_payload" if connection.dialect.name == "postgresql" else ""
        for name in connection.scalars(_triggers(connection)).all():
            connection.execute(text(f"DROP TRIGGER {name}{where}"))
        connection.execute(
            text("UPDATE job_payload SET payload = replace(payload, 'ada@', 'eve@')")
        )
    with pytest.raises(PlanMismatchError):
        office.remediations.amend(draft["id"], Amendment(name="x"), ALAN)
    problem(_amend(desk, ALAN, draft, name="x"), 409, "plan_mismatch")


def _triggers(connection):
    if connection.dialect.name == "postgresql":
        return text(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'job_payload'::regclass "
            "AND NOT tgisinternal"
        )
    return text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name='job_payload'")


def test_a_choice_by_names_goes_on(office):
    """What was chosen only, and what was left out before, are kept beside what is left out now."""
    for number in (1, 2, 3, 4):
        office.deliver(number, "bob@example.org")
    ids = [fold(make_delivery(number).network_message_id) for number in (1, 2, 3, 4)]
    choice = Choice(only=Names(ids=frozenset(ids)), without=Names(ids=frozenset(ids[:1])))
    wish = Wish(action=Action.SOFT_DELETE, filter="recipient:bob*", name="n", choice=choice)
    made = office.remediations.draft(wish, GRACE).remediation
    amendment = Amendment(without=Names(ids=frozenset(ids[1:2])))
    now = office.remediations.amend(made.id, amendment, ALAN).remediation
    assert (made.deliveries, now.deliveries) == (3, 2)
    kept = now.terms.choice
    assert kept.only == made.terms.choice.only
    assert kept.without is not None
    assert (kept.without.given, kept.without.met) == (2, 2)


def test_a_draft_is_thrown_away_by_whoever_may_draft(desk, draft):
    """It stays listed as cancelled, can no more be started, and is not thrown away twice."""
    thrown = desk.post(EVE, f"/{draft['id']}/discard")
    assert thrown.status_code == 200, thrown.text
    assert thrown.json()["state"] == "cancelled"
    assert "left as they are" in thrown.json()["sentence"]
    for verb in ("discard", "start", "propose"):
        assert desk.post(GRACE, f"/{draft['id']}/{verb}").status_code == 409, verb


def test_what_was_proposed_is_not_thrown_away(desk, draft):
    """A proposal is withdrawn, with a reason."""
    desk.post(GRACE, f"/{draft['id']}/propose")
    problem(desk.post(GRACE, f"/{draft['id']}/discard"), 409, "not_a_draft")
