"""The room of queries on a state database of either engine, with some people."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field

import pytest
from tests.making.house import TurnedClock
from tests.servers.state import open_state

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
from clawback.queries.queries import Queries
from clawback.queries.reading import FilterReader
from clawback.queries.recents import RecentQueries

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

    def owner(self, person):
        if not person or person in self.gone:
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
            owners=self.owners,
            reader=FilterReader(self.lists, self.tags),
        )
        self.recents = self.recents_that_keep(3)

    def recents_that_keep(self, keep):
        return RecentQueries(database=self.database, trail=self.trail, clock=self.clock, keep=keep)

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
