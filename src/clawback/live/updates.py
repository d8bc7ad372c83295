"""One watcher for everybody who listens; it looks at nothing while nobody does."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from contextvars import Context
from dataclasses import dataclass, field

import structlog
from anyio import to_thread

from clawback.live.topic import Change, Sight, Topic, changed, may_hear, seen
from clawback.model.actor import Actor
from clawback.model.errors import ClawbackError, UnavailableError

_log = structlog.get_logger(__name__)


class TooManyListenersError(UnavailableError):
    """As many listen for live updates as may at once. Close a page, or ask now and then instead."""

    code = "too_many_listeners"


class StoppingError(UnavailableError):
    """The server is being stopped."""

    code = "stopping"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tact:
    """Seconds between two looks, between two signs of life, and how long one may listen at all."""

    every: float = 1.0
    beat: float = 15.0
    longest: float = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What one listener hears at once: versions by topic and id.

    `hello` says that from here on nothing is missed; with no topics it is a mere sign of life.
    """

    hello: bool = False
    topics: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _Listener:
    actor: Actor
    greeted: bool = False
    hello: bool = False
    waiting: dict[tuple[str, str], str] = field(default_factory=dict)
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def greet(self) -> None:
        self.greeted = self.hello = True
        self.woken.set()

    def tell(self, changes: Sequence[Change]) -> None:
        """Keeps the newest version of each, however long the listener takes to fetch them."""
        heard = [one for one in changes if may_hear(self.actor, one)]
        self.waiting |= {(one.topic.name, one.version.id): one.version.text for one in heard}
        if heard:
            self.woken.set()

    def take(self) -> News:
        topics: dict[str, dict[str, str]] = defaultdict(dict)
        for (topic, name), text in self.waiting.items():
            topics[topic][name] = text
        news = News(hello=self.hello, topics=topics)
        self.hello, self.waiting = False, {}
        self.woken.clear()
        return news


class Updates:
    """Who listens, and the one task that looks for them. Lives in the web server's event loop."""

    def __init__(
        self, topics: Sequence[Topic], *, tact: Tact | None = None, most: int = 500
    ) -> None:
        self._topics = tuple(topics)
        self._tact = tact or Tact()
        self._most = most
        self._listeners: set[_Listener] = set()
        self._task: asyncio.Task[None] | None = None
        self._stopping = False

    @property
    def listening(self) -> int:
        return len(self._listeners)

    def require_room(self) -> None:
        """Raises `TooManyListenersError` or `StoppingError` where nobody more may listen."""
        if self._stopping:
            raise StoppingError
        if len(self._listeners) >= self._most:
            raise TooManyListenersError

    async def hear(self, actor: Actor, again: Callable[[], Actor]) -> AsyncGenerator[News, None]:
        """What this actor may hear, until they may listen no longer or the server stops.

        `again` tells who they are by now, in a thread; it raises when that is nobody any more.
        """
        now, tact = asyncio.get_running_loop().time, self._tact
        end, check = now() + tact.longest, now() + tact.beat
        async with self._joined(actor) as listener:
            while not self._stopping:
                with suppress(TimeoutError):
                    await asyncio.wait_for(listener.woken.wait(), max(0.0, min(end, check) - now()))
                if now() >= check:
                    try:
                        listener.actor = await to_thread.run_sync(again)
                    except ClawbackError:
                        return
                    check = now() + tact.beat
                if listener.greeted:
                    yield listener.take()
                if now() >= end:
                    return

    def stop(self) -> None:
        """Ends all listening, so that the server need not wait for it. From the loop's thread."""
        self._stopping = True
        for listener in self._listeners:
            listener.woken.set()

    @asynccontextmanager
    async def _joined(self, actor: Actor) -> AsyncIterator[_Listener]:
        self.require_room()
        listener = _Listener(actor)
        self._listeners.add(listener)
        if self._task is None:
            # Nobody's errand: whoever came first may leave, and the others listen on.
            self._task = asyncio.create_task(  # noqa: TID251 - the last who leaves ends it
                self._watch(), context=Context()
            )
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
            if not self._listeners and self._task is not None:
                task, self._task = self._task, None
                task.cancel()
                await asyncio.wait({task})

    async def _watch(self) -> None:
        before: Sight | None = None
        while True:
            fresh = [one for one in self._listeners if not one.greeted]
            after = await to_thread.run_sync(self._look)
            if after is not None:
                changes = [] if before is None else changed(before, after)
                # Who came meanwhile is greeted next time, and asks for everything then.
                for listener in self._listeners:
                    if listener.greeted:
                        listener.tell(changes)
                for listener in fresh:
                    listener.greet()
                before = after
            await asyncio.sleep(self._tact.every)

    def _look(self) -> Sight | None:
        """How everything stands; `None` where that cannot be told just now."""
        try:
            return seen(self._topics)
        except ClawbackError:
            _log.warning("live_look_failed")
        except Exception:  # noqa: BLE001 - the watcher must live on, and says what it was
            _log.exception("live_look_failed")
        return None
