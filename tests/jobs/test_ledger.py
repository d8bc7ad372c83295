"""Every item ends once, whatever happens on the way."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from tests.jobs.conftest import counts

from clawback.jobs.block import Done, Fault, FaultKind, Result, Settled
from clawback.jobs.job import JobMissingError, JobState, JobStateError
from clawback.jobs.ledger import LEASE_SECONDS, Ledger

_AWAY = Fault(kind=FaultKind.UNAVAILABLE, sentence="The mail server does not answer.")


def done(block, outcome="success"):
    """A block of which every item ended."""
    results = [Result(item.seq, outcome, f'"{outcome}"') for item in block.items]
    return Done(block=block, results=results)


def test_items_are_numbered_as_planned(ledger, make_job):
    """Settled items come first, then share after share, and keep their payload."""
    settled = [Settled(payload="none", outcome="not_actionable", evidence='"why"')]
    job = make_job(ledger, {"ada": 2, "bob": 1}, settled=settled)
    entries = ledger.items(job)
    assert [(e.seq, e.payload, e.outcome) for e in entries] == [
        (0, "none", "not_actionable"),
        (1, "ada-0", ""),
        (2, "ada-1", ""),
        (3, "bob-0", ""),
    ]
    assert entries[0].evidence == '"why"'


def test_a_draft_is_not_worked_on(ledger, make_job):
    """Nothing is handed out before the job is started."""
    make_job(ledger, {"ada": 2}, start=False)
    assert ledger.exchange([], slots=8).blocks == ()


def test_a_block_holds_one_account(ledger, make_job):
    """Each account's items come as one block, in order."""
    make_job(ledger, {"ada": 2, "bob": 3})
    blocks = ledger.exchange([], slots=8).blocks
    assert [(b.account, [i.payload for i in b.items]) for b in blocks] == [
        ("ada", ["ada-0", "ada-1"]),
        ("bob", ["bob-0", "bob-1", "bob-2"]),
    ]
    assert not any(item.doubt for block in blocks for item in block.items)


def test_a_large_account_is_cut_and_never_worked_on_twice_at_once(ledger, make_job):
    """500 items a block; the next block of an account waits for the one before."""
    make_job(ledger, {"ada": 1200})
    sizes = []
    back: list[Done] = []
    while blocks := ledger.exchange(back, slots=8).blocks:
        assert len(blocks) == 1
        sizes.append(len(blocks[0].items))
        back = [done(blocks[0])]
    assert sizes == [500, 500, 200]


def test_two_jobs_never_share_an_account(ledger, make_job):
    """A second job's items of an account wait while a first job works on it."""
    make_job(ledger, {"ada": 1})
    make_job(ledger, {"ada": 1})
    first = ledger.exchange([], slots=8).blocks
    assert len(first) == 1
    assert ledger.exchange([], slots=8).blocks == ()
    second = ledger.exchange([done(first[0])], slots=8).blocks
    assert {b.job for b in (*first, *second)} == {1, 2}


def test_jobs_get_equal_shares(ledger, make_job):
    """A small job does not wait behind a big one."""
    big = make_job(ledger, {f"big{n}": 1 for n in range(50)})
    small = make_job(ledger, {f"small{n}": 1 for n in range(4)})
    blocks = ledger.exchange([], slots=8).blocks
    jobs = [block.job for block in blocks]
    assert (jobs.count(big), jobs.count(small)) == (4, 4)


def test_a_server_gets_no_more_sessions_than_allowed(database, hand, make_job):
    """The limit holds over all jobs; another server has its own."""
    ledger = Ledger(database, boot="one", now=hand, sessions={"main": 2, "other": 2})
    make_job(ledger, {f"a{n}": 1 for n in range(5)})
    make_job(ledger, {f"b{n}": 1 for n in range(5)}, server="other")
    servers = [block.server_key for block in ledger.exchange([], slots=9).blocks]
    assert (servers.count("main"), servers.count("other")) == (2, 2)


