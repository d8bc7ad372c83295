"""A lane of queries: so many at once, the others wait for their turn, and not without end."""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count

from clawback.model.errand import CalledOffError, Errand
from clawback.model.errors import UnavailableError

_RETRY = 5  # seconds


class Kind(StrEnum):
    """What a query costs; the first are the cheapest."""

    POINT = "point"
    COUNT = "count"
    CHART = "chart"
    EXPORT = "export"


# Seconds by which a query lets those of other kinds go first that came later: what is cheap is
# quick, and nothing waits for ever.
_COURTESY: Mapping[Kind, float] = {
    Kind.POINT: 0.0,
    Kind.COUNT: 0.0,
    Kind.CHART: 1.0,
    Kind.EXPORT: 5.0,
}


class StoreBusyError(UnavailableError):
    """The event store has more searches to do than it can at once. Try again in some seconds."""

    code = "store_busy"
    seconds = _RETRY


def _none_yet() -> dict[Kind, float]:
    return dict.fromkeys(Kind, 0)


@dataclass(frozen=True, slots=True)
class Figures:
    """What lanes have to tell, by kind of query; each kind belongs to one lane."""

    running: dict[Kind, float] = field(default_factory=_none_yet)
    waiting: dict[Kind, float] = field(default_factory=_none_yet)
    refused: dict[Kind, float] = field(default_factory=_none_yet)
    called_off: dict[Kind, float] = field(default_factory=_none_yet)
    waited_seconds: dict[Kind, float] = field(default_factory=_none_yet)


@dataclass(slots=True, order=True)
class _Waiter:
    due: float
    number: int
    kind: Kind = field(compare=False)
    woken: threading.Event = field(default_factory=threading.Event, compare=False)
    admitted: bool = field(default=False, compare=False)


class Lane:
    """Lets `width` queries run at once. Thread-safe."""

    def __init__(
        self,
        width: int,
        *,
        most_waiting: int,
        longest: float,
        figures: Figures | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.figures = figures or Figures()
        self._width = width
        self._most_waiting = most_waiting
        self._longest = longest
        self._now = now
        self._lock = threading.Lock()
        self._free = width
        self._numbers = count()
        self._waiting: list[_Waiter] = []

    @contextmanager
    def turn(self, kind: Kind, errand: Errand) -> Iterator[None]:
        """Waits until the query may run, and runs the block.

        Raises:
            StoreBusyError: too many wait already, or it waited too long; a patient errand waits.
            CalledOffError: whoever asked went away meanwhile.
        """
        try:
            self._enter(kind, errand)
            try:
                yield
            finally:
                self._leave(kind)
        except CalledOffError:
            with self._lock:
                self.figures.called_off[kind] += 1
            raise

    def _enter(self, kind: Kind, errand: Errand) -> None:
        errand.check()
        with self._lock:
            waiter = _Waiter(self._now() + _COURTESY[kind], next(self._numbers), kind)
            if self._free and not self._waiting:
                self._admit(waiter)
                return
            if len(self._waiting) >= self._most_waiting and not errand.patient:
                self.figures.refused[kind] += 1
                raise StoreBusyError
            heapq.heappush(self._waiting, waiter)
            self.figures.waiting[kind] += 1
        self._wait(waiter, errand)

    def _wait(self, waiter: _Waiter, errand: Errand) -> None:
        began = self._now()
        try:
            with errand.stopped_by(waiter.woken.set):
                waiter.woken.wait(None if errand.patient else self._longest)
                errand.check()
        except BaseException:
            self._give_up(waiter)
            raise
        finally:
            with self._lock:
                self.figures.waited_seconds[waiter.kind] += self._now() - began
        if self._too_late(waiter):
            raise StoreBusyError

    def _give_up(self, waiter: _Waiter) -> None:
        with self._lock:
            if waiter.admitted:
                self._release(waiter.kind)
            else:
                self._withdraw(waiter)

    def _too_late(self, waiter: _Waiter) -> bool:
        with self._lock:
            if waiter.admitted:
                return False
            self._withdraw(waiter)
            self.figures.refused[waiter.kind] += 1
            return True

    def _withdraw(self, waiter: _Waiter) -> None:
        self._waiting.remove(waiter)
        heapq.heapify(self._waiting)
        self.figures.waiting[waiter.kind] -= 1

    def _leave(self, kind: Kind) -> None:
        with self._lock:
            self._release(kind)

    def _release(self, kind: Kind) -> None:
        self._free += 1
        self.figures.running[kind] -= 1
        while self._free and self._waiting:
            following = heapq.heappop(self._waiting)
            self.figures.waiting[following.kind] -= 1
            self._admit(following)
            following.woken.set()

    def _admit(self, waiter: _Waiter) -> None:
        waiter.admitted = True
        self._free -= 1
        self.figures.running[waiter.kind] += 1
