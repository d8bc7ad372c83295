"""How a feed stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

AFTER_TROUBLE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedStanding:
    """How far a feed is.

    `began_at` is the last pull's beginning, `pulled_at` when one last went well to its end.
    `trouble` is a sentence, empty when all is well. `stamp` is that of what was read last, and
    `skipped` counts what of it was no entry.
    """

    name: str
    began_at: datetime | None = None
    pulled_at: datetime | None = None
    stamp: str = ""
    trouble: str = ""
    skipped: int = 0

    def due(self, every: timedelta, now: datetime) -> bool:
        """Whether it is time to pull it again."""
        if self.began_at is None:
            return True
        return now - self.began_at >= (min(every, AFTER_TROUBLE) if self.trouble else every)
