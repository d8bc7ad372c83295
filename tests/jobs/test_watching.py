"""A watched job shows its first items before the rest, and stops by itself."""

from __future__ import annotations

import pytest
from tests.jobs.conftest import counts
from tests.jobs.test_ledger import done

from clawback.jobs.block import Done, Fault, FaultKind, Planned
from clawback.jobs.caution import Guard
from clawback.jobs.job import JobState
from clawback.jobs.ledger import Ledger


class Careful:
    """Half of them may fail, and none of the first four."""

    canary = 4

    def __init__(self):
        self.told = []

    def surprises(self, outcomes):
        return sum(outcome == "failed" for outcome in outcomes)

    def too_many(self, seen, *, canary):
        return seen.surprises > (0 if canary else seen.ended / 2)

    def tripped(self, connection, job, outcomes, *, canary):
        assert connection.in_transaction()
        self.told.append((job, dict(outcomes), canary))
        return "Look at it."


@pytest.fixture
def careful():
    return Careful()


@pytest.fixture
def watching(database, hand, careful):
    return Ledger(database, boot="one", now=hand, cautions={"test": careful})


def sizes(blocks):
    return {(b.server_key, b.account): len(b.items) for b in blocks}


def test_the_first_items_are_spread_over_mailboxes_and_wait_to_be_judged(watching, make_job):
    """Four items of four mailboxes go first; nothing else does while one of them is under way."""
    make_job(watching, dict.fromkeys(("ada", "bob", "cyd", "dan", "eve"), 10))
    first = watching.exchange([], slots=16).blocks
    assert sizes(first) == {("main", name): 1 for name in ("ada", "bob", "cyd", "dan")}
    assert watching.exchange([done(block) for block in first[:3]], slots=16).blocks == ()
    rest = watching.exchange([done(first[3])], slots=16).blocks
    assert sizes(rest) == {("main", "eve"): 10} | {
        ("main", name): 9 for name in ("ada", "bob", "cyd", "dan")
    }


def test_the_first_items_are_spread_over_servers(database, watching):
    """Servers take turns, so that one large server does not hide a broken small one."""
    shares = [
        Planned(server_key=server, account=f"{server}{n}", payloads=["x"] * 9)
        for server in ("big", "small")
        for n in range(5)
    ]
    with database.write() as connection:
        job = watching.create(connection, kind="test", shares=shares)
        watching.start(connection, job)
    first = watching.exchange([], slots=16).blocks
    assert sorted(b.server_key for b in first) == ["big", "big", "small", "small"]


def test_with_one_mailbox_it_gives_all_first_items(watching, make_job):
    """Fewer mailboxes than first items: each gives more."""
    make_job(watching, {"ada": 10})
    (block,) = watching.exchange([], slots=16).blocks
    assert [item.seq for item in block.items] == [0, 1, 2, 3]


def test_a_server_that_is_away_does_not_keep_the_others_from_being_judged(watching, database):
    """What came back undone is not waited for: others go first in its place."""
    shares = [
        Planned(server_key=server, account=f"{server}{n}", payloads=["x"] * 9)
        for server in ("away", "here")
        for n in range(4)
    ]
    with database.write() as connection:
        job = watching.create(connection, kind="test", shares=shares)
        watching.start(connection, job)
    fault = Fault(kind=FaultKind.UNAVAILABLE, sentence="Away.", wait=600.0)
    blocks = watching.exchange([], slots=16).blocks
    for _ in range(9):
        back = [
            done(b) if b.server_key == "here" else Done(block=b, results=(), fault=fault)
            for b in blocks
        ]
        blocks = watching.exchange(back, slots=16).blocks
    assert watching.job(job).guard is Guard.WATCHING
    assert counts(watching, job) == {"": 36, "success": 36}


def test_surprises_among_the_first_stop_it(watching, careful, make_job):
    """It is paused with the sentence, and whoever is told learns what was seen."""
    job = make_job(watching, {"ada": 10, "bob": 10})
    first = watching.exchange([], slots=16).blocks
    assert watching.exchange([done(b, "failed") for b in first], slots=16).blocks == ()
    found = watching.job(job)
    assert (found.state, found.guard, found.note) == (
        JobState.PAUSED,
        Guard.TRIPPED,
        "Look at it.",
    )
    assert careful.told == [(job, {"failed": 4}, True)]


