"""Each link is followed once for all who want to know, and remembered for a while."""

from __future__ import annotations

import asyncio

import pytest

from clawback.links.clicks.redirects.chain import Chain, ChainEnd
from clawback.links.clicks.redirects.chains import Chains
from clawback.links.clicks.redirects.following import Following

pytestmark = pytest.mark.anyio
LINK = "https://a.example/"
LEADS = Chain(hops=("https://b.example/",))


class Told(Following):
    """Follows when it may, and counts."""

    def __init__(self, chain=LEADS):
        self.chain, self.followed, self.may = chain, 0, asyncio.Event()

    async def follow(self, url):  # noqa: ARG002 - as the real one
        self.followed += 1
        await self.may.wait()
        return self.chain


async def test_two_who_want_to_know_are_one_question():
    """Also when one of them goes away; afterwards it is known for five minutes."""
    now, told = [0.0], Told()
    chains = Chains(told, lambda: now[0])
    leaving = asyncio.ensure_future(chains.of(LINK))
    staying = asyncio.ensure_future(chains.of(LINK))
    await asyncio.sleep(0)
    leaving.cancel()
    told.may.set()
    assert await staying == LEADS
    assert (await chains.of(LINK), told.followed) == (LEADS, 1)
    now[0] = 301.0
    assert chains.known(LINK) is None
    assert (await chains.of(LINK), told.followed) == (LEADS, 2)


async def test_what_failed_is_tried_again_sooner():
    """After half a minute."""
    now, told = [0.0], Told(Chain(end=ChainEnd.FAILED))
    told.may.set()
    chains = Chains(told, lambda: now[0])
    await chains.of(LINK)
    now[0] = 29.0
    assert chains.known(LINK) is not None
    now[0] = 31.0
    assert chains.known(LINK) is None


async def test_another_thread_can_wait_for_what_is_followed_just_now():
    """So a click that went on at once gets its redirects before it is handed over."""
    told = Told()
    chains = Chains(told, lambda: 0.0)
    assert chains.late(LINK, 10.0) is None  # nobody follows it: nothing to wait for
    asking = asyncio.ensure_future(chains.of(LINK))
    await asyncio.sleep(0)
    waiting = asyncio.ensure_future(asyncio.to_thread(chains.late, LINK, 10.0))
    await asyncio.sleep(0.01)
    assert not waiting.done()
    assert await asyncio.to_thread(chains.late, LINK, 0.001) is None
    told.may.set()
    assert await waiting == await asking == LEADS
