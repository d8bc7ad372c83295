"""Those who are asked at the click: each host once, for a while, and never longer than that."""

import asyncio

import pytest

from clawback.links.clicks.deciding import Stage
from clawback.links.clicks.lookups import Listed, Lookups, MemoryLookup, Waiting

pytestmark = pytest.mark.anyio
QUICK = Waiting(patience=10.0, deadline=10.0)


class Told:
    """Answers when it is told to, and counts how often it was asked."""

    def __init__(self, answer=None):
        self.asked, self.answer, self.may = 0, answer, asyncio.Event()

    async def ask(self, host):  # noqa: ARG002 - the port's
        self.asked += 1
        await self.may.wait()
        return self.answer


class Silent:
    """Fails."""

    async def ask(self, host):  # noqa: ARG002 - the port's
        raise OSError


def lookups(*those, waiting=QUICK, monotonic=lambda: 0.0):
    return Lookups(those, waiting, monotonic)


async def test_without_anybody_to_ask_nobody_is_asked():
    """So links open at once."""
    assert (await lookups().standing("a.example", wait=True)).stage is Stage.NOT_ASKED


async def test_a_listing_is_told_with_who_lists_it():
    """And what nobody lists is clean, when all have answered."""
    asked = lookups(MemoryLookup({"evil.example": Listed(source="list")}))
    assert (await asked.standing("evil.example", wait=True)).source == "list"
    assert (await asked.standing("good.example", wait=True)).stage is Stage.CLEAN


async def test_a_host_is_asked_about_once_and_remembered_for_a_while():
    """Two clicks at once are one question; after five minutes it is asked again."""
    now, told = [0.0], Told()
    asked = lookups(told, waiting=Waiting(patience=0.0, deadline=10.0), monotonic=lambda: now[0])
    first = [await asked.standing("a.example", wait=True) for _ in range(2)]
    assert [one.stage for one in first] == [Stage.PENDING] * 2
    told.may.set()
    patient = lookups(told)
    assert (await patient.standing("a.example", wait=True)).stage is Stage.CLEAN
    await asyncio.gather(*asked._asking.values())
    assert (await asked.standing("a.example", wait=False)).stage is Stage.CLEAN
    assert told.asked == 2
    now[0] = 301.0
    await asked.standing("a.example", wait=False)
    await asyncio.gather(*asked._asking.values())
    assert told.asked == 3


async def test_nobody_is_waited_for_beyond_the_deadline():
    """Who does not answer in time has given no answer."""
    asked = lookups(Told(), waiting=Waiting(patience=10.0, deadline=0.01))
    assert (await asked.standing("a.example", wait=True)).stage is Stage.GAVE_UP


async def test_a_host_is_not_clean_while_one_is_silent():
    """A failure is no answer; a listing by another counts all the same."""
    asked = lookups(Silent(), MemoryLookup({}))
    assert (await asked.standing("a.example", wait=True)).stage is Stage.GAVE_UP
    listed = lookups(Silent(), MemoryLookup({"a.example": Listed(source="list")}))
    assert (await listed.standing("a.example", wait=True)).stage is Stage.LISTED
