"""A mail to the director is to be deleted for good, and nobody can do that alone."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest
from tests.making.deliveries import NOW
from tests.remediation.approval_api import Desk
from tests.remediation.conftest import World
from tests.remediation.filed import FiledServer
from tests.remediation.people import person
from tests.servers.state import open_state

from clawback.identity.role import Role
from clawback.remediation.policy import Policy

DIRECTOR = "ceo@example.org"
ANN = person("ann", Role.ANALYST)
GRACE = person("grace", Role.ADMIN)
BEA = person("bea", Role.APPROVER)
WISH = {"action": "soft_delete", "filter": f"recipient:{DIRECTOR}", "name": "Whaling"}


class Still:
    """A clock that stands, so that a proof stays fresh."""

    def now(self):
        return NOW


@pytest.fixture
def office(tmp_path):
    (tmp_path / "mail").mkdir()
    with closing(open_state(tmp_path / "state.db")) as database:
        world = World(
            database=database,
            server=FiledServer(tmp_path / "mail"),
            clock=Still(),
            policy=Policy(),
            tags={DIRECTOR: frozenset({"vip"})},
        )
        world.boot()
        yield world
        world.stop()


def test_two_people_pull_a_mail_back(office):
    """The analyst proposes, nobody gets around the rule, the approver agrees, and it is undone."""
    ref = office.deliver(1, DIRECTOR, "INBOX", "\\Seen")
    desk = Desk(office)
    plan = desk.post(ANN, "", **WISH, propose=True).json()["remediation"]
    assert plan["proposal"]["reasons"] == ["A recipient is tagged vip."]

    # Ann again, with another login, as an administrator; and the administrator without a proof.
    ann_again = replace(GRACE, id="person:ann-admin", person="ann")
    assert desk.approve(ann_again, plan).json()["code"] == "self_approval"
    assert desk.approve(replace(GRACE, proved_at=None), plan).json()["code"] == "step_up_needed"
    assert desk.post(GRACE, f"/{plan['id']}/start").json()["code"] == "approval_needed"
    assert office.server.lies_in(DIRECTOR) == {"INBOX": [ref.guid]}

    assert desk.approve(BEA, plan, start=True).status_code == 200
    ended = office.ended(plan["id"])
    assert ended.state == "completed"
    assert office.server.lies_in(DIRECTOR) == {"INBOX": [], "Recoverable": [ref.guid]}

    # Taking it back touches the director's mailbox too, so Bea cannot do that alone either.
    refused = desk.post(BEA, f"/{plan['id']}/undo").json()
    assert refused["code"] == "approval_needed"
    undo = desk.post(GRACE, f"/{plan['id']}/undo", propose=True).json()
    assert desk.approve(GRACE, undo).json()["code"] == "self_approval"
    assert desk.approve(BEA, undo, start=True).status_code == 200
    office.ended(undo["id"])
    assert office.server.lies_in(DIRECTOR) == {"INBOX": [ref.guid], "Recoverable": []}


def test_mail_that_comes_after_the_proposal_is_left_alone(office):
    """What was agreed to is done, and the drift report says what was not in it."""
    office.deliver(1, DIRECTOR)
    desk = Desk(office)
    plan = desk.post(ANN, "", **WISH, propose=True).json()["remediation"]
    late = office.deliver(2, DIRECTOR)
    with desk.of(BEA) as api:
        assert api.get(f"/remediations/{plan['id']}/drift").json()["new"] == 1
    desk.approve(BEA, plan, start=True)
    assert office.ended(plan["id"]).counts.total == 1
    assert office.server.lies_in(DIRECTOR)["INBOX"] == [late.guid]
