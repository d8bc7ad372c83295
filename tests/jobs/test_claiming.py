"""Who gets which blocks: rising tokens, sessions kept to, a few blocks ahead where that is safe."""

from __future__ import annotations

from clawback.jobs.block import Done, Fault, FaultKind, Result
from clawback.jobs.claiming import Tokens
from clawback.jobs.ledger import Ledger

_AWAY = Fault(kind=FaultKind.UNAVAILABLE, sentence="The mail server does not answer.")


def test_tokens_rise_even_when_the_clock_goes_back():
    """A later attempt always has the greater number."""
    tokens = Tokens()
    given = [tokens.next(now) for now in (1000.0, 1000.0, 999.0, 2000.0, 1.0)]
    assert given == sorted(set(given))


def test_some_blocks_are_handed_out_ahead(database, hand, make_job):
    """Beyond the sessions of a server, as many as asked for and as there are slots."""
    ledger = Ledger(database, boot="one", now=hand, sessions={"main": 2})
    make_job(ledger, {f"a{n}": 1 for n in range(9)})
    assert len(ledger.exchange([], slots=9, ahead=3).blocks) == 5
    assert ledger.exchange([], slots=9, ahead=3).blocks == ()
    assert ledger.sessions_of("main") == 2
    assert ledger.sessions_of("other") == 8


def test_nothing_goes_ahead_to_a_failing_server(database, hand, make_job):
    """After a failure a server gets its sessions and no more, until it answers again."""
    ledger = Ledger(database, boot="one", now=hand, sessions={"main": 2})
    make_job(ledger, {f"a{n}": 1 for n in range(9)})
    (block,) = ledger.exchange([], slots=1, ahead=3).blocks
    failed = Done(block=block, results=[], fault=_AWAY)
    blocks = ledger.exchange([failed], slots=9, ahead=3).blocks
    assert len(blocks) == 2
    good = [Done(block=b, results=[Result(b.first, "success", "")]) for b in blocks]
    assert len(ledger.exchange(good, slots=9, ahead=3).blocks) == 5
