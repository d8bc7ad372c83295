"""The worker: whatever a handler does, every item comes to its end, and faults are waited for."""

from __future__ import annotations

import threading

import pytest
from tests.jobs.scripted import PATIENCE, Scripted, ended, until

from clawback.database import DatabaseUnavailableError
from clawback.database.moment import moment
from clawback.jobs.block import Result
from clawback.jobs.boottime import boot_seconds
from clawback.jobs.crew import Crew
from clawback.jobs.handler import LeaseLostError, StoppedError, Watch
from clawback.jobs.job import JobState
from clawback.jobs.ledger import Ledger
from clawback.jobs.patience import Patience
from clawback.model.errors import UnavailableError

pytestmark = pytest.mark.slow

_HASTE = Patience(poll=0.02, retell=0.02, gather=0.02)


@pytest.fixture
def ahead():
    """Seconds that the ledger's clock is ahead; a test that waits for a fault to pass adds some."""
    return [0.0]


@pytest.fixture
def real_ledger(database, ahead):
    return Ledger(database, boot="one", now=lambda connection: moment(connection) + ahead[0])


@pytest.fixture
def hurried(monkeypatch):
    """What went wrong is tried again almost at once."""
    monkeypatch.setattr("clawback.jobs.returning.delay", lambda tries: 0.01 * tries)


@pytest.fixture
def run(real_ledger):
    """Starts an executor with a handler; all are stopped at the end."""
    started = []

    def go(handler, **options):
        kinds = {"test": handler}
        executor = Crew(real_ledger, kinds, kinds, patience=_HASTE, **options)
        executor.start()
        started.append(executor)
        return executor

    yield go
    for executor in started:
        executor.stop()


def test_every_item_is_done_and_told_once(real_ledger, make_job, run):
    """Many accounts, many threads: each item ends, is told, and no account is met twice at once."""
    handler = Scripted()
    job = make_job(real_ledger, {f"a{n}": 30 for n in range(40)})
    run(handler)
    assert ended(real_ledger, job) == {"success": 1200}
    assert sorted(handler.told) == list(range(1200))
    assert set(handler.most_at_once.values()) == {1}


def test_a_job_is_over_only_when_it_was_told(real_ledger, make_job, run):
    """Telling that fails is tried again, and the job waits for it."""
    handler = Scripted()
    failures = iter([ValueError("no"), ValueError("no")])

    def fail(_told):
        for error in failures:
            assert real_ledger.state(job) is JobState.RUNNING
            raise error

    handler.tell_hook = fail
    job = make_job(real_ledger, {"ada": 2})
    run(handler)
    assert ended(real_ledger, job) == {"success": 2}
    assert handler.told == [0, 1]


def test_a_later_start_tells_what_was_left_untold(real_ledger, make_job, run):
    """Results written by a process that died before telling are told by the next."""
    job = make_job(real_ledger, {"ada": 2})
    (block,) = real_ledger.exchange([], slots=1).blocks
    lost = Scripted()
    watch = Watch(block, may_act=lambda _: None, note=real_ledger.note)
    lost.work(watch)
    real_ledger.exchange([watch.done()], slots=0)
    handler = Scripted()
    run(handler)
    assert ended(real_ledger, job) == {"success": 2}
    assert (handler.told, handler.worked) == ([0, 1], [])


def test_a_server_that_is_away_is_waited_for(real_ledger, make_job, run, ahead):
    """Unavailable once: the block waits its second, is tried again, and ends well."""
    faults = iter([UnavailableError("The mail server does not answer.")])

    def away(_watch):
        for fault in faults:
            raise fault

    handler = Scripted(away)
    job = make_job(real_ledger, {"ada": 3})
    run(handler)
    until(lambda: real_ledger.job(job).note, "the note")
    assert real_ledger.job(job).note == "The mail server does not answer."
    ahead[0] = 1.0
    assert ended(real_ledger, job) == {"success": 3}
    assert len(handler.worked) == 2
    assert not any(item.doubt for item in handler.worked[1].items)


