"""A server that asks for quiet is left alone until then, and everybody can see it."""

from __future__ import annotations

import threading
import time

from tests.jobs.test_ledger import done

from clawback.jobs.block import Done, Fault, FaultKind, Result
from clawback.jobs.crew import Crew
from clawback.jobs.ledger import Ledger
from clawback.model.throttled import OccupiedError, ThrottledError

_BUSY = Fault(kind=FaultKind.UNAVAILABLE, sentence="Come back later.", wait=60.0)


def busy(block):
    return Done(block=block, results=(), fault=_BUSY)


def test_a_busy_server_is_left_alone_for_as_long_as_it_asks(ledger, hand, make_job):
    """One answer is enough; nothing goes there for 60 seconds, and then everything does."""
    job = make_job(ledger, {"ada": 1, "bob": 1, "cyd": 1})
    ada = ledger.exchange([], slots=1).blocks[0]
    assert ledger.exchange([busy(ada)], slots=8).blocks == ()
    assert ledger.job(job).note == "Come back later."
    hand.now += 59
    assert ledger.exchange([], slots=8).blocks == ()
    hand.now += 2
    assert len(ledger.exchange([], slots=8).blocks) == 3


def test_an_answer_on_its_way_does_not_open_the_door_early(ledger, hand, make_job):
    """What was under way ends well; the server is left alone all the same."""
    make_job(ledger, {"ada": 1, "bob": 1, "cyd": 1})
    ada, bob = ledger.exchange([], slots=2).blocks
    ledger.exchange([busy(ada)], slots=0)
    assert ledger.exchange([done(bob)], slots=8).blocks == ()
    hand.now += 61
    assert {b.account for b in ledger.exchange([], slots=8).blocks} == {"ada", "cyd"}


def test_another_worker_keeps_to_it(database, hand, make_job):
    """The closed door stands in the database."""
    one, two = (Ledger(database, boot=boot, now=hand) for boot in "ab")
    make_job(one, {"ada": 1, "bob": 1})
    ada = one.exchange([], slots=1).blocks[0]
    one.exchange([busy(ada)], slots=0)
    assert two.exchange([], slots=8).blocks == ()


def test_doors_tell_limits_and_failures(database, hand, make_job):
    """Sessions in use, the limits, and until when a server is left alone at whose wish."""
    ledger = Ledger(database, boot="one", now=hand, sessions={"main": 2}, rates={"main": 100.0})
    make_job(ledger, {"ada": 1, "bob": 1, "cyd": 1})
    ada, _ = ledger.exchange([], slots=8).blocks
    (door,) = ledger.doors()
    assert (door.used, door.sessions, door.rate) == (2, 2, 100.0)
    assert (door.failures, door.closed_until, door.asked) == (0, None, False)
    ledger.exchange([busy(ada)], slots=0)
    (door,) = ledger.doors()
    assert (door.used, door.failures, door.closed_until) == (1, 1, hand.now + 60)
    assert door.asked


def test_an_account_in_use_leaves_the_door_open(ledger, hand, make_job):
    """One mailbox that somebody holds is waited for; its neighbours go on meanwhile."""
    fault = Fault(kind=FaultKind.OCCUPIED, sentence="In use.", wait=60.0)
    job = make_job(ledger, {"ada": 1, "bob": 1})
    ada = ledger.exchange([], slots=1).blocks[0]
    held = Done(block=ada, results=(), fault=fault)
    (bob,) = ledger.exchange([held], slots=8).blocks
    assert (bob.account, ledger.job(job).note) == ("bob", "In use.")
    assert [door.closed_until for door in ledger.doors()] == [None]
    assert ledger.exchange([done(bob)], slots=8).blocks == ()
    hand.now += 59
    assert ledger.exchange([], slots=8).blocks == ()
    hand.now += 2
    assert [block.account for block in ledger.exchange([], slots=8).blocks] == ["ada"]


class Busy:
    """A handler whose server asks for quiet."""

    def __init__(self, error=ThrottledError):
        self.asked = 0
        self.error = error

    def work(self, watch):
        self.asked += len(watch.open_items())
        raise self.error("Come back later.", seconds=60)

    def give_up(self, watch, fault):
        watch.finish(Result(i.seq, "failed", fault.sentence) for i in watch.open_items())

    def tell(self, told):
        """Nobody listens."""


def test_what_a_handler_raises_closes_the_door(database, make_job):
    """The executor passes on for how long; the other accounts are not even tried."""
    ledger = Ledger(database, boot="one", sessions={"main": 1})
    handler = Busy()
    job = make_job(ledger, {f"user{n}": 1 for n in range(5)})
    executor = Crew(ledger, {"test": handler}, {"test": handler}, workers=1)
    executor.start()
    limit = time.monotonic() + 20
    while not any(door.asked for door in ledger.doors()):
        assert time.monotonic() < limit
        threading.Event().wait(0.01)
    executor.stop()
    (door,) = ledger.doors()
    assert (handler.asked, door.failures) == (1, 1)
    assert ledger.job(job).note == "Come back later."


def test_an_account_in_use_does_not_stop_the_others(database, make_job):
    """The executor tries every account once, and closes no door."""
    ledger = Ledger(database, boot="one", sessions={"main": 1})
    handler = Busy(OccupiedError)
    make_job(ledger, {f"user{n}": 1 for n in range(5)})
    executor = Crew(ledger, {"test": handler}, {"test": handler}, workers=1)
    executor.start()
    limit = time.monotonic() + 20
    while handler.asked < 5:
        assert time.monotonic() < limit
        threading.Event().wait(0.01)
    executor.stop()
    assert [door.closed_until for door in ledger.doors()] == [None]
    assert handler.asked == 5
