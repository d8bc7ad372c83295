"""When to try again."""

from __future__ import annotations

from clawback.jobs.backoff import closed_for, delay, exhausted, sessions_allowed
from clawback.jobs.block import FaultKind


def test_delays_double_up_to_five_minutes():
    """1, 2, 4 … 256, then 300 seconds, however often."""
    assert [delay(n) for n in (1, 2, 3, 9, 10, 10_000)] == [1, 2, 4, 256, 300, 300]


def test_the_breaker_opens_at_the_third_failure():
    """Two failures in a row may be chance; from the third on the server is left alone."""
    assert [closed_for(n) for n in (1, 2, 3, 4)] == [0, 0, 1, 2]
    assert [sessions_allowed(n, 8) for n in (0, 2, 3, 50)] == [8, 8, 1, 1]


def test_patience_ends():
    """About an hour for a server, three tries for a mistake of our own."""
    assert not exhausted(FaultKind.UNAVAILABLE, 19)
    assert exhausted(FaultKind.UNAVAILABLE, 20)
    assert exhausted(FaultKind.BROKEN, 3)
    assert 3000 < sum(delay(n) for n in range(1, 20)) < 4000