@pytest.mark.usefixtures("hurried")
def test_what_broke_off_after_an_effect_is_in_doubt(real_ledger, make_job, run):
    """An item whose effect was permitted comes back in doubt; one that was not, without."""

    def break_off(watch):
        if watch.block.items[0].attempt == 1:
            watch.permit([watch.block.items[0].seq])
            raise UnavailableError

    handler = Scripted(break_off)
    job = make_job(real_ledger, {"ada": 2})
    run(handler)
    assert ended(real_ledger, job) == {"success": 2}
    assert [item.doubt for item in handler.worked[1].items] == [True, False]


@pytest.mark.usefixtures("hurried")
def test_results_before_a_fault_are_kept(real_ledger, make_job, run):
    """What ended before the server went away is not done again."""

    def half(watch):
        if watch.block.items[0].seq == 0:
            watch.finish([Result(0, "success", "")])
            raise UnavailableError

    handler = Scripted(half)
    job = make_job(real_ledger, {"ada": 2})
    run(handler)
    assert ended(real_ledger, job) == {"success": 2}
    assert [item.seq for item in handler.worked[1].items] == [1]


@pytest.mark.usefixtures("hurried")
def test_our_own_mistakes_are_given_up(real_ledger, make_job, run):
    """A handler that breaks three times gets its items ended as failed; others go on."""

    def break_ada(watch):
        if watch.block.account == "ada":
            raise ZeroDivisionError

    handler = Scripted(break_ada)
    job = make_job(real_ledger, {"ada": 2, "bob": 1})
    run(handler)
    assert ended(real_ledger, job) == {"failed": 2, "success": 1}
    assert [block.account for block in handler.worked].count("ada") == 3
    assert real_ledger.items(job)[0].evidence == "An error of our own: ZeroDivisionError."


def test_pausing_stops_before_the_next_effect(real_ledger, make_job, run, command):
    """A paused job raises in the handler at its next effect; resumed, the items are done."""
    reached, go_on = threading.Event(), threading.Event()
    stopped: list[StoppedError] = []

    def wait(watch):
        if not stopped:
            reached.set()
            go_on.wait(PATIENCE)
            try:
                watch.permit([0])
            except StoppedError as error:
                stopped.append(error)
                raise

    handler = Scripted(wait)
    job = make_job(real_ledger, {"ada": 1})
    executor = run(handler)
    reached.wait(PATIENCE)
    command(real_ledger.pause, job)
    go_on.set()
    until(lambda: stopped, "the stop")
    assert real_ledger.state(job) is JobState.PAUSED
    command(real_ledger.resume, job)
    executor.wake()
    assert ended(real_ledger, job) == {"success": 1}
    assert not handler.worked[1].items[0].doubt


def test_cancelling_stops_before_the_next_effect(real_ledger, make_job, run, command):
    """A cancelled job ends with what was done; the rest has no outcome."""
    reached, go_on = threading.Event(), threading.Event()

    def wait(watch):
        if watch.block.account == "bob":
            reached.set()
            go_on.wait(PATIENCE)

    handler = Scripted(wait)
    job = make_job(real_ledger, {"ada": 2, "bob": 1})
    executor = run(handler)
    reached.wait(PATIENCE)
    until(lambda: 0 in handler.told, "ada")
    command(real_ledger.cancel, job)
    go_on.set()
    executor.wake()
    assert ended(real_ledger, job) == {"": 1, "success": 2}
    assert real_ledger.state(job) is JobState.CANCELLED


def test_no_effect_after_the_deadline(real_ledger, make_job, run, monkeypatch):
    """A worker that slept past its lease is refused its effect by the machine's own clock."""
    jump = [0.0]
    monkeypatch.setattr("clawback.jobs.executor.boot_seconds", lambda: boot_seconds() + jump[0])
    lost: list[LeaseLostError] = []

    def oversleep(watch):
        if not lost:
            jump[0] = 27.5
            try:
                watch.permit([0])
            except LeaseLostError as error:
                lost.append(error)
                raise

    handler = Scripted(oversleep)
    job = make_job(real_ledger, {"ada": 1})
    run(handler)
    assert ended(real_ledger, job) == {"success": 1}
    assert len(lost) == 1


def test_lost_and_doubled_wake_ups_are_harmless(real_ledger, make_job, run):
    """A job that nobody announces is found by polling; announcing it often changes nothing."""
    handler = Scripted()
    executor = run(handler)
    first = make_job(real_ledger, {"ada": 1})
    assert ended(real_ledger, first) == {"success": 1}
    second = make_job(real_ledger, {"bob": 1})
    for _ in range(50):
        executor.wake()
    assert ended(real_ledger, second) == {"success": 1}
    assert len(handler.worked) == 2


