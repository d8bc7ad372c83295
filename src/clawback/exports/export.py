"""One export, from the wish to the file's end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from clawback.exports.wish import Wish
from clawback.model.actor import Actor
from clawback.model.scope import EVERYWHERE, Scope

MOST_ATTEMPTS = 3


class State(StrEnum):
    """How far an export is; only a `done` one has a file."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        return self not in {State.WAITING, State.RUNNING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """An export as it is written down.

    `owner` is who may have the file, a person or a program, and `scope` what they might see when
    they asked. `total` is the exact number of lines where it is known before, `written` how many
    the file has, `size` its bytes. `reason` says why it failed.
    """

    id: str
    owner: str
    owner_name: str
    scope: Scope = EVERYWHERE
    wish: Wish
    sentence: str
    state: State = State.WAITING
    created_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    expires_at: datetime | None = None
    total: int | None = None
    written: int = 0
    size: int = 0
    sha256: str = ""
    reason: str = ""
    attempts: int = 0

    @property
    def file(self) -> str:
        """What its file is called where it is kept."""
        return f"{self.id}.{self.wish.format.value}"

    def begun(self, now: datetime, total: int | None) -> Export:
        return replace(
            self,
            state=State.RUNNING,
            started_at=now,
            total=total,
            attempts=self.attempts + 1,
            written=0,
            size=0,
        )

    def ended(self, state: State, now: datetime, keep: timedelta, reason: str = "") -> Export:
        """Over, and forgotten when it was kept long enough."""
        return replace(self, state=state, ended_at=now, expires_at=now + keep, reason=reason)

    def interrupted(self, now: datetime, keep: timedelta) -> Export:
        """After the server stopped in its midst: once more from the start, but not for ever."""
        if self.attempts < MOST_ATTEMPTS:
            return replace(self, state=State.WAITING, started_at=None, total=None)
        return self.ended(
            State.FAILED,
            now,
            keep,
            f"The server stopped {self.attempts} times while it was written. Start it again.",
        )


def owner_of(actor: Actor) -> str:
    """Whose an export is: a person's, with whatever token they asked, or a program's own."""
    return actor.person or actor.id


def seconds_left(total: int | None, written: int, seconds: float) -> float | None:
    """How long it will still take at this rate; `None` where that cannot be told yet."""
    if not total or not written or seconds <= 0:
        return None
    return max(0, total - written) * seconds / written
