"""The clock for deadlines."""

from __future__ import annotations

import time

from clawback.jobs.boottime import boot_seconds


def test_it_never_goes_back_and_counts_sleep():
    """Each look is at or after the one before, and never behind the clock that stops in sleep."""
    awake = time.monotonic()
    looks = [boot_seconds() for _ in range(100)]
    assert looks == sorted(looks)
    assert looks[0] >= awake
