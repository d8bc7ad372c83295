"""A small world whose mail is investigated."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from tests.making.deliveries import NOW
from tests.remediation.conftest import GRACE, World
from tests.remediation.filed import FiledServer
from tests.servers.state import open_state

from clawback.audit.trail import Trail
from clawback.investigations.investigation import Root, RootKind, Status
from clawback.investigations.investigations import Ground, Investigations
from clawback.investigations.ports import NobodyAgain, NoMailboxes
from clawback.investigations.settings import InvestigationsSettings
from clawback.remediation.policy import Policy
from clawback.store.port import Query


def everything(actor, tree, since, until):
    """The question as it is."""
    del actor
    return Query(filter=tree, now=NOW, since=since, until=until)


@dataclass
class Office:
    """Investigates in a world."""

    world: World
    ground: Ground
    investigations: Investigations

    def investigate(self, kind, value, actor=GRACE):
        """The case when its steps are over."""
        made = self.investigations.begin(Root(kind=RootKind(kind), value=value), actor)
        return self.ended(made.investigation.id, actor)

    def ended(self, investigation_id, actor=GRACE):
        def over():
            found = self.investigations.get(investigation_id, actor)
            return found.investigation.status is not Status.RUNNING

        self.world.until(over)
        return self.investigations.get(investigation_id, actor)

    def another(self, **settings):
        """The door as a server has it that starts again."""
        self.investigations.stop()
        self.investigations = Investigations(
            self.ground, InvestigationsSettings(**settings).policy()
        )
        return self.investigations


@pytest.fixture
def office(tmp_path):
    """Makes a world with these settings and this approval policy."""
    made = []

    def build(policy=None, *, mailboxes=None, again=None, **settings):
        (tmp_path / "mail").mkdir()
        database = open_state(tmp_path / "state.sqlite")
        world = World(
            database=database,
            server=FiledServer(tmp_path / "mail"),
            policy=policy or Policy(required=False),
        )
        world.boot()
        ground = Ground(
            database=database,
            store=world.store,
            trail=Trail(database, world.clock),
            clock=world.clock,
            ask=everything,
            remediations=world.remediations,
            mailboxes=mailboxes or NoMailboxes(),
            again=again or NobodyAgain(),
        )
        door = Investigations(ground, InvestigationsSettings(**settings).policy())
        found = Office(world, ground, door)
        made.append(found)
        return found

    yield build
    for one in made:
        one.investigations.stop()
        one.world.stop()
        one.world.database.close()
