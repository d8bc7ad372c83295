"""Passes finished attempts on, after the work: the ledger is the truth, the rest follows it.

While there is work, what ended gathers for some seconds and is told in large groups, so that the
telling takes no time from mail that still has to be moved. When the work rests, it is told at once.
What a crash leaves untold is told at the next start, or by another worker of the same ledger that
finds it; so whoever listens must bear hearing a thing twice.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence

import structlog

from clawback.jobs.block import Told
from clawback.jobs.handler import Handler
from clawback.jobs.ledger import Ledger
from clawback.jobs.patience import PATIENCE, Patience

_LARGEST_GROUP = 10_000  # items
_FORGOTTEN_SECONDS = 30.0  # nobody who lives and can tell is still going to after so long

_log = structlog.get_logger(__name__)


class Teller:
    """One thread that tells handlers what ended, in groups."""

    def __init__(
        self,
        ledger: Ledger,
        handlers: Mapping[str, Handler],
        told: Callable[[], None],
        patience: Patience = PATIENCE,
    ) -> None:
        self._ledger = ledger
        self._handlers = handlers
        self._told = told
        self._patience = patience
        self._changed = threading.Condition()
        self._waiting: list[Told] = []
        self._since = 0.0  # since when something has been waiting
        self._resting = True
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="jobs-teller", daemon=True)

    def start(self) -> None:
        """Begins with what an earlier process left untold."""
        self.add(self._ledger.untold())
        self._thread.start()

    def add(self, told: Sequence[Told], *, resting: bool = True) -> None:
        """These attempts ended; `resting` says that none is under way now."""
        with self._changed:
            if told and not self._waiting:
                self._since = time.monotonic()
            known = {one.token for one in self._waiting}
            self._waiting.extend(one for one in told if one.token not in known)
            self._resting = resting
            self._changed.notify()

    def adopt(self) -> None:
        """Takes over what nobody told.

        Another worker died for good; or the state database went away just when it had written what
        ended, and whoever sent it never heard so.
        """
        if forgotten := self._ledger.untold(for_seconds=_FORGOTTEN_SECONDS):
            self.add(forgotten)

    def stop(self) -> None:
        """Tells what is waiting, if it can be told at once, and ends."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while group := self._next():
            try:
                self._tell(group)
            except Exception:  # noqa: BLE001 - untold attempts are told again, whatever went wrong
                _log.exception("telling_failed", attempts=len(group))
                if self._later(group):
                    return

    def _tell(self, group: Sequence[Told]) -> None:
        for kind in {told.kind for told in group}:
            self._handlers[kind].tell([told for told in group if told.kind == kind])
        self._ledger.told([told.token for told in group])
        self._told()

    def _next(self) -> list[Told]:
        """The next group; empty when it is time to end."""
        with self._changed:
            while (seconds := self._seconds_left()) != 0:
                self._changed.wait(seconds)
            size = _group_size(self._waiting)
            group = self._waiting[:size]
            del self._waiting[:size]
            return group

    def _seconds_left(self) -> float | None:
        """How long to wait before the next group; `None` when there is nothing to wait for."""
        if self._stopping or (self._waiting and self._resting):
            return 0
        if not self._waiting:
            return None
        return max(0.0, self._since + self._patience.gather - time.monotonic())

    def _later(self, group: list[Told]) -> bool:
        """Puts a group back and waits a moment; true when it is time to end instead."""
        with self._changed:
            self._waiting[:0] = group
            return self._changed.wait_for(lambda: self._stopping, timeout=self._patience.retell)


def _group_size(waiting: Sequence[Told]) -> int:
    """How many attempts make a group: at least one, and more until the group is large."""
    items = 0
    for number, told in enumerate(waiting, start=1):
        items += len(told.results)
        if items >= _LARGEST_GROUP:
            return number
    return len(waiting)
