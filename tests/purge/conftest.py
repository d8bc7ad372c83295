"""A small world with two mailboxes, whose mail is judged again."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from tests.making.deliveries import NOW
from tests.remediation.conftest import GRACE, World
from tests.remediation.filed import FiledServer
from tests.servers.state import open_state

from clawback.audit.trail import Trail
from clawback.purge.judgement import State, Verdict, Wish
from clawback.purge.judgements import Ground, Judgements
from clawback.purge.settings import PurgeSettings
from clawback.remediation.policy import Policy
from clawback.store.port import Query


def everything(actor, tree, since, until):
    """The question as it is."""
    del actor
    return Query(filter=tree, now=NOW, since=since, until=until)


@dataclass
class Second:
    """Judges in a world; `settings` are those of the table `[purge]`."""

    world: World
    judgements: Judgements

    def judge(self, verdict, text="subject:*", actor=GRACE, **more):
        """The judgement when it is over."""
        wish = Wish(verdict=Verdict(verdict), filter=text, reason="A second look", **more)
        made = self.judgements.begin(wish, actor)
        self.world.until(lambda: self.judgements.get(made.id, actor).state is not State.JUDGING)
        return self.judgements.get(made.id, actor)


@pytest.fixture
def second(tmp_path):
    """Makes a world with this purge policy and this approval policy."""
    made = []

    def build(policy=None, **settings):
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
            heard=lambda _, __: None,
        )
        settings = {"mode": "act", "look_back_hours": 24 * 365, **settings}
        judgements = Judgements(ground, PurgeSettings(**settings).policy())
        made.append((world, judgements, database))
        return Second(world, judgements)

    yield build
    for world, judgements, database in made:
        judgements.stop()
        world.stop()
        database.close()
