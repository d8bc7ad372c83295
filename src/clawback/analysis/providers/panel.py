"""All engines that are set up, asked together about many mails, within a bounded time."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from time import monotonic
from typing import TypeAlias

from clawback.analysis.providers.port import Provider
from clawback.analysis.providers.seat import Figures, Question, Seat, Terms
from clawback.model.verdict import Finding

TOGETHER = 30.0  # seconds in which questions are put; those under way then may still end
_GRACE = 1.0  # seconds; a host's name may take long to resolve
_Word: TypeAlias = tuple[Finding, ...]


class Round:
    """Mails that the engines are being asked about."""

    def __init__(
        self,
        asked: Sequence[Sequence[tuple[Seat, Future[_Word]]]],
        until: float,
        latest: Callable[[], float],
    ) -> None:
        """`latest` is the end that a round would have which began now."""
        self._asked = asked
        self.until = until
        self._latest = latest
        self._words: list[_Word] | None = None

    def words(self) -> list[_Word]:
        """For each mail what was answered, or why nothing was; waits for it, in bounds."""
        if self._words is None:
            self.until = min(self.until, self._latest())
            self._words = [
                tuple(
                    finding for seat, one in each for finding in seat.settle(one, self._end(seat))
                )
                for each in self._asked
            ]
        return self._words

    async def words_within(self, seconds: float) -> list[_Word]:
        """`words` for tasks, which waits no longer than so many seconds."""
        waited = [asyncio.wrap_future(one) for each in self._asked for _, one in each]
        if waited:
            await asyncio.wait(waited, timeout=max(0.0, seconds))
        self.until = -math.inf
        return self.words()

    def call_off(self) -> None:
        """Nobody waits for it any more."""
        for each in self._asked:
            for _, one in each:
                one.cancel()

    def _end(self, seat: Seat) -> float:
        return self.until + seat.terms.seconds + _GRACE


class Panel:
    """Asks every engine about every mail that it is for. None has to be set up."""

    def __init__(
        self,
        providers: Sequence[tuple[Provider, Terms]] = (),
        *,
        together: float = TOGETHER,
        elapsed: Callable[[], float] = monotonic,
    ) -> None:
        self._seats = [Seat(provider, terms, elapsed) for provider, terms in providers]
        self._together = together
        self._elapsed = elapsed

    @property
    def empty(self) -> bool:
        """Whether nobody is asked."""
        return not self._seats

    def ask(self, questions: Sequence[Question], *, behind: Round | None = None) -> Round:
        """Begins to ask about them all, and does not wait.

        Those `behind` a round are asked when its own were, and have their whole time after that;
        no more than that either, from when their words are waited for.
        """
        until = self._latest()
        if behind is not None:
            until = min(max(until, behind.until + self._together), until + self._together)
        asked = [
            [(seat, seat.ask(one, until)) for seat in self._seats if seat.wants(one)]
            for one in questions
        ]
        return Round(asked, until, self._latest)

    def _latest(self) -> float:
        return self._elapsed() + self._together

    def figures(self) -> list[Figures]:
        """How each engine fares."""
        return [seat.figures() for seat in self._seats]

    def close(self) -> None:
        for seat in self._seats:
            seat.close()


NOBODY = Panel()


class Panels:
    """The panels that ask the same engines for different purposes."""

    def __init__(self, panels: Sequence[Panel]) -> None:
        self._panels = tuple(panels)

    def figures(self) -> list[Figures]:
        """How each engine fares, whoever asks it."""
        found: dict[str, Figures] = {}
        for one in (figures for panel in self._panels for figures in panel.figures()):
            before = found.get(one.name)
            found[one.name] = _together(before, one) if before else one
        return list(found.values())


def _together(one: Figures, other: Figures) -> Figures:
    return Figures(
        name=one.name,
        answered=one.answered + other.answered,
        missing=one.missing + other.missing,
        seconds=one.seconds + other.seconds,
        resting=one.resting or other.resting,
        trouble=other.trouble or one.trouble,
    )
