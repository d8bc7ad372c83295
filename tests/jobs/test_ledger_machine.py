"""The ledger against a model of truth: claims, results, crashes and commands in any order."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text
from tests.jobs.conftest import Hand, counts

from clawback.database import Database
from clawback.database.migrate import upgrade
from clawback.jobs.block import Done, Fault, FaultKind, Planned, Result
from clawback.jobs.job import JobState, JobStateError
from clawback.jobs.ledger import LEASE_SECONDS, Ledger

pytestmark = pytest.mark.slow

Opening = Callable[[], AbstractContextManager[Database]]
_SESSIONS = {"main": 3, "other": 3}
_FAULTS = [None, *(Fault(kind=kind, sentence="It went wrong.") for kind in FaultKind)]


_OUTCOMES = st.sampled_from(["success", "not_found", "failed", "unknown"])


class LedgerMachine(RuleBasedStateMachine):
    """Claims, results, crashes, expiry and commands in any order, against a model of truth."""

    held = Bundle("held")

    opening: ClassVar[Opening]

    def __init__(self) -> None:
        super().__init__()
        self.opened = type(self).opening()
        self.database = self.opened.__enter__()
        self.hand = Hand()
        self.boots = 0
        self.ledger = Ledger(self.database, boot="0", now=self.hand, sessions=_SESSIONS)
        self.truth: dict[tuple[int, int], str] = {}
        self.jobs: dict[int, int] = {}

    def teardown(self):
        self.opened.__exit__(None, None, None)

    @initialize()
    def first_job(self):
        self.plan([("main", "ada", 2), ("main", "bob", 1)])

    @rule(
        shares=st.lists(
            st.tuples(
                st.sampled_from(["main", "other"]),
                st.sampled_from(["ada", "bob", "cid"]),
                st.integers(1, 3),
            ),
            max_size=4,
            unique_by=lambda share: share[:2],
        )
    )
    def plan(self, shares):
        planned = [
            Planned(server_key=server, account=account, payloads=["x"] * count)
            for server, account, count in shares
        ]
        with self.database.write() as connection:
            job = self.ledger.create(connection, kind="test", shares=planned)
            self.ledger.start(connection, job)
        self.jobs[job] = sum(len(share.payloads) for share in planned)

    @rule(target=held, slots=st.integers(1, 4))
    def claim(self, slots):
        blocks = self.ledger.exchange([], slots=slots).blocks
        assert len(blocks) <= slots
        assert len({(b.server_key, b.account) for b in blocks}) == len(blocks)
        return blocks

    @rule(blocks=consumes(held), data=st.data())
    def bring_back(self, blocks, data):
        self._finish(blocks, data)

    @rule(blocks=held, data=st.data())
    def bring_back_perhaps_twice(self, blocks, data):
        self._finish(blocks, data)

    def _finish(self, blocks, data):
        dones = [self._some_end(block, data) for block in blocks]
        accepted = self.ledger.exchange(dones, slots=0).accepted
        for taken in accepted:
            for result in taken.results:
                key = (taken.block.job, result.seq)
                assert key not in self.truth, "an item ended twice"
                self.truth[key] = result.outcome
        self.ledger.told(taken.block.token for taken in accepted)

    def _some_end(self, block, data):
        ended = [item for item in block.items if data.draw(st.booleans())]
        results = [Result(i.seq, o := data.draw(_OUTCOMES), "", o == "unknown") for i in ended]
        rest = [item.seq for item in block.items if item not in ended]
        fault = data.draw(st.sampled_from(_FAULTS))
        touched = frozenset(seq for seq in rest if data.draw(st.booleans()))
        return Done(block=block, results=results, doubtful=touched, fault=fault)

    @rule(seconds=st.sampled_from([0.5, 5.0, LEASE_SECONDS + 1, 400.0]))
    def time_passes(self, seconds):
        self.hand.now += seconds

    @rule()
    def crash(self):
        self.boots += 1
        boot = str(self.boots)
        self.ledger = Ledger(self.database, boot=boot, now=self.hand, sessions=_SESSIONS)
        self.ledger.recover()
        self.ledger.told([told.token for told in self.ledger.untold()])

    @precondition(lambda self: self.jobs)
    @rule(data=st.data(), act=st.sampled_from(["pause", "resume", "cancel"]))
    def command(self, data, act):
        job = data.draw(st.sampled_from(sorted(self.jobs)))
        with suppress(JobStateError), self.database.write() as connection:
            getattr(self.ledger, act)(connection, job)

    @precondition(lambda self: self.jobs)
    @rule(data=st.data())
    def retry(self, data):
        job = data.draw(st.sampled_from(sorted(self.jobs)))
        with suppress(JobStateError), self.database.write() as connection:
            self.ledger.reopen(connection, job, ["failed", "unknown"])
            for key, outcome in list(self.truth.items()):
                if key[0] == job and outcome in {"failed", "unknown"}:
                    del self.truth[key]

    @invariant()
    def counts_are_true_and_add_up(self):
        for job, total in self.jobs.items():
            found = counts(self.ledger, job)
            expected: dict[str, int] = {}
            for (owner, _), outcome in self.truth.items():
                if owner == job:
                    expected[outcome] = expected.get(outcome, 0) + 1
            left = total - sum(expected.values())
            assert found == expected | ({"": left} if left else {})
            assert self.ledger.job(job).left == left

    @invariant()
    def an_account_has_one_lease_and_servers_few(self):
        with self.database.read() as connection:
            rows = connection.execute(text("SELECT server_key, account FROM job_lease")).all()
        assert len(set(rows)) == len(rows)
        servers = [row.server_key for row in rows]
        assert all(servers.count(server) <= 3 for server in servers)

    @invariant()
    def ended_jobs_have_nothing_under_way(self):
        for job in self.jobs:
            found = self.ledger.job(job)
            if found.state is JobState.FINISHED:
                assert found.left == 0


@pytest.fixture
def opening_in_files(tmp_path_factory) -> Opening:
    folder = tmp_path_factory.mktemp("machine")
    database = Database.open(folder / "empty.db")
    upgrade(database)
    database.close()
    empty, numbers = (folder / "empty.db").read_bytes(), itertools.count()

    @contextmanager
    def opened() -> Iterator[Database]:
        path = folder / f"{next(numbers)}.db"
        path.write_bytes(empty)
        with closing(Database.open(path)) as database:
            yield database
        path.unlink()

    return opened


@pytest.fixture
def opening_on_postgresql(postgresql, state_template) -> Opening:
    @contextmanager
    def opened() -> Iterator[Database]:
        with (
            postgresql.database(state_template) as name,
            closing(Database.open(postgresql.url(name))) as database,
        ):
            yield database

    return opened


def test_the_ledger_is_true_in_a_file(opening_in_files):
    """Whatever happens in whatever order, the counts are true and nothing ends twice."""

    class InFiles(LedgerMachine):
        opening = staticmethod(opening_in_files)

    run_state_machine_as_test(
        InFiles,
        settings=settings(max_examples=30, stateful_step_count=30, deadline=None),
    )


@pytest.mark.server
def test_the_ledger_is_true_on_postgresql(opening_on_postgresql):
    """The same there; fewer runs, as each step crosses to another process many times."""

    class OnPostgresql(LedgerMachine):
        opening = staticmethod(opening_on_postgresql)

    run_state_machine_as_test(
        OnPostgresql,
        settings=settings(max_examples=15, stateful_step_count=30, deadline=None),
    )
