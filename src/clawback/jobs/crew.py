"""Whoever does the durable work, and the whole of it in one process: who works and who tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from clawback.jobs.executor import WORKERS, Executor
from clawback.jobs.handler import Handler, Hearer
from clawback.jobs.ledger import Ledger
from clawback.jobs.patience import PATIENCE, Patience
from clawback.jobs.teller import Teller


class Hands(Protocol):
    """Does what the ledger holds, in this process or another."""

    def start(self) -> None:
        """Begins to work, with what an earlier start left undone."""
        ...

    def wake(self) -> None:
        """There may be something to do, now or in a moment. Harmless when there is not."""
        ...

    def stop(self) -> None:
        """Begins nothing further, lets what is under way come to its end, and returns then."""
        ...

    def trouble(self) -> str | None:
        """A sentence when it cannot work."""
        ...


class Crew:
    """Works and tells in threads of this process."""

    def __init__(
        self,
        ledger: Ledger,
        handlers: Mapping[str, Handler],
        hearers: Mapping[str, Hearer],
        *,
        workers: int = WORKERS,
        patience: Patience = PATIENCE,
    ) -> None:
        self._ledger = ledger
        self._teller = Teller(ledger, hearers, self.wake, patience)
        self._executor = Executor(
            ledger, handlers, self._teller.news, workers=workers, patience=patience
        )

    def start(self) -> None:
        """Voids the leases of earlier starts, and begins."""
        self._ledger.recover()
        self._teller.start()
        self._executor.start()

    def wake(self) -> None:
        self._executor.wake()

    def stop(self) -> None:
        """Finishes what is under way, and tells it."""
        self._executor.stop()
        self._teller.stop()

    def trouble(self) -> str | None:
        """Nothing keeps threads from working."""
        return None
