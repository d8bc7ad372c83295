"""How fresh sources are: what came, what can be searched, how long that took."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from tests.ingest.doubles import intake

from clawback.ingest.entrance import Entrance
from clawback.ingest.freshness import Lag, Watch
from clawback.ingest.intake import Envelope, Intake
from clawback.ingest.sources_now import sources_now
from clawback.ingest.spool import Spooled
from clawback.ingest.unrecorded import Unrecorded
from clawback.model.clock import FixedClock
from clawback.spool.commit import SpoolFullError
from clawback.store.memory import MemoryStore

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Elapsed:
    """Seconds that a test lets pass."""

    def __init__(self):
        self.at = 0.0

    def __call__(self):
        return self.at


@pytest.fixture
def elapsed():
    return Elapsed()


@pytest.fixture
def watch(elapsed):
    return Watch(FixedClock(NOW), elapsed=elapsed)


def mails(source, *days):
    return [
        Intake(
            raw=b"Subject: x\r\n\r\n",
            envelope=Envelope(received_at=NOW - timedelta(days=day), source=source),
        )
        for day in days
    ]


def spooled(intakes, first=1):
    return [Spooled(sequence=first + n, intake=one) for n, one in enumerate(intakes)]


def test_a_mail_is_followed_until_it_can_be_searched(watch, elapsed):
    """It waits, then it is stored; the lag is what passed from its acknowledgement."""
    came = mails("lmtp", 3, 1, 2)
    watch.accepted(came, 3)
    (waits,) = watch.sources()
    assert (waits.accepted, waits.waiting, waits.stored, waits.lag) == (3, 3, 0, None)
    assert waits.newest_accepted == NOW - timedelta(days=1)
    elapsed.at = 2.5
    watch.stored(spooled(came))
    (done,) = watch.sources()
    assert (done.waiting, done.stored, done.newest_stored) == (0, 3, NOW - timedelta(days=1))
    assert done.lag == Lag(last=2.5, median=2.5, p95=2.5, worst=2.5)
    assert done.accepted_at == done.stored_at == NOW


def test_each_source_for_itself(watch, elapsed):
    """What one brings does not make another look fresh."""
    watch.accepted(mails("import", 9), 1)
    elapsed.at = 1
    watch.accepted(mails("lmtp", 0), 2)
    elapsed.at = 3
    watch.stored(spooled(mails("import", 9)))
    by_name = {one.source: one for one in watch.sources()}
    assert by_name["import"].lag.last == 3
    assert (by_name["lmtp"].lag, by_name["lmtp"].waiting) == (None, 1)


def test_what_was_stored_before_it_was_told_does_not_wait(watch):
    """The store can be quicker than the thread that accepted."""
    came = mails("lmtp", 0)
    watch.stored(spooled(came))
    watch.accepted(came, 1)
    (one,) = watch.sources()
    assert (one.waiting, one.lag.last) == (0, 0.0)


def test_many_mails_of_one_moment_are_followed_together(watch, elapsed):
    """A flood takes no more memory than the moments it came in."""
    for number in range(1, 501):
        watch.accepted(mails("lmtp", 0), number)
    assert len(watch._sources["lmtp"].groups) == 1
    elapsed.at = 1
    watch.accepted(mails("lmtp", 0), 501)
    assert [group.count for group in watch._sources["lmtp"].groups] == [500, 1]


def test_names_that_are_made_up_take_no_memory(watch):
    """Beyond a hundred, sources are followed as one."""
    for number in range(150):
        watch.stumbled(f"source-{number}", "x")
    assert len(watch.sources()) == 101


async def test_what_is_refused_is_told(watch):
    """With the sentence and when; what is accepted afterwards leaves it there."""

    class Full:
        async def accept_soon(self, _):
            raise SpoolFullError

    class Roomy:
        async def accept_soon(self, intakes):
            return len(intakes)

    with pytest.raises(SpoolFullError):
        await Entrance(Full(), watch).accept_soon([intake(1)])
    await Entrance(Roomy(), watch).accept_soon([intake(1)])
    (one,) = watch.sources()
    assert "no room" in one.error
    assert one.error_at == NOW
    assert one.accepted == 1


def test_sources_are_those_set_up_heard_of_and_stored(watch, tmp_path):
    """One of which nothing came yet is there, too."""
    watch.accepted(mails("import", 1), 1)
    with closing(Unrecorded(tmp_path / "notes")) as notes:
        found = sources_now(watch, MemoryStore(), notes, configured={"lmtp"}, now=NOW)
    assert [(one.freshness.source, one.newest) for one in found] == [
        ("import", None),
        ("lmtp", None),
    ]
