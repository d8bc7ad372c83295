"""A clock for deadlines: it never jumps, and goes on while the machine sleeps."""

from __future__ import annotations

import time

_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def boot_seconds() -> float:
    """Seconds since the machine started, sleep included where the system counts it."""
    return time.clock_gettime(_CLOCK)
