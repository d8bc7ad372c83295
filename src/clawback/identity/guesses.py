"""Slows guessing down, more with each failure, and never locks anybody out for good."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from clawback.identity.address import network_of
from clawback.model.clock import Clock
from clawback.model.errors import UnavailableError

FORGET_AFTER = timedelta(hours=1)
_REMEMBERED = 20_000  # the longest untouched is forgotten first


class TooManyGuessesError(UnavailableError):
    """Too many attempts to sign in failed. Wait, and try again."""

    code = "too_many_attempts"

    def __init__(self, seconds: int, *, first: bool) -> None:
        super().__init__(
            f"Too many attempts to sign in failed. Try again in {seconds} s, or use a passkey."
        )
        self.seconds = seconds
        self.first = first  # nobody was told so in this delay yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How many failures are free, and how long the longest wait is."""

    free: int
    longest: timedelta

    def delay(self, failures: int) -> timedelta:
        """How long to wait after so many failures: 1 s, 2 s, 4 s … and never longer than that."""
        if failures < self.free:
            return timedelta()
        doubled = min(failures - self.free, 30)
        return min(timedelta(seconds=1 << doubled), self.longest)


ACCOUNT = Patience(free=5, longest=timedelta(minutes=5))
NETWORK = Patience(free=20, longest=timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class _Failures:
    count: int = 0
    last: datetime | None = None
    told: bool = False


class Guesses:
    """Failures by account and by network, in this process's memory. Safe on several threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: OrderedDict[tuple[Patience, str], _Failures] = OrderedDict()
        self.failed = 0
        self.refused = 0

    def begin(self, account: str, address: str) -> None:
        """Before a guess is looked at: counts it as failed until `succeeded` says otherwise.

        So many guesses at once count as so many. `account` is empty where no account is named.

        Raises:
            TooManyGuessesError: it is too early; the guess is not to be looked at, and not counted.
        """
        now = self._clock.now()
        with self._lock:
            keys = _keys(account, address)
            for key in keys:
                self._wait(key, now)
            for key in keys:
                self._keep(key, _Failures(self._found(key, now).count + 1, now))
            self.failed += 1

    def succeeded(self, account: str, address: str) -> None:
        """Forgets what an account failed, and takes the last guess back from its network."""
        with self._lock:
            self.failed -= 1
            self._take_back((NETWORK, network_of(address)))
            self._failures.pop((ACCOUNT, account), None)

    def passed(self, account: str, address: str) -> None:
        """Takes back only the last guess: a step was right, and the sign-in is not complete."""
        with self._lock:
            self.failed -= 1
            for key in _keys(account, address):
                self._take_back(key)

    def _take_back(self, key: tuple[Patience, str]) -> None:
        before = self._failures.pop(key, _Failures())
        if before.count > 1:
            self._keep(key, _Failures(before.count - 1, before.last, before.told))

    def _wait(self, key: tuple[Patience, str], now: datetime) -> None:
        found = self._found(key, now)
        if found.last is None:
            return
        left = found.last + key[0].delay(found.count) - now
        if left > timedelta():
            self.refused += 1
            self._keep(key, _Failures(found.count, found.last, told=True))
            raise TooManyGuessesError(math.ceil(left.total_seconds()), first=not found.told)

    def _found(self, key: tuple[Patience, str], now: datetime) -> _Failures:
        found = self._failures.get(key, _Failures())
        forgotten = found.last is not None and now - found.last >= FORGET_AFTER
        return _Failures() if forgotten else found

    def _keep(self, key: tuple[Patience, str], failures: _Failures) -> None:
        self._failures[key] = failures
        self._failures.move_to_end(key)
        if len(self._failures) > _REMEMBERED:
            self._failures.popitem(last=False)


def _keys(account: str, address: str) -> list[tuple[Patience, str]]:
    by_network = (NETWORK, network_of(address))
    return [by_network, (ACCOUNT, account)] if account else [by_network]
