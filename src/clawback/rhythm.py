"""Work that is done again and again in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

from clawback.model.errors import ClawbackError

_log = structlog.get_logger(__name__)


class Rhythm:
    """Does a piece of work every so many seconds, and once more at the end.

    `every` is asked after each turn where it is a function.

    Work that raises is done again later, and `trouble` says why; the pause doubles each time, up to
    `longest`.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[], object],
        *,
        every: float | Callable[[], float],
        longest: float = 60.0,
    ) -> None:
        self._name = name
        self._work = work
        self._every = every
        self._longest = longest
        self._stop = threading.Event()
        self._failures = 0
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self.trouble: str | None = None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends it; what is under way is finished."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._pause):
            self._once()
        self._once()

    @property
    def _pause(self) -> float:
        every = self._every() if callable(self._every) else self._every
        return min(every * float(1 << self._failures), self._longest)

    def _once(self) -> None:
        try:
            self._work()
        except ClawbackError as error:
            self._failed(str(error))
        except Exception as error:  # noqa: BLE001 - the thread must live on, and says what it was
            _log.exception("work_failed", work=self._name)
            self._failed(f"A fault in Clawback itself: {type(error).__name__}.")
        else:
            self._failures, self.trouble = 0, None

    def _failed(self, why: str) -> None:
        if self._failures == 0:
            _log.warning("work_held_up", work=self._name)
        self._failures = min(self._failures + 1, 10)
        self.trouble = why
