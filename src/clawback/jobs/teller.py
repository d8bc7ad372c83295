"""Passes finished attempts on, beside the work: the ledger is the truth, the rest follows it.

What a crash leaves untold is told at the next start, so whoever listens must bear hearing a thing
twice.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

import structlog

from clawback.jobs.block import Told
from clawback.jobs.handler import Handler
from clawback.jobs.ledger import Ledger

_RETRY_SECONDS = 1.0
_LARGEST_GROUP = 20  # attempts, of at most 500 items each

_log = structlog.get_logger(__name__)


class Teller:
    """One thread that tells handlers what ended, in groups."""

    def __init__(
        self, ledger: Ledger, handlers: Mapping[str, Handler], told: Callable[[], None]
    ) -> None:
        self._ledger = ledger
        self._handlers = handlers
        self._told = told
        self._changed = threading.Condition()
        self._waiting: list[Told] = []
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="jobs-teller", daemon=True)

    def start(self) -> None:
        """Begins with what an earlier process left untold."""
        self.add(self._ledger.untold())
        self._thread.start()

    def add(self, told: Sequence[Told]) -> None:
        with self._changed:
            self._waiting.extend(told)
            self._changed.notify()

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
            self._changed.wait_for(lambda: self._waiting or self._stopping)
            group = self._waiting[:_LARGEST_GROUP]
            del self._waiting[:_LARGEST_GROUP]
            return group

    def _later(self, group: list[Told]) -> bool:
        """Puts a group back and waits a moment; true when it is time to end instead."""
        with self._changed:
            self._waiting[:0] = group
            return self._changed.wait_for(lambda: self._stopping, timeout=_RETRY_SECONDS)
