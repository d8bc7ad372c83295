"""Follows a link from one redirect to the next, until it arrives or must stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from clawback.links.clicks.redirects.asking import Web
from clawback.links.clicks.redirects.chain import MOST_HOPS, Chain, ChainEnd, NotFollowedError
from clawback.links.clicks.redirects.place import place_of

_AT_ONCE = 64  # links that are followed at once

Inside = Callable[[str], str]
"""Where one of our own protected links leads; empty for any other link."""


class Following:
    """Follows links over a web, each within a deadline in seconds."""

    def __init__(self, web: Web, inside: Inside, *, deadline: float) -> None:
        self._web = web
        self._inside = inside
        self._deadline = deadline
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def follow(self, url: str) -> Chain:
        """All that follows a link, as far as it can be told in time."""
        hops: list[str] = []
        try:
            async with asyncio.timeout(self._deadline), self._room:
                end = await self._follow(url, hops)
        except TimeoutError:
            end = ChainEnd.TIMED_OUT
        return Chain(hops=tuple(hops), end=end)

    async def _follow(self, url: str, hops: list[str]) -> ChainEnd:
        seen = set[str]()
        try:
            while True:
                place = place_of(url)
                if place.url in seen:
                    return ChainEnd.LOOP
                if len(hops) == MOST_HOPS:
                    return ChainEnd.TOO_MANY
                seen.add(place.url)
                following = self._inside(place.url) or await self._web.next(place)
                if following is None:
                    return ChainEnd.ARRIVED
                url = following
                hops.append(url)
        except NotFollowedError as error:
            return error.end
        except TimeoutError:
            raise
        except (OSError, ValueError):  # ValueError: a name or a line too long for those who read it
            return ChainEnd.FAILED
