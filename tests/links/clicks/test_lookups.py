"""Those who are asked at the click: each host once, for a while, and never longer than that."""

import asyncio

import pytest

from clawback.links.clicks.deciding import Stage
from clawback.links.clicks.lookups import Listed, Lookups, MemoryLookup

pytestmark = pytest.mark.anyio
GOOD, BAD = "https://good.example/a", "https://evil.example/a"


class Told:
    """Answers when it is told to, and counts how often it was asked."""

    def __init__(self, answer=None):
        self.asked, self.answer, self.may = 0, answer, asyncio.Event()

    def goes_by(self, link):
        return link.host

    async def ask(self, link):  # noqa: ARG002 - the port's
        self.asked += 1
        await self.may.wait()
        return self.answer


class Silent(Told):
    """Fails."""

    async def ask(self, link):  # noqa: ARG002 - the port's
        self.asked += 1
        raise OSError


def lookups(*those, deadline=10.0, monotonic=lambda: 0.0):
    return Lookups(those, deadline, monotonic)


async def test_without_anybody_to_ask_nobody_is_asked():
    """So links open at once; and of what has no host nobody can say anything."""
    assert (await lookups().standing(GOOD)).stage is Stage.NOT_ASKED
    assert (await lookups(MemoryLookup({})).standing("mailto:")).stage is not Stage.LISTED


async def test_a_listing_is_told_with_who_lists_it():
    """And what nobody lists is clean, when all have answered."""
    asked = lookups(MemoryLookup({"evil.example": Listed(source="list")}))
    assert (await asked.standing(BAD)).source == "list"
    assert (await asked.standing(GOOD)).stage is Stage.CLEAN


async def test_the_same_is_asked_once_and_remembered_for_a_while():
    """Two clicks at once are one question, also for two links of a host; then it is known."""
    now, told = [0.0], Told()
    asked = lookups(told, monotonic=lambda: now[0])
    assert asked.known(GOOD) is None
    both = asyncio.gather(asked.standing(GOOD), asked.standing(GOOD + "b"))
    await asyncio.sleep(0)
    told.may.set()
    assert [one.stage for one in await both] == [Stage.CLEAN] * 2
    assert (asked.known(GOOD).stage, told.asked) == (Stage.CLEAN, 1)
    now[0] = 301.0
    await asked.standing(GOOD)
    assert told.asked == 2


async def test_nobody_is_waited_for_beyond_the_deadline():
    """Who does not answer in time has given no answer; half a minute later they are asked again."""
    now, told = [0.0], Told()
    asked = lookups(told, deadline=0.01, monotonic=lambda: now[0])
    assert (await asked.standing(GOOD)).stage is Stage.GAVE_UP
    assert asked.known(GOOD).stage is Stage.GAVE_UP
    now[0] = 31.0
    assert asked.known(GOOD) is None


async def test_a_fault_in_asking_is_no_answer():
    """It stops no click, and calls nothing clean."""

    class Broken(Told):
        async def ask(self, link):  # noqa: ARG002 - the port's
            raise KeyError

    assert (await lookups(Broken()).standing(GOOD)).stage is Stage.GAVE_UP


async def test_a_link_is_not_clean_while_one_is_silent():
    """A failure is no answer; a listing by another counts all the same, and ends the waiting."""
    assert (await lookups(Silent(), MemoryLookup({})).standing(GOOD)).stage is Stage.GAVE_UP
    listed = MemoryLookup({"evil.example": Listed(source="list")})
    assert (await lookups(Silent(), listed).standing(BAD)).stage is Stage.LISTED
    slow = Told()
    assert (await lookups(slow, listed).standing(BAD)).stage is Stage.LISTED
    slow.may.set()
