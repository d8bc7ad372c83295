"""One watcher for all who listen: greeting, telling, ending, and doing nothing for nobody."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from clawback.identity.role import Permission
from clawback.live.topic import Topic
from clawback.live.updates import StoppingError, Tact, TooManyListenersError, Updates
from clawback.model.actor import Actor
from clawback.model.errors import UnauthenticatedError, UnavailableError
from clawback.model.scope import Scope
from clawback.model.version import Version

NORA = Actor(
    id="p1", name="Nora", role="analyst", permissions=frozenset({Permission.REMEDIATIONS_READ})
)
QUICK = Tact(every=0.01, beat=60, longest=60)


class Things:
    """What is watched; counts the looks, and may break."""

    def __init__(self):
        self.versions = {}
        self.looks = 0
        self.error = None

    def look(self):
        self.looks += 1
        if self.error is not None:
            raise self.error
        return [Version(id=name, text=text) for name, text in self.versions.items()]

    def updates(self, tact=QUICK, **said):
        needs = Permission.REMEDIATIONS_READ
        return Updates([Topic(name="things", needs=needs, look=self.look)], tact=tact, **said)


@pytest.fixture
def things():
    return Things()


def hear(updates, actor=NORA, again=None):
    return aclosing(updates.hear(actor, again or (lambda: actor)))


async def looks_again(things, times=1):
    """Waits until so many further looks have begun."""
    wanted = things.looks + times
    for _ in range(2000):
        if things.looks >= wanted:
            return
        await asyncio.sleep(0.005)
    raise AssertionError("nobody looks")


async def test_hello_comes_first_and_then_what_changes(things):
    """What was there before is not told; whatever is different afterwards is."""
    things.versions = {"a": "1"}
    async with hear(things.updates()) as news:
        first = await anext(news)
        assert first.hello
        assert first.topics == {}
        things.versions = {"a": "2", "b": "1"}
        second = await anext(news)
        assert not second.hello
        assert second.topics == {"things": {"a": "2", "b": "1"}}


async def test_several_hear_through_one_watcher(things):
    """Two who listen are told the same, and each hears what they may."""
    updates = things.updates()
    scoped = Actor(
        id="p2", name="Sam", role="x", permissions=NORA.permissions, scope=Scope(frozenset({"x"}))
    )
    async with hear(updates) as one, hear(updates) as two, hear(updates, scoped) as outside:
        for news in (one, two, outside):
            assert (await anext(news)).hello
        assert updates.listening == 3
        waiting = asyncio.ensure_future(anext(outside))
        things.versions = {"a": "1"}
        assert (await anext(one)).topics == (await anext(two)).topics == {"things": {"a": "1"}}
        assert not waiting.done()
        waiting.cancel()
        await asyncio.wait({waiting})


async def test_nobody_listens_and_nothing_is_looked_at(things):
    """The watcher ends with the last who leaves, and begins again with the next who comes."""
    updates = things.updates()
    async with hear(updates) as news:
        await anext(news)
    assert updates.listening == 0
    looks = things.looks
    await asyncio.sleep(0.05)  # several times as long as between two looks
    assert things.looks == looks
    async with hear(updates) as news:
        assert (await anext(news)).hello


async def test_a_slow_listener_is_told_the_newest_only(things):
    """However much changes before somebody fetches it, each thing waits once."""
    async with hear(things.updates()) as news:
        await anext(news)
        for number in range(5):
            things.versions = {"a": str(number)}
            await looks_again(things, 2)
        assert (await anext(news)).topics == {"things": {"a": "4"}}


async def test_a_failed_look_is_got_over(things):
    """While the database does not answer nothing is told, and afterwards what changed meanwhile."""
    async with hear(things.updates()) as news:
        await anext(news)
        things.error = UnavailableError()
        await looks_again(things)
        things.versions, things.error = {"a": "1"}, None
        assert (await anext(news)).topics == {"things": {"a": "1"}}


async def test_it_ends_with_the_right_to_listen(things):
    """Somebody whose session has ended is told nothing more."""

    def again():
        raise UnauthenticatedError

    updates = things.updates(Tact(every=0.01, beat=0.02, longest=60))
    async with hear(updates, again=again) as news:
        assert [one async for one in news if one.topics] == []
    assert updates.listening == 0


async def test_new_rights_count_at_the_next_sign_of_life(things):
    """Who may read no more hears nothing from then on, and the stream goes on."""
    less = Actor(id="p1", name="Nora", role="analyst")
    updates = things.updates(Tact(every=0.01, beat=0.02, longest=60))
    async with hear(updates, again=lambda: less) as news:
        assert (await anext(news)).hello
        assert (await anext(news)).topics == {}
        things.versions = {"a": "1"}
        assert [(await anext(news)).topics for _ in range(3)] == [{}, {}, {}]


async def test_it_ends_when_the_server_stops(things):
    """All streams end at once, and nobody may begin a new one."""
    updates = things.updates()
    async with hear(updates) as news:
        await anext(news)
        updates.stop()
        assert [one async for one in news] == []
    with pytest.raises(StoppingError):
        updates.require_room()


async def test_only_so_many_may_listen(things):
    """One too many is refused, and may come when somebody has left."""
    updates = things.updates(most=1)
    async with hear(updates) as news:
        await anext(news)
        with pytest.raises(TooManyListenersError):
            updates.require_room()
    updates.require_room()
