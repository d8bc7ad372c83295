"""What is found out about a link: where it leads on to, and how all of that stands."""

from __future__ import annotations

import asyncio

import pytest

from clawback.links.clicks.deciding import Stage
from clawback.links.clicks.lookups import Listed, Lookups, MemoryLookup
from clawback.links.clicks.redirects.asking import MemoryWeb
from clawback.links.clicks.redirects.chain import ChainEnd
from clawback.links.clicks.redirects.chains import Chains
from clawback.links.clicks.redirects.following import Following
from clawback.links.clicks.scouting import Scout

pytestmark = pytest.mark.anyio
FIRST, SECOND = "https://short.example/", "https://evil.example/"
LEADS = {FIRST: SECOND}
LISTED = MemoryLookup({"evil.example": Listed(source="list")})


def scout(*those, deadline=5.0, web=None):
    """One that follows what leads on, and waits long."""
    following = Following(web or MemoryWeb(LEADS), lambda _: "", deadline=deadline)
    lookups = Lookups(those, 5.0, lambda: 0.0)
    return Scout(lookups, Chains(following, lambda: 0.0), patience=5.0)


async def test_a_link_stands_as_badly_as_what_it_leads_on_to():
    """Each hop is asked about; the second time nobody needs to be."""
    looking = scout(LISTED)
    found = await looking.look(FIRST, wait=True)
    assert (found.standing.stage, found.standing.source) == (Stage.LISTED, "list")
    assert found.chain.hops == (SECOND,)
    assert await looking.look(FIRST, wait=False) == found


async def test_what_leads_to_nothing_bad_is_clean():
    """And where nobody is asked, nobody was, though redirects were followed."""
    assert (await scout(MemoryLookup({})).look(FIRST, wait=True)).standing.stage is Stage.CLEAN
    found = await scout().look(FIRST, wait=True)
    assert (found.standing.stage, found.chain.hops) == (Stage.NOT_ASKED, (SECOND,))


async def test_who_does_not_wait_learns_of_it_later():
    """The first look is pending; by the next it is known."""
    looking = scout(LISTED)
    assert (await looking.look(FIRST, wait=False)).standing.stage is Stage.PENDING
    await asyncio.gather(*looking._looking.values())
    assert (await looking.look(FIRST, wait=False)).standing.stage is Stage.LISTED


async def test_redirects_that_take_too_long_are_no_answer():
    """What is listed is listed all the same."""

    class Slow(MemoryWeb):
        async def next(self, place):
            if place.url == SECOND:
                await asyncio.Event().wait()
            return await super().next(place)

    found = await scout(web=Slow(LEADS), deadline=0.01).look(FIRST, wait=True)
    assert (found.standing.stage, found.chain.end) == (Stage.GAVE_UP, ChainEnd.TIMED_OUT)
    listed = await scout(LISTED, web=Slow(LEADS), deadline=0.01).look(FIRST, wait=True)
    assert listed.standing.stage is Stage.LISTED
