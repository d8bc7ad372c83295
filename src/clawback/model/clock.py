"""Time is given, not taken: whoever needs the hour is handed a clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the one place that asks the machine


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still, for tests and for replaying a decision."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment
