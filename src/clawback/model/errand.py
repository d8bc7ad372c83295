"""What is done for somebody who may go away meanwhile; then it is called off and stops.

`current` is the errand that this thread is on. Threads that a route is given inherit it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from clawback.model.errors import UnavailableError


class CalledOffError(UnavailableError):
    """It was stopped, because whoever asked for it went away or called it off."""

    code = "called_off"


class Errand:
    """Something under way that can be called off from any thread.

    A `patient` one has nobody waiting for it: it may be kept waiting as long as it takes.
    """

    def __init__(self, *, patient: bool = False) -> None:
        self.patient = patient
        self._turn = threading.Lock()
        self._stops: list[Callable[[], None]] = []
        self._called_off = False

    @property
    def called_off(self) -> bool:
        return self._called_off

    def call_off(self) -> None:
        """Stops what is under way, and whatever would still begin.

        Harmless when repeated; repeat it until the errand has ended, because what was just about to
        begin may not feel the first stop.
        """
        with self._turn:
            self._called_off = True
            for stop in self._stops:
                stop()

    def check(self) -> None:
        """Raises `CalledOffError` once it is called off."""
        if self._called_off:
            raise CalledOffError

    @contextmanager
    def stopped_by(self, stop: Callable[[], None]) -> Iterator[None]:
        """While the block runs, calling off calls `stop`: from another thread, quickly, repeatedly.

        Raises:
            CalledOffError: it is called off already.
        """
        with self._turn:
            self.check()
            self._stops.append(stop)
        try:
            yield
        finally:
            with self._turn:
                self._stops.remove(stop)


_current: ContextVar[Errand | None] = ContextVar("errand", default=None)


def current() -> Errand:
    """The errand this thread is on; one that nobody calls off where none was begun."""
    return _current.get() or Errand()


@contextmanager
def on(errand: Errand) -> Iterator[None]:
    """Makes it the current one while the block runs."""
    before = _current.set(errand)
    try:
        yield
    finally:
        _current.reset(before)
