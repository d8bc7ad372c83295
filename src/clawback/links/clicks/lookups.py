"""Who is asked about a link when it is clicked, and for how long one waits for them."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from clawback.filters.urls import url_key
from clawback.links.clicks.book import host_of
from clawback.links.clicks.deciding import NOBODY_ASKED, Stage, Standing
from clawback.model.verdict import ThreatType

_REMEMBERED = 300.0  # seconds that an answer is believed
_SILENCE = 30.0  # seconds after no answer before the same is asked again
_MOST = 20_000  # answers that are remembered of one who is asked
_GAVE_UP = Standing(stage=Stage.GAVE_UP)
_CLEAN = Standing(stage=Stage.CLEAN)
_log = structlog.stdlib.get_logger("clawback.links")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A link is listed, by whom and as what."""

    source: str
    threat: ThreatType = ThreatType.PHISH


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLink:
    """A link that somebody is asked about, and its host (in punycode, or an address)."""

    url: str
    host: str

    @classmethod
    def of(cls, url: str) -> AskedLink:
        """With the host as everything here compares it."""
        return cls(url=url, host=host_of(url_key(url)))


class Lookup(Protocol):
    """Somebody who knows of bad links or hosts."""

    def goes_by(self, link: AskedLink) -> str:
        """What of a link the answer depends on: links for which it is the same have one answer."""
        ...

    async def ask(self, link: AskedLink) -> Listed | None:
        """Whether a link is listed; raises `OSError` where no answer can be had."""
        ...


class MemoryLookup:
    """Knows of hosts what it was told; for tests, and where nobody else may be asked."""

    def __init__(self, listed: Mapping[str, Listed]) -> None:
        self._listed = listed

    def goes_by(self, link: AskedLink) -> str:
        """The host."""
        return link.host

    async def ask(self, link: AskedLink) -> Listed | None:
        """What was told of it."""
        return self._listed.get(link.host)


class Lookups:
    """Asks everybody at once. Belongs to one event loop."""

    def __init__(
        self, lookups: Sequence[Lookup], deadline: float, monotonic: Callable[[], float]
    ) -> None:
        self._seats = tuple(_Seat(one, deadline, monotonic) for one in lookups)

    def known(self, url: str) -> Standing | None:
        """What they say of a link, as far as that needs nobody to be asked."""
        link = AskedLink.of(url)
        if not self._seats or not link.host:
            return NOBODY_ASKED
        found = [seat.known(link) for seat in self._seats]
        listed = next((one for one in found if one and one.stage is Stage.LISTED), None)
        if listed is not None:
            return listed
        answers = [one for one in found if one is not None]
        return _together(answers) if len(answers) == len(found) else None

    async def standing(self, url: str) -> Standing:
        """What they say of a link: the first who lists it decides; takes at most the deadline."""
        known = self.known(url)
        if known is not None:
            return known
        link = AskedLink.of(url)
        asked = [asyncio.ensure_future(seat.standing(link)) for seat in self._seats]
        answers: list[Standing] = []
        try:
            for answer in asyncio.as_completed(asked):
                answers.append(await answer)
                if answers[-1].stage is Stage.LISTED:
                    return answers[-1]
        finally:
            for one in asked:
                one.cancel()
        return _together(answers)


def _together(answers: Sequence[Standing]) -> Standing:
    """Where one did not answer, a link is not called clean."""
    return _GAVE_UP if any(one.stage is Stage.GAVE_UP for one in answers) else _CLEAN


class _Seat:
    """One who is asked: about the same at most once at a time, and not again for a while."""

    def __init__(self, lookup: Lookup, deadline: float, monotonic: Callable[[], float]) -> None:
        self._lookup = lookup
        self._deadline = deadline
        self._monotonic = monotonic
        self._asking: dict[str, asyncio.Future[Standing]] = {}
        self._known: OrderedDict[str, tuple[float, Standing]] = OrderedDict()

    def known(self, link: AskedLink) -> Standing | None:
        until, standing = self._known.get(self._lookup.goes_by(link), (0.0, NOBODY_ASKED))
        return standing if self._monotonic() < until else None

    async def standing(self, link: AskedLink) -> Standing:
        known = self.known(link)
        if known is not None:
            return known
        key = self._lookup.goes_by(link)
        asking = self._asking.get(key)
        if asking is None:
            asking = self._asking[key] = asyncio.ensure_future(self._ask(key, link))
        return await asyncio.shield(asking)

    async def _ask(self, key: str, link: AskedLink) -> Standing:
        standing = _GAVE_UP
        try:
            async with asyncio.timeout(self._deadline):
                listed = await self._lookup.ask(link)
                standing = _CLEAN if listed is None else _standing_of(listed)
        except OSError as error:  # one that time ran out is one, too
            _log.warning("click_lookup_failed", error=type(error).__name__)
        except Exception as error:  # noqa: BLE001 - a fault in asking must stop no click
            _log.error("click_lookup_broke", exc_info=error)
        finally:
            self._asking.pop(key, None)
            self._keep(key, standing)
        return standing

    def _keep(self, key: str, standing: Standing) -> None:
        seconds = _SILENCE if standing.stage is Stage.GAVE_UP else _REMEMBERED
        self._known[key] = self._monotonic() + seconds, standing
        while len(self._known) > _MOST:
            self._known.popitem(last=False)


def _standing_of(listed: Listed) -> Standing:
    return Standing(stage=Stage.LISTED, source=listed.source, threat=listed.threat)