def test_finished_items_finish_the_job(ledger, make_job):
    """When the last item has ended and was told, the job is finished, and its counts add up."""
    job = make_job(ledger, {"ada": 2, "bob": 1})
    blocks = ledger.exchange([], slots=8).blocks
    assert ledger.job(job).state is JobState.RUNNING
    ledger.exchange([done(block) for block in blocks], slots=0)
    assert ledger.job(job).state is JobState.RUNNING
    ledger.told(block.token for block in blocks)
    ledger.exchange([], slots=0)
    assert ledger.job(job).state is JobState.FINISHED
    assert counts(ledger, job) == {"success": 3}


def test_an_empty_job_finishes_by_itself(ledger, make_job):
    """A job whose items all need no work is finished at the first look."""
    settled = [Settled(payload="none", outcome="not_actionable", evidence="")]
    job = make_job(ledger, {}, settled=settled)
    ledger.exchange([], slots=8)
    assert ledger.job(job).state is JobState.FINISHED


def test_a_late_result_is_refused(ledger, make_job, hand):
    """Fence: after its lease ran out and another took over, a worker's results do not count."""
    job = make_job(ledger, {"ada": 2})
    (late,) = ledger.exchange([], slots=1).blocks
    hand.now += LEASE_SECONDS + 1
    (now,) = ledger.exchange([], slots=1).blocks
    given = ledger.exchange([done(late, "failed")], slots=0)
    assert given.accepted == ()
    assert counts(ledger, job) == {"": 2}
    assert [item.doubt for item in now.items] == [True, True]
    assert ledger.exchange([done(now)], slots=0).accepted[0].block == now
    assert counts(ledger, job) == {"success": 2}


def test_a_result_after_the_lease_but_before_anybody_else_is_refused(ledger, make_job, hand):
    """A lease that somebody saw running out is gone, even when nobody has taken the work yet."""
    job = make_job(ledger, {"ada": 1})
    (late,) = ledger.exchange([], slots=1).blocks
    hand.now += LEASE_SECONDS + 1
    ledger.exchange([], slots=0)
    assert ledger.exchange([done(late)], slots=0).accepted == ()
    assert counts(ledger, job) == {"": 1}


def test_the_same_result_twice_counts_once(ledger, make_job):
    """Bringing a block back a second time changes nothing."""
    job = make_job(ledger, {"ada": 2})
    (block,) = ledger.exchange([], slots=1).blocks
    ledger.exchange([done(block)], slots=0)
    assert ledger.exchange([done(block, "failed")], slots=0).accepted == ()
    assert counts(ledger, job) == {"success": 2}


def test_a_renewed_lease_stands(ledger, make_job, hand):
    """Renewal by the database's clock keeps the work with its worker."""
    make_job(ledger, {"ada": 1})
    (block,) = ledger.exchange([], slots=1).blocks
    for _ in range(5):
        hand.now += LEASE_SECONDS - 1
        assert ledger.renew([block.token]) == {block.token}
    assert ledger.exchange([], slots=1).blocks == ()
    assert len(ledger.exchange([done(block)], slots=0).accepted) == 1


def test_a_new_boot_voids_the_leases_of_the_old(ledger, database, hand, make_job):
    """After a crash nothing waits for a lease to run out: the items come at once, in doubt."""
    make_job(ledger, {"ada": 1})
    (lost,) = ledger.exchange([], slots=1).blocks
    hand.now += 0.1
    reborn = Ledger(database, boot="two", now=hand)
    assert reborn.recover() == 1
    (again,) = reborn.exchange([], slots=1).blocks
    assert again.token > lost.token
    assert (again.items[0].doubt, again.items[0].attempt) == (True, 2)
    assert ledger.exchange([done(lost)], slots=0).accepted == ()


def test_untouched_items_come_back_without_doubt(ledger, make_job):
    """Only items that an effect may have touched must be looked at first."""
    make_job(ledger, {"ada": 3})
    (block,) = ledger.exchange([], slots=1).blocks
    partly = Done(block=block, results=[Result(0, "success", "")], doubtful=frozenset({2}))
    (again,) = ledger.exchange([partly], slots=1).blocks
    assert [(item.seq, item.doubt) for item in again.items] == [(1, False), (2, True)]


