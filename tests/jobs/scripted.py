"""A handler that does what a test says, and waiting for what it brings about."""

from __future__ import annotations

import threading
import time
from collections import Counter

from clawback.jobs.block import Fault, Result
from clawback.jobs.job import ENDED

PATIENCE = 20.0  # seconds


class Scripted:
    """A handler that ends items as success, unless a hook does something else first."""

    def __init__(self, hook=None):
        self.hook = hook or (lambda _watch: None)
        self.lock = threading.Lock()
        self.at_once: Counter[str] = Counter()
        self.most_at_once: Counter[str] = Counter()
        self.worked = []
        self.told = []
        self.tell_hook = lambda _told: None

    def work(self, watch):
        account = watch.block.account
        with self.lock:
            self.worked.append(watch.block)
            self.at_once[account] += 1
            self.most_at_once[account] = max(self.most_at_once[account], self.at_once[account])
        try:
            self.hook(watch)
            watch.permit([item.seq for item in watch.open_items()])
            watch.finish(Result(item.seq, "success", "") for item in watch.open_items())
        finally:
            with self.lock:
                self.at_once[account] -= 1

    def give_up(self, watch, fault: Fault):
        watch.finish(
            Result(item.seq, "unknown" if watch.in_doubt(item.seq) else "failed", fault.sentence)
            for item in watch.open_items()
        )

    def tell(self, told):
        self.tell_hook(told)
        self.told.extend(result.seq for one in told for result in one.results)


def until(true, what="it"):
    """Waits for a condition, and fails when it does not come."""
    limit = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < limit, f"waited too long for {what}"
        threading.Event().wait(0.005)


def ended(ledger, job):
    """Waits for a job's end and returns its counts."""
    until(lambda: ledger.state(job) in ENDED, "the end of the job")
    return {tally.outcome: tally.count for tally in ledger.tallies(job)}
