"""How long each kind of data is kept, decided without any part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from clawback.store.port import Data

_ORDER = (Data.CLICKS, Data.CONTENT, Data.ROWS)  # so that each is counted as what it was


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Days by kind of data, those without a number for ever; and how often it is looked after."""

    days: Mapping[Data, int]
    every: timedelta
    hold: str = ""

    def before(self, data: Data, now: datetime) -> datetime | None:
        """What is older is forgotten; `None` where all is kept."""
        days = self.days.get(data, 0)
        return now - timedelta(days=days) if days else None

    def due(self, now: datetime) -> list[tuple[Data, datetime]]:
        """Everything that has an age to be forgotten at."""
        found = [(data, self.before(data, now)) for data in _ORDER]
        return [(data, before) for data, before in found if before is not None]

    def next_run(self, last: datetime | None, now: datetime) -> datetime | None:
        """When it is looked after again; `None` where all is kept for ever."""
        if not self.due(now):
            return None
        return now if last is None else max(now, last + self.every)
