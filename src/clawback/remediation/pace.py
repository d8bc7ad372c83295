"""How quick a running remediation is, told from its last half minute."""

from __future__ import annotations

import math
import threading
from collections import deque

WINDOW = 30.0  # seconds
_REMEMBERED = 1000


class Pace:
    """Remembers how far jobs were when somebody last looked. Safe to call from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: dict[tuple[int, str], deque[tuple[float, int]]] = {}

    def rate(
        self, job: int, now: float, done: int, since: float | None, *, server: str = ""
    ) -> float | None:
        """Deliveries in a second, of the whole job or of its work on one server.

        `since` is when the job began, for the first look at it.
        """
        key = (job, server)
        with self._lock:
            if key not in self._seen and len(self._seen) >= _REMEMBERED:
                self._seen.pop(next(iter(self._seen)))
            seen = self._seen.setdefault(key, deque())
            if seen and done < seen[-1][1]:  # it was taken up again
                seen.clear()
            seen.append((now, done))
            while len(seen) > 1 and seen[1][0] <= now - WINDOW:
                seen.popleft()
            at, before = seen[0]
        if now > at and done > before:
            return (done - before) / (now - at)
        return done / (now - since) if since is not None and done and now > since else None


def seconds_left(rate: float | None, pending: int) -> int | None:
    """An estimate; `None` when nothing is known."""
    return None if not rate else math.ceil(pending / rate)
