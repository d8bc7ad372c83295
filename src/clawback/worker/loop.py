"""An event loop in a thread of its own, for parts that live in one."""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Protocol


class Listener(Protocol):
    """A part that listens for others from within an event loop."""

    async def start(self) -> None:
        """Listens from now on; raises `OSError` when the address cannot be had."""
        ...

    async def stop(self) -> None:
        """Finishes what is under way and listens no more."""
        ...


@contextmanager
def listening(listener: Listener, name: str) -> Iterator[None]:
    """Runs a listener in a thread of this name while the block runs; raises what `start` raises."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name=name, daemon=True)
    thread.start()
    try:
        _await(loop, listener.start())
        try:
            yield
        finally:
            _await(loop, listener.stop())
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _await(loop: AbstractEventLoop, work: Coroutine[object, object, None]) -> None:
    asyncio.run_coroutine_threadsafe(work, loop).result()