def test_a_ledger_that_fails_for_a_moment_loses_nothing(real_ledger, make_job, run, monkeypatch):
    """Results that could not be written are kept and written at the next turn."""
    faults = iter([UnavailableError("The state database does not answer.")])
    exchange = real_ledger.exchange

    def sometimes(dones, **terms):
        if dones:
            for fault in faults:
                raise fault
        return exchange(dones, **terms)

    monkeypatch.setattr(real_ledger, "exchange", sometimes)
    handler = Scripted()
    job = make_job(real_ledger, {"ada": 2})
    run(handler)
    assert ended(real_ledger, job) == {"success": 2}
    assert len(handler.worked) == 1


def test_stopping_lets_what_is_under_way_end(real_ledger, make_job, run):
    """A stop returns after the last block came back, and leaves no lease."""
    reached, go_on = threading.Event(), threading.Event()

    def wait(_watch):
        reached.set()
        go_on.wait(PATIENCE)

    handler = Scripted(wait)
    job = make_job(real_ledger, {"ada": 1})
    executor = run(handler)
    reached.wait(PATIENCE)
    stopping = threading.Thread(target=executor.stop)
    stopping.start()
    until(lambda: executor._executor._stopping, "the stop")
    go_on.set()
    stopping.join(PATIENCE)
    assert not stopping.is_alive()
    (block,) = real_ledger.exchange([], slots=1).blocks
    assert (block.job, block.items[0].doubt) == (job, False)


def test_a_state_database_that_is_away_is_no_fault_of_the_mail_server(real_ledger, make_job, run):
    """The block comes back without a failure on anybody's account, and is taken again."""
    faults = iter([DatabaseUnavailableError()] * 5)

    def away(_watch):
        for fault in faults:
            raise fault

    handler = Scripted(away)
    job = make_job(real_ledger, {"ada": 1})
    run(handler)
    assert ended(real_ledger, job) == {"success": 1}
    assert {block.tries for block in handler.worked} == {0}


@pytest.mark.usefixtures("hurried")
def test_giving_up_that_fails_is_done_again(real_ledger, make_job, run):
    """Whatever a handler raises then, its thread and its block come back."""
    faults = iter([DatabaseUnavailableError()])

    def break_always(_watch):
        raise ZeroDivisionError

    class Stumbling(Scripted):
        def give_up(self, watch, fault):
            for stumble in faults:
                raise stumble
            super().give_up(watch, fault)

    job = make_job(real_ledger, {"ada": 1})
    run(Stumbling(break_always))
    assert ended(real_ledger, job) == {"failed": 1}


@pytest.mark.usefixtures("hurried")
def test_what_waits_for_a_server_that_went_away_is_not_tried(real_ledger, make_job, run):
    """Its blocks claimed ahead come back as they were; the first failure does not count for all."""
    together = threading.Barrier(2)
    faults = iter([UnavailableError("The mail server does not answer.")] * 2)

    def away(_watch):
        for fault in faults:
            together.wait(PATIENCE)
            raise fault

    handler = Scripted(away)
    job = make_job(real_ledger, {f"a{n}": 1 for n in range(6)})
    run(handler, workers=2)
    assert ended(real_ledger, job) == {"success": 6}
    assert len(handler.worked) == 8
    assert not any(item.doubt for block in handler.worked for item in block.items)


def test_threads_keep_to_the_sessions_of_a_server(database, make_job):
    """However many blocks are ready, no more accounts are worked on at once than allowed."""
    ledger = Ledger(database, boot="one", now=moment, sessions={"main": 2})
    lock, now, most = threading.Lock(), [0], [0]
    pair = threading.Barrier(2)  # each waits for another, so that two are at work surely

    def count(_watch):
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        pair.wait(PATIENCE)
        with lock:
            now[0] -= 1

    job = make_job(ledger, {f"a{n}": 1 for n in range(30)})
    kinds = {"test": Scripted(count)}
    executor = Crew(ledger, kinds, kinds, workers=6, patience=_HASTE)
    executor.start()
    try:
        assert ended(ledger, job) == {"success": 30}
    finally:
        executor.stop()
    assert most[0] == 2
