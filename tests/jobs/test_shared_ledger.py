"""Several processes on one PostgreSQL, and a PostgreSQL that crashes: every item is done once."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from clawback.database import Database
from clawback.database.migrate import upgrade
from clawback.database.moment import moment
from clawback.jobs.block import Done, Planned, Result
from clawback.jobs.crew import Crew
from clawback.jobs.job import ENDED
from clawback.jobs.ledger import Ledger

pytestmark = [pytest.mark.server, pytest.mark.slow]

_PROGRAM = Path(__file__).with_name("working.py")
_ACCOUNTS = 60
_EACH = 25
_ITEMS = _ACCOUNTS * _EACH
_PATIENCE = 120.0


@pytest.fixture
def state_engine():
    return "postgresql"


@pytest.fixture
def ledger(database):
    return Ledger(database, boot="one", node="test", now=moment)


@pytest.fixture
def job(ledger, make_job):
    return make_job(ledger, {f"a{number}": _EACH for number in range(_ACCOUNTS)})


class _Listening:
    """A handler that keeps what it is told."""

    def __init__(self, heard):
        self._heard = heard

    def work(self, watch):
        raise AssertionError(watch.block)

    def give_up(self, watch, fault):
        raise AssertionError(watch.block, fault)

    def tell(self, told):
        self._heard.extend(one.token for one in told)


def _shares():
    names = [f"a{number}" for number in range(_ACCOUNTS)]
    return [
        Planned(server_key="main", account=name, payloads=[f"{name}-{n}" for n in range(_EACH)])
        for name in names
    ]


@contextmanager
def _worker(url, node, folder, *, seconds=0.001):
    """A worker in a process of its own; killed at the end if it still lives."""
    command = [sys.executable, str(_PROGRAM), url, node, str(folder), str(seconds)]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
        )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _until(true, what):
    limit = time.monotonic() + _PATIENCE
    while not true():
        assert time.monotonic() < limit, f"waited too long for {what}"
        threading.Event().wait(0.01)


def _until_done(folder, count, *, by="a"):
    def done():
        return sum(node == by for _, node in _effects(folder))

    _until(lambda: done() >= count, f"{count} effects of {by}")


def _effects(folder):
    """Who did each item, as often as it was done."""
    path = folder / "done"
    return [line.split() for line in path.read_text().splitlines()] if path.exists() else []


def _each_once(folder):
    return set(Counter(payload for payload, _ in _effects(folder)).values()) == {1}


def _ended(ledger, job):
    _until(lambda: ledger.state(job) in ENDED, "the end of the job")
    return {tally.outcome: tally.count for tally in ledger.tallies(job)}


def test_two_processes_share_the_work(ledger, job, state_url, tmp_path):
    """Both do their part, and every item is done once."""
    with _worker(state_url, "a", tmp_path), _worker(state_url, "b", tmp_path):
        assert _ended(ledger, job) == {"success": _ITEMS}
    assert _each_once(tmp_path)
    assert {node for _, node in _effects(tmp_path)} == {"a", "b"}


def test_a_restart_leaves_the_work_of_others_alone(ledger, job, state_url, tmp_path, database):
    """One is killed and started again, five times; the other never loses a lease."""
    with _worker(state_url, "a", tmp_path, seconds=0.1):
        for kill in range(1, 6):
            with _worker(state_url, "b", tmp_path, seconds=0.02):
                _until_done(tmp_path, kill * 30, by="b")
        with _worker(state_url, "b", tmp_path):
            assert _ended(ledger, job) == {"success": _ITEMS}
    assert len(_effects(tmp_path)) == _ITEMS
    assert _each_once(tmp_path)
    lost = text("SELECT count(*) FROM job_attempt WHERE boot LIKE :node AND ended_at IS NULL")
    with database.read() as connection:
        assert connection.scalar(lost, {"node": "a/%"}) == 0
        assert connection.scalar(lost, {"node": "b/%"}) > 0


def test_another_node_is_not_recovered(database, make_job, hand):
    """Only leases of a node's own earlier boots are void at its start; others run out."""
    boots = [("a", "1"), ("b", "1"), ("b", "2")]
    a, b, again = (Ledger(database, boot=boot, node=node, now=hand) for node, boot in boots)
    make_job(a, {"ada": 1, "bob": 1})
    (kept,) = a.exchange([], slots=1).blocks
    (lost,) = b.exchange([], slots=1).blocks
    assert again.recover() == 1
    (found,) = again.exchange([], slots=2).blocks
    assert (found.account, found.items[0].attempt) == (lost.account, 2)
    done = Done(block=kept, results=[Result(kept.first, "success", "")])
    assert a.exchange([done], slots=0).accepted == (done,)


def test_what_a_dead_node_left_untold_is_told_by_another(database, make_job, monkeypatch):
    """It died for good between writing what ended and telling it: the job ends all the same."""
    monkeypatch.setattr("clawback.jobs.ledger._FORGOTTEN_SECONDS", 0.1)
    monkeypatch.setattr("clawback.jobs.teller._LOOK_SECONDS", 0.1)
    heard: list[int] = []
    living = Ledger(database, boot="1", node="living", sessions={"main": 0})
    kinds = {"test": _Listening(heard)}
    executor = Crew(living, kinds, kinds)
    executor.start()
    dead = Ledger(database, boot="1", node="dead")
    job = make_job(dead, {"ada": 1})
    (block,) = dead.exchange([], slots=1).blocks
    dead.exchange([Done(block=block, results=[Result(0, "success", "")])], slots=0)
    assert _ended(living, job) == {"success": 1}
    executor.stop()
    assert heard == [block.token]


def test_a_crashing_database_loses_nothing(own_postgresql, tmp_path):
    """PostgreSQL is crashed and started again ten times in the middle of the work."""
    with own_postgresql.database() as name:
        url = own_postgresql.url(name)
        with closing(Database.open(url)) as database:
            upgrade(database)
            ledger = Ledger(database, boot="one", node="test")
            with database.write() as connection:
                job = ledger.create(connection, kind="test", shares=_shares())
                ledger.start(connection, job)
            with _worker(url, "a", tmp_path) as worker:
                for crash in range(1, 11):
                    _until_done(tmp_path, crash * _ITEMS // 12)
                    own_postgresql.restart()
                assert _ended(ledger, job) == {"success": _ITEMS}
                assert worker.poll() is None
    assert len(_effects(tmp_path)) == _ITEMS
    assert _each_once(tmp_path)
