"""Clocks that go on by themselves, a step with each look; those that a test turns are `house`'s."""

from __future__ import annotations

from datetime import datetime, timedelta

SECOND, MILLISECOND = timedelta(seconds=1), timedelta(milliseconds=1)


class SteppingClock:
    """Begins at a moment, which a test may set anew, and goes on by a step after each look."""

    def __init__(self, moment: datetime, step: timedelta = SECOND) -> None:
        self.moment = moment
        self.step = step

    def now(self) -> datetime:
        seen = self.moment
        self.moment += self.step
        return seen
