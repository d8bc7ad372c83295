"""A document of the provider that is kept for a while, and not fetched too often."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from clawback.identity.oidc.outbound import ProviderError
from clawback.model.clock import Clock

T = TypeVar("T")

FRESH = timedelta(hours=1)
STALE = timedelta(days=1)  # how long the last one serves when the provider gives no new one
PAUSE = timedelta(minutes=1)  # between two fetches, whoever asks
_FIRST_PAUSE = timedelta(seconds=5)  # as long as there is none


class Kept(Generic[T]):
    """Safe on several threads; one of them fetches, the others wait for it."""

    def __init__(self, fetch: Callable[[], T], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = threading.Lock()
        self._value: tuple[T, datetime] | None = None
        self._tried: datetime | None = None

    def get(self, *, renew: bool = False) -> T:
        """The document; `renew` asks for a new one, which comes only after the pause.

        Raises:
            ProviderError: there is none.
        """
        with self._lock:
            now = self._clock.now()
            if self._due(now, renew=renew):
                self._renew(now)
            if self._value is None or now - self._value[1] > STALE:
                raise ProviderError("The provider has not answered for too long.")
            return self._value[0]

    def _due(self, now: datetime, *, renew: bool) -> bool:
        old = self._value is None or now - self._value[1] >= FRESH
        pause = _FIRST_PAUSE if self._value is None else PAUSE
        return (old or renew) and (self._tried is None or now - self._tried >= pause)

    def _renew(self, now: datetime) -> None:
        self._tried = now
        try:
            self._value = (self._fetch(), now)
        except ProviderError:
            if self._value is None:
                raise
