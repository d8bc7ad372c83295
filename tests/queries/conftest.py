"""The room of queries on a state database of either engine, with some people."""

from __future__ import annotations

import itertools
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from tests.making.deliveries import make_delivery, make_message
from tests.making.house import TurnedClock
from tests.making.visitors import ORIGIN, Visitors
from tests.servers.parts import parts_in
from tests.servers.state import open_state
from tests.servers.web_client import WebClient

from clawback.app import asker
from clawback.audit.log import Log
from clawback.audit.records.entries import Wanted
from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.filters.lists import FolderOfLists
from clawback.identity.role import Permission
from clawback.identity.token import Owner
from clawback.model.actor import Actor, ActorKind
from clawback.model.scope import EVERYWHERE, Scope
from clawback.model.tags import Tags
from clawback.queries.counting import Budget, Counting
from clawback.queries.queries import Queries
from clawback.queries.reading import FilterReader
from clawback.queries.recents import RecentQueries
from clawback.queries.tracked import TrackedQueries
from clawback.store.memory import MemoryStore
from clawback.store.port import Batch

_MAY = frozenset({Permission.DELIVERIES_READ, Permission.QUERIES_WRITE})


def person(name, *more, scope=EVERYWHERE):
    """Somebody signed in who may search and save queries."""
    return Actor(
        id=f"person:{name}",
        name=name.title(),
        role="analyst",
        kind=ActorKind.PERSON,
        person=name,
        permissions=frozenset(one.value for one in {*_MAY, *more}),
        scope=scope,
    )


ADA, BOB = person("ada"), person("bob")
ROOT = person("root", Permission.PEOPLE_MANAGE)
LAPTOP = Actor(id="token:t1", name="Ada (laptop)", role="analyst", person="ada")
SERVICE = Actor(id="token:t2", name="soar", role="analyst")


@dataclass
class Owners:
    """What people may do now; a test changes it."""

    permissions: dict[str, frozenset[Permission]] = field(default_factory=dict)
    scopes: dict[str, Scope] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def present(self, person):
        if person in self.gone or person.startswith("token:"):
            return None
        return Owner(
            person=person,
            name=person.title(),
            permissions=self.permissions.get(person, _MAY),
            scope=self.scopes.get(person, EVERYWHERE),
        )


@dataclass
class Room:
    """Every part of the room."""

    database: Database
    lists: FolderOfLists
    clock: TurnedClock = field(default_factory=TurnedClock)
    owners: Owners = field(default_factory=Owners)
    tags: Tags = field(default_factory=lambda: Tags.read({"vip": ["ceo@example.org"]}))

    def __post_init__(self):
        self.trail = Trail(self.database, self.clock)
        self.queries = Queries(
            database=self.database,
            trail=self.trail,
            clock=self.clock,
            present=self.owners.present,
            reader=FilterReader(self.lists, self.tags),
        )
        self.tracked = TrackedQueries(
            database=self.database,
            trail=self.trail,
            clock=self.clock,
            reader=FilterReader(self.lists, self.tags),
        )
        self.store = MemoryStore()
        self.ticks = itertools.count()
        self.counting = self.new_counting()
        self.recents = self.recents_that_keep(3)

    def recents_that_keep(self, keep):
        return RecentQueries(database=self.database, trail=self.trail, clock=self.clock, keep=keep)

    def new_counting(self, seconds=1_000_000.0):
        """A counting whose clock goes on a second each time it is looked at."""
        return Counting(
            database=self.database,
            store=self.store,
            trail=self.trail,
            clock=self.clock,
            ask=asker(self.lists, self.tags, self.clock),
            present=self.owners.present,
            budget=Budget(every=timedelta(minutes=5), seconds=seconds),
            seconds=lambda: float(next(self.ticks)),
        )

    def deliver(self, number, recipient="ada@example.org", **changes):
        """A delivery of a message of its own, received a moment ago unless told otherwise."""
        changes = {"time_received": self.clock.now() - timedelta(seconds=1), **changes}
        delivery = make_delivery(number, recipient=recipient, **changes)
        self.store.append(Batch(messages=(make_message(number),), deliveries=(delivery,)))

    def told(self):
        """Actions and subjects of the audit trail, oldest first."""
        page = Log(self.database).page(Wanted(), limit=100)
        return [(one.action, one.subject) for one in reversed(page)]


@pytest.fixture
def room(state, tmp_path):
    """On either engine: for what the database has a say in."""
    return Room(state, FolderOfLists(tmp_path / "lists"))


@pytest.fixture
def here(tmp_path):
    """On SQLite: for what is decided before anything is written down."""
    with closing(open_state(tmp_path / "state.sqlite")) as database:
        yield Room(database, FolderOfLists(tmp_path / "lists"))


@pytest.fixture
def parts(tmp_path):
    """The whole application, and its clock."""
    clock = TurnedClock()
    with parts_in(tmp_path, clock=clock) as built:
        yield built, clock


@pytest.fixture
def people(parts):
    """Makes people, and signs them in."""
    built, clock = parts
    opened = []

    def browser(**headers):
        ours = {"Sec-Fetch-Site": "same-origin", **headers}
        opened.append(WebClient(built.app, base_url=ORIGIN, headers=ours))
        return opened[-1]

    yield Visitors(built.identity, clock, browser)
    for client in opened:
        client.close()
