"""Something that is done once nothing has happened for a while."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, Timer


class AtRest:
    """Calls `act` in a thread of its own, `seconds` after it was last disturbed. Thread-safe."""

    def __init__(self, act: Callable[[], None], *, seconds: float) -> None:
        self._act = act
        self._seconds = seconds
        self._turn = Lock()
        self._timer: Timer | None = None
        self._ended = False

    def disturb(self) -> None:
        """Something happened: the wait begins again."""
        with self._turn:
            if self._timer:
                self._timer.cancel()
            if not self._ended:
                self._timer = Timer(self._seconds, self._act)
                self._timer.name = "at-rest"
                self._timer.daemon = True
                self._timer.start()

    def end(self) -> None:
        """Nothing is called any more once this returns; not to be called by `act`."""
        with self._turn:
            self._ended = True
            timer, self._timer = self._timer, None
        if timer:
            timer.cancel()
            timer.join()
