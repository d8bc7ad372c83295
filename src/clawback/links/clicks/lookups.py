"""Who is asked about a link when it is clicked, and for how long one waits for them."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from clawback.links.clicks.deciding import NOBODY_ASKED, Stage, Standing
from clawback.model.verdict import ThreatType

_REMEMBERED = 300.0  # seconds that an answer is believed
_SILENCE = 30.0  # seconds after no answer before the same is asked again
_MOST = 20_000  # hosts that are remembered
_log = structlog.stdlib.get_logger("clawback.links")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A link is listed, by whom and as what."""

    source: str
    threat: ThreatType = ThreatType.PHISH


class Lookup(Protocol):
    """Somebody who knows of bad hosts."""

    async def ask(self, host: str) -> Listed | None:
        """Whether a host is listed; raises `OSError` where no answer can be had."""
        ...


class MemoryLookup:
    """Knows what it was told; for tests, and where nobody else may be asked."""

    def __init__(self, listed: Mapping[str, Listed]) -> None:
        self._listed = listed

    async def ask(self, host: str) -> Listed | None:
        """What was told of it."""
        return self._listed.get(host)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """In seconds: how long a click waits before a page is shown, and how long anybody is asked."""

    patience: float = 0.4
    deadline: float = 5.0


class Lookups:
    """Asks everybody at once, one time for each host. Belongs to one event loop."""

    def __init__(
        self, lookups: Sequence[Lookup], waiting: Waiting, monotonic: Callable[[], float]
    ) -> None:
        self._lookups = tuple(lookups)
        self._waiting = waiting
        self._monotonic = monotonic
        self._asking: dict[str, asyncio.Task[Standing]] = {}
        self._known: OrderedDict[str, tuple[float, Standing]] = OrderedDict()

    async def standing(self, host: str, *, wait: bool) -> Standing:
        """What they say of a host now; `wait` lets them have a moment."""
        if not self._lookups or not host:
            return NOBODY_ASKED
        known = self._remembered(host)
        if known is not None:
            return known
        task = self._asking.get(host)
        if task is None:
            task = self._asking[host] = asyncio.ensure_future(self._ask(host))
        done, _ = await asyncio.wait({task}, timeout=self._waiting.patience if wait else 0)
        return task.result() if done else Standing(stage=Stage.PENDING)

    def _remembered(self, host: str) -> Standing | None:
        until, standing = self._known.get(host, (0.0, NOBODY_ASKED))
        return standing if self._monotonic() < until else None

    async def _ask(self, host: str) -> Standing:
        try:
            async with asyncio.timeout(self._waiting.deadline):
                standing = await self._everybody(host)
        except TimeoutError:
            standing = Standing(stage=Stage.GAVE_UP)
        finally:
            self._asking.pop(host, None)
        seconds = _SILENCE if standing.stage is Stage.GAVE_UP else _REMEMBERED
        self._known[host] = self._monotonic() + seconds, standing
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        return standing

    async def _everybody(self, host: str) -> Standing:
        """The first who lists it decides; where one did not answer, it is not called clean."""
        silent = False
        asked = [asyncio.ensure_future(one.ask(host)) for one in self._lookups]
        try:
            for answer in asyncio.as_completed(asked):
                try:
                    listed = await answer
                except OSError as error:
                    _log.warning("click_lookup_failed", error=type(error).__name__)
                    silent = True
                    continue
                if listed is not None:
                    return Standing(stage=Stage.LISTED, source=listed.source, threat=listed.threat)
        finally:
            for one in asked:
                one.cancel()
        return Standing(stage=Stage.GAVE_UP if silent else Stage.CLEAN)
