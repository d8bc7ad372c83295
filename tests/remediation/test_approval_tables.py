"""The database keeps the rule of two people by itself, whoever writes SQL to it."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.making.deliveries import NOW
from tests.remediation.people import person

from clawback.remediation.policy import Policy

GRACE, ALAN, BARBARA = (person(name) for name in ("grace", "alan", "barbara"))


@pytest.fixture
def proposed(world):
    """A plan that grace made, alan changed, and barbara proposed; two must approve."""
    world.stop()
    world.policy = Policy(quorum=2)
    world.clock.now = lambda: NOW
    world.connect()
    world.deliver(1, "ada@example.org")
    made = world.remediations.draft(world.wish(), GRACE)
    world.remediations.edit(made.remediation.id, world.wish(text="recipient:ada*"), ALAN)
    return world.remediations.proposals.propose(made.remediation.id, BARBARA).remediation


def _vote(connection, remediation, who, **changes):
    row = {
        "remediation": remediation.id,
        "person": who,
        "name": who,
        "plan_hash": remediation.plan_hash,
        "author": "grace",
        "editor": "alan",
        "proposer": "barbara",
        "choice": "approve",
        "reason": "",
        "at": NOW.timestamp(),
        "proved_at": NOW.timestamp(),
        "seal": "x",
    } | changes
    names = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    insert = f"INSERT INTO remediation_vote ({names}) VALUES ({values})"  # noqa: S608 - our own names
    connection.execute(text(insert), row)


@pytest.mark.parametrize("who", ["grace", "alan", "barbara", ""])
def test_no_vote_of_people_with_a_hand_in_it(world, proposed, who):
    """Author, editor, proposer and nobody cannot vote, whatever inserts the row."""
    with pytest.raises(DBAPIError), world.database.write() as connection:
        _vote(connection, proposed, who)


@pytest.mark.parametrize("who", ["grace", "alan", "barbara"])
def test_the_check_alone_would_do(world, proposed, who):
    """Without the trigger that looks at hands, the CHECK still says no."""
    with world.database.write() as connection:
        where = " ON remediation_vote" if connection.dialect.name == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER four_eyes_remediation_vote{where}"))
    with pytest.raises(DBAPIError, match="four_eyes"), world.database.write() as connection:
        _vote(connection, proposed, who)


@pytest.mark.parametrize(
    "lie", [{"author": "eve"}, {"editor": "eve"}, {"proposer": "eve"}, {"plan_hash": "0" * 64}]
)
def test_a_vote_cannot_lie_about_the_plan(world, proposed, lie):
    """The people and the hash that a vote names are those of its proposal."""
    with pytest.raises(DBAPIError), world.database.write() as connection:
        _vote(connection, proposed, "grace" if "author" in lie else "edsger", **lie)


def test_one_vote_a_person(world, proposed):
    """A second vote of the same person does not fit into the table."""
    with world.database.write() as connection:
        _vote(connection, proposed, "edsger")
    with pytest.raises(DBAPIError), world.database.write() as connection:
        _vote(connection, proposed, "edsger")


def test_no_votes_after_the_decision(world, proposed):
    """What has been withdrawn takes no vote."""
    world.remediations.proposals.withdraw(proposed.id, GRACE, reason="mistaken")
    with pytest.raises(DBAPIError, match="decided"), world.database.write() as connection:
        _vote(connection, proposed, "edsger")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE remediation_proposal SET stage = 'approved'",
        "UPDATE remediation_proposal SET stage = 'started'",
        "UPDATE remediation_proposal SET quorum = 1",
        "UPDATE remediation_proposal SET proposer = 'eve'",
        "UPDATE remediation_proposal SET lifetime = 1e9",
        "DELETE FROM remediation_proposal",
        "UPDATE remediation_hand SET person = 'eve'",
        "DELETE FROM remediation_hand",
        "INSERT INTO remediation_hand VALUES ('{id}', 'eve', 'added')",
        "UPDATE remediation SET plan_hash = 'x'",
        "UPDATE remediation SET action = 'hard_delete'",
        "UPDATE remediation SET author = 'eve'",
        "UPDATE remediation SET editor = 'eve'",
        "UPDATE remediation SET facts = 'x'",
        "UPDATE remediation SET job = 99",
        "DELETE FROM remediation_leaf",
        "INSERT INTO remediation_leaf VALUES ('{id}', 1, 1, 'x')",
        "INSERT INTO job_block VALUES ({job}, 1, 1, 'main', 'bob@example.org', 1, 1, 0, 0)",
        "DELETE FROM job_block WHERE job = {job}",
        "DELETE FROM job_item WHERE job = {job}",
        "DELETE FROM job_payload WHERE job = {job}",
        "UPDATE job_payload SET payload = 'x' WHERE job = {job}",
        "UPDATE job SET state = 'queued' WHERE id = {job}",
        "UPDATE job SET state = 'running' WHERE id = {job}",
    ],
)
def test_what_was_proposed_is_frozen(world, proposed, change):
    """Neither plan nor items, neither people nor rules, and it does not run."""
    filled = change.format(id=proposed.id, job=proposed.job)
    with pytest.raises(DBAPIError), world.database.write() as connection:
        connection.execute(text(filled))


def test_a_vote_stays(world, proposed):
    """It is neither changed nor taken out."""
    with world.database.write() as connection:
        _vote(connection, proposed, "edsger")
    for change in (
        "UPDATE remediation_vote SET choice = 'reject'",
        "DELETE FROM remediation_vote",
    ):
        with pytest.raises(DBAPIError), world.database.write() as connection:
            connection.execute(text(change))


def test_a_draft_can_still_be_changed(world):
    """Before it is proposed the plan is replaced, with a new hash, and its editor is known."""
    world.stop()
    world.deliver(1, "ada@example.org")
    world.deliver(2, "bob@example.org")
    made = world.remediations.draft(world.wish(), GRACE)
    edited = world.remediations.edit(made.remediation.id, world.wish(text="recipient:bob*"), ALAN)
    assert edited.remediation.id == made.remediation.id
    assert edited.remediation.plan_hash != made.remediation.plan_hash
    assert (edited.remediation.author, edited.remediation.editor) == ("grace", "alan")
    assert (edited.counts.total, edited.remediation.edited_by_name) == (1, "alan")
    started = world.remediations.start(made.remediation.id, GRACE)
    world.boot()
    assert world.ended(started.remediation.id).counts.total == 1
