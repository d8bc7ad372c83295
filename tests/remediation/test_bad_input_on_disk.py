"""A plan that somebody changed in the database: neither the start nor the worker believes it."""

from __future__ import annotations

import pytest
from tests.making.problems import problem
from tests.remediation.desk_of_people import ADA, REMEDIATIONS, desks_in

from clawback.identity.role import Role

MAILS = 3
TERMS = {
    "name": "UPDATE remediation SET name = 'Harmless'",
    "action": "UPDATE remediation SET action = 'soft_delete'",
    "filter": "UPDATE remediation SET filter = 'subject:x'",
    "severity": "UPDATE remediation SET severity = 'low'",
    "frozen at": "UPDATE remediation SET frozen_at = frozen_at + 1",
    "description": "UPDATE remediation SET description = 'Other words'",
    "since": "UPDATE remediation SET since = 1",
    "undo of": "UPDATE remediation SET undo_of = id",
    "sweep": "UPDATE remediation SET sweep = 1 - sweep",
    "sender's copy": "UPDATE remediation SET senders_copy = 1 - senders_copy",
    "escrow": "UPDATE remediation SET escrow_days = escrow_days + 1",
    "plan hash": "UPDATE remediation SET plan_hash = 'x'",
    "author": "UPDATE remediation SET author = 'somebody'",
    "facts": "UPDATE remediation SET facts = replace(facts, 'hard_delete', 'soft_delete')",
    "facts' seal": "UPDATE remediation SET facts_seal = ''",
    "leaf": "UPDATE remediation_leaf SET digest = 'x'",
    "no leaf": "DELETE FROM remediation_leaf",
}
ITEMS = {
    "recipient": "UPDATE job_payload SET payload = replace(payload, 'ada@', 'carl@')",
    "message": "UPDATE job_payload SET payload = replace(payload, '1.test', '7.test')",
}
APPROVAL = {
    "voter": "UPDATE remediation_vote SET person = 'somebody'",
    "choice": "UPDATE remediation_vote SET choice = 'reject'",
    "reason": "UPDATE remediation_vote SET reason = 'Other words.'",
    "time": "UPDATE remediation_vote SET at = at + 3600",
    "proof": "UPDATE remediation_vote SET proved_at = proved_at - 3600",
    "vote's seal": "UPDATE remediation_vote SET seal = 'x'",
    "proposer": "UPDATE remediation_proposal SET proposer = 'somebody'",
    "quorum": "UPDATE remediation_proposal SET quorum = 0",
    "lifetime": "UPDATE remediation_proposal SET lifetime = 1e9",
    "proposal's seal": "UPDATE remediation_proposal SET seal = ''",
    "hands": "DELETE FROM remediation_hand WHERE part = 'created'",
}
GONE = {
    "no vote": "DELETE FROM remediation_vote",
    "no proposal": "DELETE FROM remediation_proposal",
}
START = {
    "start seal": "UPDATE remediation SET start_seal = ''",
    "starter": "UPDATE remediation SET started_by = 'somebody'",
    "ground": "UPDATE remediation SET ground = 'policy'",
    "started at": "UPDATE remediation SET started_at = started_at + 1",
    "another job": "UPDATE remediation SET job = job + 1000 WHERE start_seal != ''",
}
# What the policy was told counts until the start; from then on the start's own seal does.
_BEFORE_ONLY = {"facts", "facts' seal", "author"}


@pytest.fixture
def desks(tmp_path):
    with desks_in(tmp_path) as made:
        for number in range(1, MAILS + 1):
            made.company.deliver(made.parts.store, number, ADA)
        made.company.put(7, "carl@a.example")
        yield made


@pytest.fixture
def ann(desks):
    return desks.person("ann", Role.ANALYST)


@pytest.fixture
def bea(desks):
    return desks.person("bea", Role.APPROVER)


