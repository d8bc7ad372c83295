"""Plans and containers have the scope of whoever made them last, and nobody with less sees them."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.remediation.approval_api import work
from tests.remediation.people import person

from clawback.model.scope import EVERYWHERE, Scope
from clawback.remediation.action import Action, Severity
from clawback.remediation.container import ContainerMissingError
from clawback.remediation.plan import PlanMismatchError
from clawback.remediation.remediation import RemediationMissingError

HERE = Scope(domains=frozenset({"example.org"}))
THERE = Scope(domains=frozenset({"example.net"}))
VIP = Scope(tags=frozenset({"vip"}))
WIDER = Scope(HERE.domains | THERE.domains)
ADA, NED, ROOT = (
    person(name, scope=scope) for name, scope in (("ada", HERE), ("ned", THERE), ("root", WIDER))
)
GRACE = person("grace")


@pytest.fixture
def room(office):
    """The door to remediations, whose mail lies in example.org."""
    return office.remediations


def draft(office, actor, action=Action.SOFT_DELETE):
    return office.remediations.draft(office.wish(action), actor).remediation


def test_a_plan_has_the_scope_of_its_drafter(office, room):
    """It is a part of the plan's words, and those outside are told that there is no such plan."""
    made = draft(office, ADA)
    assert made.terms.scope == HERE
    for actor in (ADA, ROOT, GRACE):
        assert room.get(made.id, actor).remediation == made
    with pytest.raises(RemediationMissingError, match=made.id):
        room.get(made.id, NED)


def test_lists_hold_just_what_the_scope_includes(office, room):
    """Page by page, for every scope against every other, by domain, by tag and everywhere."""
    scopes = (HERE, THERE, VIP, WIDER, EVERYWHERE, Scope(HERE.domains, VIP.tags))
    actors = [person(f"p{number}", scope=scope) for number, scope in enumerate(scopes)]
    made = [draft(office, actor) for actor in actors]
    for actor in actors:
        seen, before = [], None
        while page := room.newest(actor, limit=1, before=before):
            before = page[-1].remediation.id
            seen.append(page[-1].remediation)
        assert seen == [one for one in reversed(made) if actor.scope.includes(one.terms.scope)]


def test_an_edit_takes_it_into_the_editors_scope(office, room):
    """Whoever has more may change it; then it is out of sight for those who have less."""
    made = draft(office, ADA)
    with pytest.raises(RemediationMissingError):
        room.edit(made.id, office.wish(), NED)
    assert room.edit(made.id, office.wish(), ROOT).remediation.terms.scope == WIDER
    with pytest.raises(RemediationMissingError):
        room.start(made.id, ADA)


def test_an_undo_has_the_scope_of_what_it_undoes(office, room):
    """Also when somebody with more undoes it: those who saw the plan see that it was undone."""
    made = draft(office, ADA)
    room.start(made.id, ADA)
    work(office)
    undo = room.draft_undo(made.id, GRACE).remediation
    assert undo.terms.scope == HERE
    assert room.get(made.id, ADA).undone_by == (undo.id,)
    assert room.get(undo.id, ADA).remediation == undo


def test_a_container_has_the_scope_of_who_changed_it_last(room):
    """Opened, added to, proposed: each time by somebody who sees all that is in it."""
    wish = {"name": "Together", "severity": Severity.LOW, "description": ""}
    containers = room.containers
    one = containers.open(ADA, action=Action.SOFT_DELETE, **wish).id
    for blind in (lambda: containers.get(one, NED), lambda: containers.add(one, NED, "")):
        with pytest.raises(ContainerMissingError, match=one):
            blind()
    assert containers.add(one, ADA, "recipient:ada@example.org").scope == HERE
    assert containers.add(one, ROOT, "recipient:ned@example.net").scope == WIDER
    assert containers.get(one, ROOT).scope == WIDER
    with pytest.raises(ContainerMissingError):
        containers.propose(one, ADA)
    proposed = containers.propose(one, GRACE).remediation
    assert proposed.terms.scope == containers.get(one, GRACE).scope == EVERYWHERE
    assert containers.page(ROOT, limit=9, closed=True) == []


@pytest.mark.parametrize("written", ['[["example.net"],[]]', ""])
def test_a_scope_that_was_changed_is_noticed(office, room, written):
    """Whoever writes another scope into the database has a plan that nobody can start."""
    made = draft(office, ADA)
    with office.database.write() as connection:
        connection.execute(text("UPDATE remediation SET scope = :scope"), {"scope": written})
    with pytest.raises(PlanMismatchError):
        room.start(made.id, GRACE)


def test_a_scope_is_frozen_with_its_plan(office, room):
    """The database itself refuses another one once the plan was proposed."""
    room.proposals.propose(draft(office, ADA).id, ADA)
    with pytest.raises(DBAPIError, match="frozen"), office.database.write() as connection:
        connection.execute(text("UPDATE remediation SET scope = ''"))
