"""Jobs that are watched: what ends otherwise than expected, and when that is too much.

A watched job hands out a few items first, the *canary*, and waits for them; afterwards it counts
the surprises. Where they are too many it pauses by itself, and a person who resumes it lifts that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from clawback.database import Connection


class Guard(StrEnum):
    """How closely a job is watched. `TRIPPED` has paused itself; `LIFTED` was resumed from that."""

    OFF = "off"
    CANARY = "canary"
    WATCHING = "watching"
    TRIPPED = "tripped"
    LIFTED = "lifted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Outcomes that work brought since the job has been watched, and how many were surprises."""

    ended: int
    surprises: int


class Caution(Protocol):
    """What a kind of work thinks of its outcomes."""

    @property
    def canary(self) -> int:
        """How many items are done and judged before any others; 0 for none."""
        ...

    def surprises(self, outcomes: Iterable[str]) -> int:
        """How many of these outcomes are not as expected."""
        ...

    def too_many(self, seen: Seen, *, canary: bool) -> bool:
        """Whether the job must stop; `canary` says that only its first items have ended."""
        ...

    def tripped(
        self, connection: Connection, job: int, outcomes: Mapping[str, int], *, canary: bool
    ) -> str:
        """Tells the house, in the transaction that pauses the job; gives the sentence for it.

        `outcomes` counts items by outcome, without those that have none yet.
        """
        ...


def guard_of(caution: Caution | None, left: int) -> Guard:
    """How a job that begins with so many items is watched: a small one needs no canary."""
    if caution is None:
        return Guard.OFF
    return Guard.CANARY if 0 < caution.canary < left else Guard.WATCHING
