"""Slows down whoever keeps sending tokens or sessions that are refused."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from clawback.identity.address import network_of
from clawback.model.clock import Clock

_ATTEMPTS = 20
_WINDOW = timedelta(minutes=1)
_NETWORKS = 10_000  # remembered at once; the longest unseen is forgotten first


@dataclass(frozen=True, slots=True)
class _Failures:
    since: datetime
    count: int


class Throttle:
    """Counts refused tokens by network (/24, /56), within a minute. Used from one event loop.

    A valid token always passes: a colleague behind the same proxy must not be locked out, and 256
    random bits are not found by guessing.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: OrderedDict[str, _Failures] = OrderedDict()

    def refused(self, address: str) -> bool:
        """Notes one more refused token; true when it was one too many."""
        now = self._clock.now()
        network = network_of(address)
        before = self._failures.pop(network, None)
        if before is None or now - before.since >= _WINDOW:
            before = _Failures(now, 0)
        self._failures[network] = _Failures(before.since, before.count + 1)
        if len(self._failures) > _NETWORKS:
            self._failures.popitem(last=False)
        return before.count >= _ATTEMPTS

    @property
    def seconds(self) -> int:
        """How long to wait when it was one too many."""
        return int(_WINDOW.total_seconds())
