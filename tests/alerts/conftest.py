"""A small office with a store, a database, channels and a clock that a test turns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from tests.making.deliveries import make_delivery, make_message
from tests.making.house import TurnedClock
from tests.servers.alerting import Desk, desk_on
from tests.servers.state import open_state

from clawback.alerts.channels.channel import MemoryChannel
from clawback.alerts.policy import Condition, Notify, Policy
from clawback.alerts.records.alerts import Wanted
from clawback.database import Database
from clawback.filters.lists import FolderOfLists
from clawback.filters.parse import parse
from clawback.identity.role import Role, actor_of
from clawback.model.actor import SYSTEM
from clawback.model.verdict import ThreatType
from clawback.store.memory import MemoryStore
from clawback.store.port import Batch

ADMIN = actor_of("ada", "Ada", Role.ADMIN)
PHISH = Policy(
    id="",
    name="Any phish",
    condition=Condition(filter="threat_type:phish"),
    notify=(Notify(channel="post"),),
)


@dataclass
class Office:
    """Mail comes in, and people look at alerts."""

    desk: Desk
    database: Database
    clock: TurnedClock
    channel: MemoryChannel
    lists: FolderOfLists
    memory: MemoryStore

    def comes(self, *numbers, seconds=0, **changes):
        """Phish of these numbers comes in, at the clock's time."""
        at = self.clock.now() + timedelta(seconds=seconds)
        given = {"threat_type": (ThreatType.PHISH,), "time_received": at} | changes
        rows = tuple(make_delivery(one, **given) for one in numbers)
        batch = Batch(messages=tuple(make_message(one) for one in numbers), deliveries=rows)
        self.desk.store.append(batch)
        return rows

    def keep(self, policy=PHISH, **changes):
        """Adds a policy, alone among all: the shipped ones are silent."""
        return self.desk.policies.add(ADMIN, replace(policy, **changes)).policy

    def alerts(self, **wanted):
        return self.desk.alerts.page(SYSTEM, Wanted(**wanted), limit=100)

    def send(self):
        for one in self.desk.outbox.couriers:
            one.turn()

    def again(self):
        """The room as a server has it that starts again."""
        self.desk = desk_on(
            self.memory, self.database, self.clock, self.lists, channels=[self.channel]
        )


@pytest.fixture
def office(tmp_path, monkeypatch):
    monkeypatch.setattr("clawback.alerts.policies.BUILT_IN", ())
    return make_office(tmp_path)


@pytest.fixture
def shipped(tmp_path):
    """The office with the policies that are shipped."""
    return make_office(tmp_path)


def make_office(folder):
    clock, channel, store = TurnedClock(), MemoryChannel("post"), MemoryStore()
    lists = FolderOfLists(folder / "lists")
    database = open_state(folder / "state.db")
    queries = {"Q-1": parse("subject:invoice*")}
    desk = desk_on(
        store, database, clock, lists, channels=[channel], saved=lambda one: queries[one]
    )
    return Office(desk, database, clock, channel, lists, store)
