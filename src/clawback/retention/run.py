"""One time that what was kept long enough is forgotten."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from clawback.store.port import Data


class State(StrEnum):
    """How far a run is."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What a run does to one kind of data: how many are old enough, went, and had to stay."""

    before: datetime
    found: int
    forgotten: int = 0
    held: int = 0

    def after(self, forgotten: int, held: int) -> Share:
        return replace(self, forgotten=self.forgotten + forgotten, held=self.held + held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run as it is written down; `by` is who began it, the house itself on its own."""

    id: str
    by: str
    by_name: str
    state: State = State.RUNNING
    began_at: datetime
    ended_at: datetime | None = None
    shares: dict[Data, Share] = field(default_factory=dict)
    raw_files: int = 0
    reason: str = ""
