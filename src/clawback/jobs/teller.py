"""Passes finished attempts on, after the work: the ledger is the truth, the rest follows it.

While there is work, what ended gathers for some seconds and is told in large groups, so that the
telling takes no time from mail that still has to be moved. When the work rests, it is told at once.
What a crash leaves untold is told at the next start, or by another worker of the same ledger that
finds it; so whoever listens must bear hearing a thing twice.

The work may go on in another process: what ended is read from the ledger, and news is only a reason
to look there. News that is lost costs half a minute, news that comes twice nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence

import structlog

from clawback.jobs.block import Told
from clawback.jobs.handler import Hearer
from clawback.jobs.ledger import Ledger
from clawback.jobs.patience import PATIENCE, Patience

_LARGEST_GROUP = 10_000  # items
_LOOK_SECONDS = 30.0  # then it looks by itself

_log = structlog.get_logger(__name__)


class Teller:
    """One thread that tells hearers, by kind of job, what ended; `told` is called after a group."""

    def __init__(
        self,
        ledger: Ledger,
        hearers: Mapping[str, Hearer],
        told: Callable[[], None],
        patience: Patience = PATIENCE,
    ) -> None:
        self._ledger = ledger
        self._hearers = hearers
        self._told = told
        self._patience = patience
        self._changed = threading.Condition()
        self._since: float | None = None  # since when something has been waiting
        self._resting = True
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="jobs-teller", daemon=True)

    def start(self) -> None:
        """Begins with what an earlier process left untold."""
        self.news(ended=True, resting=True)
        self._thread.start()

    def news(self, *, ended: bool, resting: bool) -> None:
        """Attempts have ended, or none is under way any more."""
        with self._changed:
            if ended and self._since is None:
                self._since = time.monotonic()
            self._resting = resting
            self._changed.notify()

    def stop(self) -> None:
        """Tells what is waiting, if it can be told at once, and ends."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while self._await_news():
            try:
                while group := self._ledger.untold(items=_LARGEST_GROUP):
                    self._tell(group)
            except Exception:  # noqa: BLE001 - untold attempts are told again, whatever went wrong
                _log.exception("telling_failed")
                if self._later():
                    return

    def _tell(self, group: Sequence[Told]) -> None:
        for kind in {told.kind for told in group}:
            self._hearers[kind].tell([told for told in group if told.kind == kind])
        self._ledger.told([told.token for told in group])
        self._told()

    def _await_news(self) -> bool:
        """Waits until it is time to look; false when it is time to end instead."""
        deadline = time.monotonic() + _LOOK_SECONDS
        with self._changed:
            while (seconds := self._seconds_left(deadline)) > 0:
                self._changed.wait(seconds)
            due = self._since is not None or not self._stopping
            self._since = None
            return due

    def _seconds_left(self, deadline: float) -> float:
        """How long to wait before the next look."""
        if self._stopping:
            return 0
        if self._since is None:
            return deadline - time.monotonic()
        return 0 if self._resting else self._since + self._patience.gather - time.monotonic()

    def _later(self) -> bool:
        """Waits a moment before it looks again; true when it is time to end instead."""
        with self._changed:
            self._since = self._since or time.monotonic()
            self._resting = True
            return self._changed.wait_for(lambda: self._stopping, timeout=self._patience.retell)