def test_a_person_who_resumes_it_lifts_that(watching, careful, make_job, command):
    """Resumed, all of it goes on, and it does not stop for surprises again."""
    job = make_job(watching, {"ada": 10, "bob": 10})
    blocks = watching.exchange([], slots=16).blocks
    watching.exchange([done(b, "failed") for b in blocks], slots=16)
    command(watching.resume, job)
    assert (watching.job(job).guard, watching.job(job).note) == (Guard.LIFTED, "")
    blocks = watching.exchange([], slots=16).blocks
    assert sum(len(b.items) for b in blocks) == 16
    watching.exchange([done(b, "failed") for b in blocks], slots=16)
    assert watching.job(job).left == 0
    assert len(careful.told) == 1


def test_one_that_a_person_paused_is_still_watched(watching, make_job, command):
    """Only who saw the surprises lifts the guard."""
    job = make_job(watching, {"ada": 10})
    command(watching.pause, job)
    command(watching.resume, job)
    assert watching.job(job).guard is Guard.CANARY


def test_later_surprises_stop_it(watching, careful, make_job):
    """The first went well; more than half of all do not."""
    job = make_job(watching, {"ada": 4, "bob": 10, "cyd": 500})
    blocks = watching.exchange([], slots=1).blocks
    blocks = watching.exchange([done(b) for b in blocks], slots=1).blocks
    assert watching.job(job).guard is Guard.WATCHING
    watching.exchange([done(b, "failed") for b in blocks], slots=0)
    assert watching.job(job).state is JobState.PAUSED
    assert careful.told == [(job, {"success": 4, "failed": 10}, False)]


def test_what_is_under_way_does_not_hide_why_it_stopped(watching, make_job):
    """A fault that comes in after it paused itself leaves the sentence as it is."""
    job = make_job(watching, {"ada": 10, "bob": 10, "cyd": 500})
    first = watching.exchange([], slots=16).blocks
    rest = watching.exchange([done(b) for b in first], slots=3).blocks
    watching.exchange([done(b, "failed") for b in rest[:2]], slots=0)
    fault = Fault(kind=FaultKind.UNAVAILABLE, sentence="Away.")
    watching.exchange([Done(block=rest[2], results=(), fault=fault)], slots=0)
    assert watching.job(job).note == "Look at it."


def test_a_small_job_is_done_at_once(watching, make_job):
    """As many items as would go first are all of them."""
    job = make_job(watching, {"ada": 2, "bob": 2})
    assert sum(len(b.items) for b in watching.exchange([], slots=16).blocks) == 4
    assert watching.job(job).guard is Guard.WATCHING


def test_other_kinds_of_work_are_not_watched(watching, make_job):
    """A kind without caution runs as it is."""
    job = make_job(watching, {"ada": 10}, kind="other")
    (block,) = watching.exchange([], slots=16).blocks
    watching.exchange([done(block, "failed")], slots=0)
    assert watching.job(job).guard is Guard.OFF


def test_a_retry_is_watched_anew(watching, make_job, command):
    """What is taken up again counts from nothing, and without a canary."""
    job = make_job(watching, {"ada": 10})
    (block,) = watching.exchange([], slots=16).blocks
    watching.exchange([done(block, "failed")], slots=0)
    command(watching.resume, job)
    (block,) = watching.exchange([], slots=16).blocks
    watching.exchange([done(block, "failed")], slots=0)
    watching.told([told.token for told in watching.untold()])
    watching.exchange([], slots=0)
    command(watching.reopen, job, ["failed"])
    found = watching.job(job)
    assert (found.guard, found.seen, found.surprises) == (Guard.WATCHING, 0, 0)


def test_a_crash_during_the_canary_loses_nothing(database, hand, careful, make_job):
    """The next start hands the first items out again, as doubtful, and no others."""
    one = Ledger(database, boot="one", now=hand, cautions={"test": careful})
    make_job(one, {"ada": 10, "bob": 10})
    before = one.exchange([], slots=16).blocks
    two = Ledger(database, boot="two", now=hand, cautions={"test": careful})
    two.recover()
    after = two.exchange([], slots=16).blocks
    assert [b.items[0].seq for b in after] == [b.items[0].seq for b in before]
    assert all(item.doubt for b in after for item in b.items)
    assert sum(len(b.items) for b in after) == 4
