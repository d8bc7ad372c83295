"""A small desk at which things are submitted."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from tests.making.deliveries import NOW, make_delivery
from tests.servers.state import open_state
from tests.servers.submitting import MAIL, ReaderInHand, couriers_of

from clawback.audit.trail import Trail
from clawback.identity.role import Role, actor_of
from clawback.store.memory import MemoryStore
from clawback.store.port import Batch, Query
from clawback.submissions.ground import Ground, NoEntryList, sealed_files
from clawback.submissions.policy import SubmissionPolicy
from clawback.submissions.submissions import Submissions
from clawback.submissions.targets.target import MemoryTarget, Target

ADA = actor_of("ada", "Ada", Role.ANALYST)
STORED = make_delivery(1, sender_address="eve@evil.example", sender_ip="192.0.2.7")


@dataclass
class TurnedClock:
    """Stands still until a test turns it."""

    moment: datetime = NOW

    def now(self):
        return self.moment

    def turn(self, **by):
        self.moment += timedelta(**by)


def everything(actor, tree, since, until):
    """The question as it is."""
    del actor
    return Query(filter=tree, now=NOW, since=since, until=until)


@dataclass
class Desk:
    """A door with its parts in hand."""

    ground: Ground
    clock: TurnedClock
    reader: ReaderInHand
    targets: list[Target]
    policy: SubmissionPolicy = field(default_factory=SubmissionPolicy)
    door: Submissions = field(init=False)

    def open(self):
        """The door as a server has it that starts."""
        couriers = couriers_of(self.ground, self.targets, self.policy)
        self.door = Submissions(self.ground, self.policy, couriers)
        self.door.recover()
        return self.door

    def again(self):
        """The server ends, and starts again."""
        self.door.stop()
        return self.open()

    def judged(self, case, actor=ADA):
        """The case when it was judged again."""
        until = time.monotonic() + 10
        while (found := self.door.get(case.submission.id, actor)).submission.review is None:
            assert time.monotonic() < until
            time.sleep(0.002)
        return found

    def carried(self, case, actor=ADA):
        """The case after every courier had a turn."""
        self.judged(case, actor)
        self.clock.turn(seconds=1)
        for courier in self.door.couriers:
            courier.turn()
        return self.door.get(case.submission.id, actor)


@pytest.fixture
def desk(tmp_path):
    """Makes a desk with these targets; one stored mail lies there."""
    made = []

    def build(*targets, policy=None, entries=None, bring=lambda _: MAIL):
        database, clock, store = open_state(tmp_path / "s.sqlite"), TurnedClock(), MemoryStore()
        store.append(Batch(messages=(), deliveries=(STORED,)))
        reader = ReaderInHand()
        ground = Ground(
            database=database,
            store=store,
            trail=Trail(database, clock),
            clock=clock,
            ask=everything,
            files=sealed_files(tmp_path),
            reader=reader,
            bring=bring,
            entries=entries or NoEntryList(),
        )
        told = list(targets) or [MemoryTarget()]
        found = Desk(ground, clock, reader, told, policy or SubmissionPolicy())
        found.open()
        made.append(found)
        return found

    yield build
    for one in made:
        one.door.stop()
        one.ground.database.close()
