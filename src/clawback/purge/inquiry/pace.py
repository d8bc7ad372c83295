"""Keeps engines from being asked more than the budget has."""

from __future__ import annotations

import threading
from time import monotonic

from clawback.purge.inquiry.inquiry import Budget


class Pace:
    """Counts from when it is made. A wait ends when `stopping` is set."""

    def __init__(self, budget: Budget, stopping: threading.Event) -> None:
        self._budget, self._stopping = budget, stopping
        self._began, self._asked = monotonic(), 0

    def after(self, asked: int) -> None:
        """Waits until so many more may be asked."""
        self._asked += asked
        lead = self._budget.lead(self._asked, monotonic() - self._began)
        if lead:
            self._stopping.wait(lead)
