"""A server is given no more than its rate, whoever gives it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.jobs.test_ledger import done

from clawback.jobs.block import Done
from clawback.jobs.ledger import Ledger
from clawback.jobs.rates import BURST_SECONDS, Bucket, most


@given(
    rate=st.floats(0.1, 1000),
    level=st.floats(-500, 2000),
    steps=st.lists(st.floats(0, 100), max_size=20),
)
def test_a_bucket_fills_with_time_and_never_overflows(rate, level, steps):
    """However often it is looked at, what comes back is the rate times the time, up to its size."""
    bucket = Bucket(level=min(level, most(rate)), filled_at=0.0)
    now = 0.0
    looked = bucket
    for step in steps:
        now += step
        looked = looked.at(now, rate)
        assert looked.level <= most(rate)
    assert looked.level == pytest.approx(bucket.at(now, rate).level, abs=1e-6)


def test_a_clock_that_goes_back_fills_nothing():
    """Time that did not pass brings no items."""
    assert Bucket(level=1.0, filled_at=100.0).at(50.0, 9.0).level == 1.0


def test_a_server_with_a_rate_is_given_parts_of_a_block(database, hand, make_job):
    """At 10 a second a mailbox of 100 comes in portions, each item once, in no less than 8 s."""
    ledger = Ledger(database, boot="one", now=hand, rates={"main": 10.0})
    job = make_job(ledger, {"ada": 100})
    began, given_out = hand.now, []
    back: list[Done] = []
    while ledger.job(job).left:
        blocks = ledger.exchange(back, slots=8).blocks
        given_out += [item.seq for block in blocks for item in block.items]
        back = [done(block) for block in blocks]
        hand.now += 0.5
    ledger.exchange(back, slots=8)
    assert given_out == list(range(100))
    assert hand.now - began >= 100 / 10.0 - BURST_SECONDS


def test_two_workers_share_one_bucket(database, hand, make_job):
    """The bucket lies in the database: what one worker took the other cannot."""
    workers = [Ledger(database, boot=boot, now=hand, rates={"main": 5.0}) for boot in "ab"]
    make_job(workers[0], {"ada": 8, "bob": 8, "cyd": 8})
    sizes = [
        sum(len(block.items) for block in worker.exchange([], slots=8).blocks) for worker in workers
    ]
    assert sizes == [10, 0]


def test_a_server_without_a_rate_is_not_held_up(database, hand, make_job):
    """Limits of one server say nothing of another."""
    ledger = Ledger(database, boot="one", now=hand, rates={"slow": 1.0})
    make_job(ledger, {"ada": 50}, server="quick")
    make_job(ledger, {"bob": 50}, server="slow")
    sizes = {b.server_key: len(b.items) for b in ledger.exchange([], slots=8).blocks}
    assert sizes == {"quick": 50, "slow": 2}


def test_a_cancelled_job_looks_after_all_its_doubts_in_portions(database, hand, make_job, command):
    """Doubts beyond a portion are not forgotten: the job ends when every one was looked at."""
    ledger = Ledger(database, boot="one", now=hand)
    job = make_job(ledger, {"ada": 30})
    ledger.exchange([], slots=8)
    limited = Ledger(database, boot="two", now=hand, rates={"main": 5.0})
    assert limited.recover() == 1
    (block,) = limited.exchange([], slots=8).blocks
    assert len(block.items) == 10
    command(limited.cancel, job)
    (rest,) = limited.exchange([done(block)], slots=8).blocks
    assert rest.settling
    assert [item.seq for item in rest.items] == list(range(10, 30))
    limited.exchange([done(rest)], slots=8)
    assert ledger.job(job).left == 0
