"""Remembers where links lead on to, and lets others wait for what is followed just now."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from threading import Condition

from clawback.links.clicks.redirects.chain import Chain, ChainEnd
from clawback.links.clicks.redirects.following import Following

_REMEMBERED = 300.0  # seconds
_SILENCE = 30.0  # seconds after no answer
_MOST = 2000  # links that are remembered


class Chains:
    """Follows each link once for all who want to know. Belongs to one loop, but for `late`."""

    def __init__(self, following: Following, monotonic: Callable[[], float]) -> None:
        self._following = following
        self._monotonic = monotonic
        self._changed = Condition()
        self._under_way: dict[str, asyncio.Future[Chain]] = {}
        self._known: OrderedDict[str, tuple[float, Chain]] = OrderedDict()

    def known(self, url: str) -> Chain | None:
        """What is known of a link now."""
        until, chain = self._known.get(url, (0.0, None))
        return chain if self._monotonic() < until else None

    async def of(self, url: str) -> Chain:
        """Where a link leads on to; takes at most as long as following does."""
        known = self.known(url)
        if known is not None:
            return known
        under_way = self._under_way.get(url)
        if under_way is None:
            with self._changed:
                under_way = self._under_way[url] = asyncio.ensure_future(self._follow(url))
        return await asyncio.shield(under_way)

    def late(self, url: str, patience: float) -> Chain | None:
        """For another thread: what is known, after waiting for what is followed just now."""
        with self._changed:
            self._changed.wait_for(lambda: url not in self._under_way, patience)
            return self._known.get(url, (0.0, None))[1]

    async def _follow(self, url: str) -> Chain:
        chain = Chain(end=ChainEnd.FAILED)
        try:
            chain = await self._following.follow(url)
        finally:
            self._keep(url, chain)
        return chain

    def _keep(self, url: str, chain: Chain) -> None:
        silent = chain.end in {ChainEnd.FAILED, ChainEnd.TIMED_OUT}
        until = self._monotonic() + (_SILENCE if silent else _REMEMBERED)
        with self._changed:
            self._under_way.pop(url, None)
            self._known[url] = until, chain
            self._known.move_to_end(url)
            while len(self._known) > _MOST:
                self._known.popitem(last=False)
            self._changed.notify_all()
