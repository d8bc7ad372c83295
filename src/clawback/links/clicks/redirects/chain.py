"""The redirects that follow a link, in order, and why they ended. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from clawback.model.labelled import Labelled

MOST_HOPS = 10
LONGEST_HOP = 8192  # characters of a link that is followed


class ChainEnd(Labelled):
    """Why a link was followed no further, as the rest of a click's reason."""

    ARRIVED = "arrived", ""
    LOOP = "loop", "Its redirects lead in a circle."
    TOO_MANY = "too_many", "It has more redirects than are followed."
    FORBIDDEN = "forbidden", "A redirect leads to where this service asks nobody."
    NO_WEB = "no_web", "A redirect leads to no page of the web."
    FAILED = "failed", "Where it leads did not answer."
    TIMED_OUT = "timed_out", "Where it leads did not answer in time."


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """`hops` are the links that the first one led on to."""

    hops: tuple[str, ...] = ()
    end: ChainEnd = ChainEnd.ARRIVED


NO_CHAIN = Chain()
"""Of a link that leads on to nothing, or that nobody followed."""


class NotFollowedError(Exception):
    """A link cannot be followed; stays inside this folder."""

    def __init__(self, end: ChainEnd) -> None:
        super().__init__(end.value)
        self.end = end