@pytest.fixture
def approved(desks, ann, bea):
    """A plan that the analyst proposed and the approver agreed to."""
    plan = desks.propose(ann)
    assert desks.approve(bea, plan).status_code == 200
    return plan


@pytest.fixture
def pending(desks, ann):
    """Another one, to which nobody has agreed."""
    return desks.propose(ann, name="Another")


BEFORE = {**TERMS, **ITEMS, **APPROVAL, **GONE}
# One of each kind is tried at every turn, the rest with the slow tests.
_QUICK = {"action", "recipient", "voter", "no vote", "starter"}


def _cases(every):
    return [
        what if what in _QUICK else pytest.param(what, marks=pytest.mark.slow) for what in every
    ]


@pytest.mark.parametrize("what", _cases(BEFORE))
def test_the_start_refuses(desks, bea, approved, what):
    """Changed after the approval: a document says so, the trail says so, no mail is touched."""
    desks.change_on_disk(BEFORE[what])
    answer = desks.start(bea, approved)
    assert answer.json()["code"] in {"seal_broken", "plan_mismatch", "approval_needed"}
    problem(answer, 409, answer.json()["code"])
    assert desks.told()[-1] == ("remediation.deny", "denied")
    with desks.at_work():
        pass
    assert len(desks.company.files()) == MAILS + 1


_AFTER = {**TERMS, **ITEMS, **APPROVAL, **GONE, **START}
AFTER = {what: change for what, change in _AFTER.items() if what not in _BEFORE_ONLY}


@pytest.mark.parametrize("what", _cases(AFTER))
def test_the_worker_refuses(desks, bea, approved, what):
    """Changed after a lawful start, before the worker came: it does nothing, to any mail."""
    assert desks.start(bea, approved).status_code == 200
    desks.change_on_disk(AFTER[what])
    with desks.at_work():
        desks.settled()
    assert len(desks.company.files()) == MAILS + 1


def test_an_item_says_why(desks, bea, approved):
    """What the worker refused ends as failed, in words, and the totals add up."""
    desks.start(bea, approved)
    desks.change_on_disk(ITEMS["message"])
    with desks.at_work():
        ended = desks.ended(bea, approved)
    assert (ended["state"], ended["counts"]["outcomes"]) == ("failed", {"failed": MAILS})
    for item in desks.items(bea, approved):
        assert item["note"].startswith("What would be done is not what the plan froze.")


_AGREED = "UPDATE remediation_proposal SET stage = 'approved' WHERE remediation = ?"


def test_an_approval_made_in_the_database(desks, bea, pending):
    """A pending proposal is written to as if somebody had agreed: it does not start."""
    mine = pending["id"]
    desks.change_on_disk(_AGREED, mine)
    desks.change_on_disk(
        "INSERT INTO remediation_vote SELECT remediation, 'x', 'X', plan_hash, author, editor, "
        "proposer, 'approve', '', proposed_at, proposed_at, seal FROM remediation_proposal "
        "WHERE remediation = ?",
        mine,
    )
    problem(desks.start(bea, pending), 409, "seal_broken")


def test_an_approval_copied_from_another_plan(desks, bea, approved, pending):
    """The vote on one plan is put under another, with its hash: it does not start."""
    mine = pending["id"]
    desks.change_on_disk(_AGREED, mine)
    desks.change_on_disk(
        "UPDATE remediation_vote SET remediation = ?, plan_hash = ? WHERE remediation = ?",
        mine,
        pending["plan_hash"],
        approved["id"],
    )
    problem(desks.start(bea, pending), 409, "seal_broken")


def test_a_job_that_nobody_started(desks, bea, pending):
    """A proposal's job is queued in the database: no warrant, no work."""
    desks.change_on_disk("UPDATE job SET state = 'queued'")
    with desks.at_work():
        desks.settled()
    assert len(desks.company.files()) == MAILS + 1
    counts = bea.get(f"{REMEDIATIONS}/{pending['id']}").json()["counts"]
    assert counts["outcomes"] == {"failed": MAILS}
