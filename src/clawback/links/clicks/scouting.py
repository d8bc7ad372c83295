"""Looks where a link leads on to, and asks about all of it: as long as a click can wait."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from clawback.links.clicks.deciding import Found, Stage, Standing
from clawback.links.clicks.lookups import Lookups
from clawback.links.clicks.redirects.chain import NO_CHAIN, Chain, ChainEnd
from clawback.links.clicks.redirects.chains import Chains

_PATIENCE = 0.4  # seconds
_PENDING = Found(standing=Standing(stage=Stage.PENDING))
_WORST_FIRST = (Stage.LISTED, Stage.GAVE_UP, Stage.CLEAN, Stage.NOT_ASKED)


class Scout:
    """Redirects are followed where there are `chains`. Belongs to one event loop.

    `patience` is how long a click waits before a page is shown, in seconds.
    """

    def __init__(
        self, lookups: Lookups, chains: Chains | None = None, *, patience: float = _PATIENCE
    ) -> None:
        self._lookups = lookups
        self._patience = patience
        self._chains = chains
        self._looking: dict[str, asyncio.Future[Found]] = {}

    async def look(self, url: str, *, wait: bool) -> Found:
        """What is found out about a link; `wait` lets those who are asked have a moment."""
        known = self._known(url)
        if known is not None:
            return known
        looking = self._looking.get(url)
        if looking is None:
            looking = self._looking[url] = asyncio.ensure_future(self._look(url))
        done, _ = await asyncio.wait({looking}, timeout=self._patience if wait else 0)
        return looking.result() if done else _PENDING

    def _known(self, url: str) -> Found | None:
        chain = self._chains.known(url) if self._chains else NO_CHAIN
        if chain is None:
            return None
        found = [self._lookups.known(one) for one in (url, *chain.hops)]
        standings = [one for one in found if one is not None]
        return _found(chain, standings) if len(standings) == len(found) else None

    async def _look(self, url: str) -> Found:
        try:
            first = asyncio.ensure_future(self._lookups.standing(url))
            chain = await self._chains.of(url) if self._chains else NO_CHAIN
            further = [self._lookups.standing(one) for one in chain.hops]
            return _found(chain, await asyncio.gather(first, *further))
        finally:
            self._looking.pop(url, None)


def _found(chain: Chain, standings: Sequence[Standing]) -> Found:
    """A link stands as badly as the worst of what it leads to; the first of these is told."""
    standing = min(standings, key=lambda one: _WORST_FIRST.index(one.stage))
    if chain.end is ChainEnd.TIMED_OUT and standing.stage is not Stage.LISTED:
        standing = Standing(stage=Stage.GAVE_UP)
    return Found(standing=standing, chain=chain)
