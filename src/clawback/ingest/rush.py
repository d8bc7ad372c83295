"""A rush: mail comes in faster than it can be taken and read at the same time.

Who waits at the door is a mail server, with a client behind it; what was taken is safe on the disk
and can be read when it is quieter. So for some seconds the pipeline leaves the processors to those
who take mail, and reads afterwards what came.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from time import monotonic

from clawback.model.clock import Clock

_LEAST = 100.0  # mails a second; what is slower never waits
_WINDOW = 0.25  # seconds that are looked at together
_LONGEST = timedelta(seconds=5)  # that a mail waits to be read
_IDLE = 0.2  # of the processors' time; where more of it is left, there is enough for both
_COUNTERS = Path("/proc/stat")
_IDLE_FIELDS = slice(4, 6)  # idle, and waiting for disks (proc(5))


class Rush:
    """Hears of each mail that is taken, and says whether reading should wait. Thread-safe."""

    def __init__(
        self,
        clock: Clock,
        *,
        elapsed: Callable[[], float] = monotonic,
        counters: Path = _COUNTERS,
    ) -> None:
        self._clock = clock
        self._elapsed = elapsed
        self._counters = counters
        self._turn = Lock()
        self._count = 0
        self._since = elapsed()
        self._worked, self._idled = self._spent()
        self._is_on = False

    def came(self, count: int) -> None:
        """So many mails were taken."""
        with self._turn:
            self._count += count

    def holds(self, oldest: datetime | None) -> bool:
        """Whether reading waits; never longer than 5 s after `oldest`, the first that waits."""
        with self._turn:
            self._look()
            on = self._is_on and oldest is not None
        return on and oldest is not None and self._clock.now() - oldest < _LONGEST

    def _look(self) -> None:
        seconds = self._elapsed() - self._since
        if seconds < _WINDOW:
            return
        worked, idled = self._spent()
        whole = worked - self._worked + idled - self._idled
        idle = (idled - self._idled) / whole if whole else 1.0
        self._is_on = self._count / seconds >= _LEAST and idle < _IDLE
        self._count, self._since = 0, self._elapsed()
        self._worked, self._idled = worked, idled

    def _spent(self) -> tuple[int, int]:
        """Of all processors, since the start: ticks of work and of none; where nobody tells, 0."""
        try:
            fields = self._counters.read_text("ascii").split("\n", 1)[0].split()
        except OSError:
            return 0, 0
        idle = sum(map(int, fields[_IDLE_FIELDS]))
        return sum(map(int, fields[1:9])) - idle, idle
