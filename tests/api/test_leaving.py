"""Whoever asks may leave: what runs for them is called off, and nothing else."""

from __future__ import annotations

import asyncio
import socket
import threading
from datetime import timedelta

import pytest
from anyio import to_thread
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from clawback.api.leaving import Leaving
from clawback.model import errand
from clawback.model.errand import CalledOffError, Errand
from clawback.store.duckdb import DuckdbStore
from clawback.worker.server import Listen, WebServer, bind

ENDLESS = "SELECT sum(a.range ^ b.range) FROM range(9000000) a, range(9000000) b"
GET = {"type": "http", "headers": []}
POST = {"type": "http", "headers": [(b"content-length", b"6")]}
WHOLE = {"type": "http.request", "body": b"", "more_body": False}
GONE = {"type": "http.disconnect"}


class Caller:
    """What a server would hand over: the messages, and the caller's going when told to go."""

    def __init__(self, *messages):
        self._messages = list(messages)
        self.gone = asyncio.Event()
        self.heard = []

    async def receive(self):
        if self._messages:
            return self._messages.pop(0)
        await self.gone.wait()
        return GONE

    async def send(self, message):
        self.heard.append(message)


async def request(app, caller, scope=GET):
    await Leaving(app)(scope, caller.receive, caller.send)


async def test_what_runs_in_a_thread_is_called_off():
    """A route's thread is told through the errand that it inherits."""
    caller, seen = Caller(WHOLE), []

    async def app(_, __, ___):
        await to_thread.run_sync(route, asyncio.get_running_loop())

    def route(loop):
        begun = errand.current()
        seen.append(begun)
        stopped = asyncio.Event()
        with begun.stopped_by(stopped.set):
            loop.call_soon_threadsafe(caller.gone.set)
            asyncio.run_coroutine_threadsafe(stopped.wait(), loop).result(timeout=10)
        begun.check()

    with pytest.raises(CalledOffError):
        await request(app, caller)
    assert seen[0].called_off


async def test_who_stays_is_not_called_off():
    """A request that ends as usual leaves its errand alone, and the next one has its own."""
    seen = []

    async def app(_, receive, send):
        assert await receive() == WHOLE
        seen.append(errand.current())
        await send({"type": "http.response.start"})

    for _ in range(2):
        await request(app, Caller(WHOLE))
    assert seen[0] is not seen[1]
    assert not any(each.called_off for each in seen)


async def test_a_body_is_read_whole_first():
    """The application gets every piece in order, and hears the caller go afterwards."""
    pieces = [
        {"type": "http.request", "body": b"abc", "more_body": True},
        {"type": "http.request", "body": b"def", "more_body": False},
    ]
    caller, heard = Caller(*pieces), []

    async def app(_, receive, __):
        heard.extend([await receive(), await receive()])
        caller.gone.set()
        heard.append(await receive())

    await request(app, caller, POST)
    assert heard == [*pieces, GONE]


async def test_other_connections_pass():
    """What is no request is passed on as it is."""
    seen = []

    async def app(scope, _, __):
        seen.append(scope["type"])

    await request(app, Caller(), {"type": "lifespan"})
    assert seen == ["lifespan"]


async def test_what_waits_has_threads_beside_what_runs():
    """As many threads as may wait come on top of the usual ones."""
    seen = []

    async def app(_, __, ___):
        seen.append(to_thread.current_default_thread_limiter().total_tokens)

    caller = Caller(WHOLE)
    await Leaving(app, waiting=5)(GET, caller.receive, caller.send)
    assert seen == [45]
    assert isinstance(errand.current(), Errand)


async def test_a_browser_that_closes_its_connection(tmp_path):
    """Over a real connection: the engine's query stops when the caller hangs up."""
    store = DuckdbStore.open(tmp_path / "events.duckdb", timeout=timedelta(hours=1))
    begun, ended = threading.Event(), threading.Event()

    def endless(_):
        try:
            with store._reading() as reading:
                begun.set()
                reading._ask(ENDLESS, {})
        finally:
            ended.set()

    bound = bind(Listen("127.0.0.1", 0))
    routes = [Route("/", endless)]
    application = Starlette(routes=routes, exception_handlers={CalledOffError: _nobody_reads})
    with WebServer(Leaving(application), bound).beside():
        with socket.create_connection(bound.getsockname()) as caller:
            caller.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
            assert await to_thread.run_sync(begun.wait, 10)
        assert await to_thread.run_sync(ended.wait, 10)
    store.close()


def _nobody_reads(_, __):
    return PlainTextResponse("")