def test_a_server_away_is_left_alone_then_probed(ledger, make_job, hand):
    """After three failures in a row a server gets one session at a time, after a pause."""
    job = make_job(ledger, {f"a{n}": 1 for n in range(8)})
    blocks = ledger.exchange([], slots=4).blocks
    given = ledger.exchange([Done(block=b, results=[], fault=_AWAY) for b in blocks], slots=8)
    assert given.blocks == ()
    assert ledger.job(job).note == _AWAY.sentence
    hand.now += 2.5
    (probe,) = ledger.exchange([], slots=8).blocks
    assert ledger.exchange([], slots=8).blocks == ()
    assert len(ledger.exchange([done(probe)], slots=8).blocks) > 1
    assert not ledger.job(job).note


def test_waiting_grows_with_each_failure(ledger, make_job, hand):
    """An account that fails alone waits 1, 2, 4 … seconds, and remembers how often."""
    make_job(ledger, {"ada": 1})
    waits = []
    (block,) = ledger.exchange([], slots=1).blocks
    for _ in range(3):
        ledger.exchange([Done(block=block, results=[], fault=_broken())], slots=0)
        began = hand.now
        while not (blocks := ledger.exchange([], slots=1).blocks):
            hand.now += 0.5
        waits.append(hand.now - began)
        block = blocks[0]
    assert waits == [1.0, 2.0, 4.0]
    assert block.tries == 3


def _broken():
    return Fault(kind=FaultKind.BROKEN, sentence="Something of our own.")


def test_pausing_begins_nothing_further(ledger, make_job, command):
    """A paused job hands out nothing, takes what comes back, and goes on when resumed."""
    job = make_job(ledger, {"ada": 1, "bob": 1})
    (block,) = ledger.exchange([], slots=1).blocks
    command(ledger.pause, job)
    assert ledger.exchange([done(block)], slots=8).blocks == ()
    assert ledger.state(job) is JobState.PAUSED
    command(ledger.resume, job)
    assert [b.account for b in ledger.exchange([], slots=8).blocks] == ["bob"]


def test_cancelling_waits_for_what_is_in_doubt(ledger, make_job, command):
    """A cancelled job ends at once but for items whose attempt broke off: those are looked at."""
    job = make_job(ledger, {"ada": 2, "bob": 1})
    (block,) = ledger.exchange([], slots=1).blocks
    command(ledger.cancel, job)
    assert ledger.state(job) is JobState.CANCELLING
    broken_off = Done(block=block, results=[], doubtful=frozenset({1}))
    (settling,) = ledger.exchange([broken_off], slots=8).blocks
    assert settling.settling
    assert [item.seq for item in settling.items] == [1]
    ledger.exchange([Done(block=settling, results=[Result(1, "success", "")])], slots=8)
    ledger.told([settling.token])
    ledger.exchange([], slots=8)
    assert ledger.state(job) is JobState.CANCELLED
    assert counts(ledger, job) == {"": 2, "success": 1}


def test_cancelling_with_nothing_in_doubt_ends_at_once(ledger, make_job, command):
    """Nothing was begun, so nothing has to be looked at."""
    job = make_job(ledger, {"ada": 2})
    command(ledger.cancel, job)
    assert ledger.exchange([], slots=8).blocks == ()
    assert ledger.state(job) is JobState.CANCELLED


def test_reopening_tries_again_what_failed(ledger, make_job, command):
    """Only items with one of the outcomes lose it; the others keep theirs."""
    job = make_job(ledger, {"ada": 2, "bob": 1})
    first, second = ledger.exchange([], slots=8).blocks
    ledger.exchange([done(first, "failed"), done(second)], slots=0)
    ledger.told([first.token, second.token])
    ledger.exchange([], slots=0)
    assert command(ledger.reopen, job, ["failed", "unknown"]) == 2
    assert counts(ledger, job) == {"": 2, "success": 1}
    (again,) = ledger.exchange([], slots=8).blocks
    assert [(item.attempt, item.doubt) for item in again.items] == [(2, False), (2, False)]


