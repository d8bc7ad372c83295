"""What becomes of blocks that come back, and what they say of their server."""

from __future__ import annotations

from clawback.jobs.block import Done, Fault, FaultKind
from clawback.jobs.records import claims

_AWAY = Fault(kind=FaultKind.UNAVAILABLE, sentence="The mail server does not answer.")


def failing(database):
    with database.read() as connection:
        return {name: state.failures for name, state in claims.failing(connection).items()}


def test_failures_of_all_accounts_count_together(ledger, make_job, database):
    """A server that is away is away for everybody."""
    make_job(ledger, {"ada": 1, "bob": 1, "cid": 1})
    blocks = ledger.exchange([], slots=3).blocks
    ledger.exchange([Done(block=block, results=[], fault=_AWAY) for block in blocks], slots=0)
    assert failing(database) == {"main": 3}


def test_a_mistake_of_our_own_is_not_the_servers(ledger, make_job, database):
    """It answered, so it is not failing."""
    make_job(ledger, {"ada": 1, "bob": 1})
    one, two = ledger.exchange([], slots=2).blocks
    ledger.exchange([Done(block=one, results=[], fault=_AWAY)], slots=0)
    broken = Fault(kind=FaultKind.BROKEN, sentence="It broke.")
    ledger.exchange([Done(block=two, results=[], fault=broken)], slots=0)
    assert failing(database) == {}


def test_a_block_that_nobody_began_says_nothing(ledger, make_job, database, hand):
    """The server stays as failing as it was, and the block keeps its count of tries."""
    job = make_job(ledger, {"ada": 1, "bob": 1})
    one, two = ledger.exchange([], slots=2).blocks
    ledger.exchange([Done(block=one, results=[], fault=_AWAY)], slots=0)
    ledger.exchange([Done(block=two, results=[], begun=False)], slots=0)
    assert failing(database) == {"main": 1}
    assert ledger.job(job).note == _AWAY.sentence
    hand.now += 1.5
    again = ledger.exchange([], slots=2).blocks
    assert [(b.account, b.tries, b.items[0].doubt) for b in again] == [
        ("ada", 1, False),
        ("bob", 0, False),
    ]
    ledger.exchange([Done(block=b, results=[], begun=False) for b in again], slots=0)
    assert [b.tries for b in ledger.exchange([], slots=2).blocks] == [1, 0]
