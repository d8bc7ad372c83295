"""When to try again: pure arithmetic on how often it went wrong."""

from __future__ import annotations

from clawback.jobs.block import FaultKind

_FIRST_SECONDS = 1.0
_LONGEST_SECONDS = 300.0
_PATIENCE = {FaultKind.UNAVAILABLE: 20, FaultKind.OCCUPIED: 20, FaultKind.BROKEN: 3}
BREAKER_OPENS_AFTER = 3


def delay(tries: int) -> float:
    """Seconds to wait after the n-th failure in a row: 1, 2, 4 … at most 300."""
    return float(min(_LONGEST_SECONDS, _FIRST_SECONDS * 2 ** min(max(tries - 1, 0), 12)))


def exhausted(kind: FaultKind, tries: int) -> bool:
    """Whether so many failures in a row of one account are enough to give its block up.

    About an hour for a server that does not answer or an account that is in use; three tries for
    anything else.
    """
    return tries >= _PATIENCE[kind]


def closed_for(failures: int) -> float:
    """Seconds for which a server is left alone after so many failures of any account in a row."""
    return delay(failures - BREAKER_OPENS_AFTER + 1) if failures >= BREAKER_OPENS_AFTER else 0.0


def sessions_allowed(failures: int, limit: int) -> int:
    """How many sessions a server may have: one as a probe while it is failing."""
    return 1 if failures >= BREAKER_OPENS_AFTER else limit
