"""Token records of both kinds."""

from __future__ import annotations

import pytest
from tests.making.house import CountingHasher, House, TurnedClock
from tests.servers.fixtures import ENGINES

from clawback.database import Database
from clawback.identity.memory import MemoryTokenRecords
from clawback.identity.records import DatabaseTokenRecords


@pytest.fixture(params=["memory", *ENGINES])
def records(request, state_url_of):
    """Where tokens are kept: in memory, and in a database of either engine."""
    if request.param == "memory":
        yield MemoryTokenRecords()
        return
    database = Database.open(state_url_of(request.param))
    yield DatabaseTokenRecords(database)
    database.close()


@pytest.fixture
def clock():
    """A clock that a test turns forward."""
    return TurnedClock()


@pytest.fixture
def hasher():
    """Argon2id with little work, which counts how often it is asked."""
    return CountingHasher()


@pytest.fixture
def house(state, clock, hasher):
    """All of identity on a state database, on either engine."""
    return House(state, clock, hasher)
