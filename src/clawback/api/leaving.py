"""Whoever asks may leave before the answer is there; then what runs for them is called off.

Routes run in threads, which nobody can stop from outside. They inherit the request's errand
(`model/errand.py`), and the engine's queries stop when it is called off.
"""

from __future__ import annotations

import asyncio

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clawback.model import errand

_AGAIN = 0.05  # seconds; a query that was just about to begin does not feel the first stop
_THREADS = 40  # for routes that run; each that waits for the store holds a further one


class Leaving:
    """ASGI middleware: gives each request an errand, and calls it off when the caller has gone.

    `waiting` is how many routes may wait for the store at once.
    """

    def __init__(self, app: ASGIApp, *, waiting: int = 0) -> None:
        self._app = app
        self._threads = _THREADS + waiting

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        to_thread.current_default_thread_limiter().total_tokens = self._threads
        door = _Door(receive)
        if not _has_body(scope):
            await door.peep()
        watch = asyncio.create_task(_watch(door, begun := errand.Errand()))
        try:
            with errand.on(begun):
                await self._app(scope, door.receive, send)
        finally:
            watch.cancel()
            await asyncio.wait({watch})


class _Door:
    """Hears the caller go: alone listens, once the body is complete."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._kept: list[Message] = []
        self._gone = asyncio.Event()
        self.whole = asyncio.Event()

    async def peep(self) -> None:
        """Takes the empty body in, so that nothing else is to come but the caller's leaving."""
        self._kept.append(await self._next())

    async def receive(self) -> Message:
        """The next message, for the application."""
        if self._kept:
            return self._kept.pop()
        if self.whole.is_set():
            await self._gone.wait()
            return {"type": "http.disconnect"}
        return await self._next()

    async def left(self) -> None:
        """Returns when the caller has gone."""
        await self.whole.wait()
        while not self._gone.is_set():
            await self._next()

    async def _next(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self._gone.set()
        if not message.get("more_body", False):
            self.whole.set()
        return message


async def _watch(door: _Door, begun: errand.Errand) -> None:
    await door.left()
    while True:
        begun.call_off()
        await asyncio.sleep(_AGAIN)


def _has_body(scope: Scope) -> bool:
    """RFC 9112 §6: a request has one where one of these headers says so."""
    headers = Headers(scope=scope)
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"