def test_an_unknown_item_stays_in_doubt(ledger, make_job, command):
    """What ended as unknown is looked at first when it is tried again."""
    job = make_job(ledger, {"ada": 1})
    (block,) = ledger.exchange([], slots=1).blocks
    unknown = Done(block=block, results=[Result(0, "unknown", "", doubt=True)])
    ledger.exchange([unknown], slots=0)
    ledger.told([block.token])
    ledger.exchange([], slots=0)
    command(ledger.reopen, job, ["unknown"])
    (again,) = ledger.exchange([], slots=1).blocks
    assert again.items[0].doubt


@pytest.mark.parametrize("act", ["start", "pause", "resume", "cancel"])
def test_a_finished_job_takes_no_command(ledger, make_job, command, act):
    """A command that does not fit the state is refused in words and changes nothing."""
    job = make_job(ledger, {})
    ledger.exchange([], slots=0)
    with pytest.raises(JobStateError, match="It is finished"):
        command(getattr(ledger, act), job)
    assert ledger.state(job) is JobState.FINISHED


def test_a_job_that_does_not_exist(ledger, command):
    """Asking for it, or commanding it, says so."""
    assert ledger.state(7) is None
    with pytest.raises(JobMissingError):
        ledger.job(7)
    with pytest.raises(JobMissingError):
        command(ledger.cancel, 7)


def test_notes_outlive_the_attempt(ledger, make_job, database, hand):
    """What was noted before an effect is there for the next attempt, and only under a lease."""
    job = make_job(ledger, {"ada": 1})
    (block,) = ledger.exchange([], slots=1).blocks
    assert ledger.note(block, [Result(0, "", '"seen"')])
    reborn = Ledger(database, boot="two", now=hand)
    reborn.recover()
    assert reborn.evidences(job, [0]) == {0: '"seen"'}
    assert not ledger.note(block, [Result(0, "", '"late"')])
    assert reborn.evidences(job, [0]) == {0: '"seen"'}


def test_untold_attempts_are_remembered(ledger, make_job):
    """Results that nobody heard of come again after a crash, until they were told."""
    make_job(ledger, {"ada": 2})
    (block,) = ledger.exchange([], slots=1).blocks
    ledger.exchange([done(block)], slots=0)
    (told,) = ledger.untold()
    assert [(r.seq, r.outcome, r.evidence) for r in told.results] == [
        (0, "success", '"success"'),
        (1, "success", '"success"'),
    ]
    assert (told.account, told.items[0].payload) == ("ada", "ada-0")
    ledger.told([told.token])
    assert ledger.untold() == []


def test_a_payload_cannot_be_changed(ledger, make_job, database):
    """The database itself refuses to change what a plan froze."""
    make_job(ledger, {"ada": 1})
    with pytest.raises(IntegrityError, match="A plan is frozen"), database.write() as connection:
        connection.execute(text("UPDATE job_payload SET payload = 'evil'"))


def test_pages_of_items(ledger, make_job):
    """Items come by number, a page at a time, and by outcome when asked."""
    job = make_job(ledger, {"ada": 5})
    (block,) = ledger.exchange([], slots=1).blocks
    results = [Result(seq, "success" if seq % 2 else "failed", "") for seq in range(4)]
    ledger.exchange([Done(block=block, results=results)], slots=0)
    assert [e.seq for e in ledger.items(job, after=1, limit=2)] == [2, 3]
    assert [e.seq for e in ledger.items(job, outcome="failed")] == [0, 2]
    assert [e.seq for e in ledger.items(job, outcome="")] == [4]


def test_whatever_happened_it_can_be_brought_to_its_end(ledger, make_job, hand):
    """After faults, crashes and lost leases, patience ends every item exactly once."""
    job = make_job(ledger, {f"a{n}": 3 for n in range(6)})
    ledger.exchange([], slots=3)
    hand.now += LEASE_SECONDS + 1
    back: list[Done] = []
    for turn in range(200):
        given = ledger.exchange(back, slots=2)
        ledger.told(taken.block.token for taken in given.accepted)
        faulty = turn % 3 == 0
        back = [
            Done(block=block, results=[], fault=_AWAY) if faulty else done(block)
            for block in given.blocks
        ]
        hand.now += 400.0 if not given.blocks else 0.1
    assert ledger.job(job).state is JobState.FINISHED
    assert counts(ledger, job) == {"success": 18}
