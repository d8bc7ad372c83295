"""A ledger on a database of its own, with a clock that tests move."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest

from clawback.jobs.block import Planned
from clawback.jobs.ledger import Ledger


@dataclass
class Hand:
    """A clock's hand."""

    now: float = 1000.0

    def __call__(self, _connection):
        return self.now


def counts(ledger, job):
    """Items by outcome."""
    found: Counter[str] = Counter()
    for tally in ledger.tallies(job):
        found[tally.outcome] += tally.count
    return dict(found)


@pytest.fixture
def database(state):
    """Every test of the ledger runs on both engines."""
    return state


@pytest.fixture
def hand():
    return Hand()


@pytest.fixture
def ledger(database, hand):
    return Ledger(database, boot="one", now=hand)


@pytest.fixture
def make_job(database):
    """Writes a job down and starts it: `make_job(ledger, {"ada": 3, "bob": 2})`."""

    def make(ledger, accounts, *, server="main", kind="test", start=True, settled=()):
        shares = [
            Planned(
                server_key=server,
                account=account,
                payloads=[f"{account}-{number}" for number in range(count)],
            )
            for account, count in accounts.items()
        ]
        with database.write() as connection:
            job = ledger.create(connection, kind=kind, shares=shares, settled=settled)
            if start:
                ledger.start(connection, job)
        return job

    return make


@pytest.fixture
def command(database):
    """Gives a command in a transaction of its own: `command(ledger.cancel, job)`."""

    def give(act, *arguments):
        with database.write() as connection:
            return act(connection, *arguments)

    return give
