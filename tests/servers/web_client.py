"""Requests to an application in this very thread.

Starlette's `TestClient` crosses to another thread and back seven times for each request: most of
what a short request costs. Here each runs to its end on a loop of the client's own.
"""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Mapping

import httpx2
from starlette.types import ASGIApp, Message, Scope
from tests.servers.haste import stay_here


class WebClient(httpx2.Client):
    """Calls an application as a browser or a program would, one request after the other.

    What the application raises and does not answer is raised here, or is a 500 where
    `raise_server_exceptions` is false. An answer is there when the application has finished.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        base_url: str = "http://testserver",
        headers: Mapping[str, str] | None = None,
        raise_server_exceptions: bool = True,
        follow_redirects: bool = True,
    ) -> None:
        self.app = app
        super().__init__(
            base_url=base_url,
            headers={"user-agent": "testclient", **(headers or {})},
            transport=_Here(app, raises=raise_server_exceptions),
            follow_redirects=follow_redirects,
        )


class _Here(httpx2.BaseTransport):
    def __init__(self, app: ASGIApp, *, raises: bool) -> None:
        self._app = app
        self._raises = raises
        self._loop = asyncio.new_event_loop()
        self._forget = weakref.finalize(self, self._loop.close)  # for clients that nobody closes

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        exchange = _Exchange(request)
        try:
            self._loop.run_until_complete(exchange.through(self._app))
        except Exception:
            if self._raises:
                raise
        return exchange.answer()

    def close(self) -> None:
        self._forget()


class _Exchange:
    """One request, and what the application sends."""

    def __init__(self, request: httpx2.Request) -> None:
        self._request = request
        self._unread = True
        self._over = asyncio.Event()
        self._status = 500
        self._headers: list[tuple[bytes, bytes]] = []
        self._body: list[bytes] = []

    async def through(self, app: ASGIApp) -> None:
        stay_here.set(True)  # for this task, which is the request's
        await app(self._scope(), self._receive, self._send)

    def answer(self) -> httpx2.Response:
        return httpx2.Response(
            self._status,
            headers=self._headers,
            stream=httpx2.ByteStream(b"".join(self._body)),
            request=self._request,
        )

    def _scope(self) -> Scope:
        url = self._request.url
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": self._request.method,
            "scheme": url.scheme,
            "path": url.path,
            "raw_path": url.raw_path.partition(b"?")[0],
            "root_path": "",
            "query_string": url.query,
            "headers": [(name.lower(), value) for name, value in self._request.headers.raw],
            "client": ("testclient", 50000),
            "server": (url.host, url.port or {"http": 80, "https": 443}[url.scheme]),
            "state": {},
        }

    async def _receive(self) -> Message:
        if self._unread:
            self._unread = False
            return {"type": "http.request", "body": self._request.read()}
        await self._over.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status, self._headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            if self._request.method != "HEAD":
                self._body.append(message.get("body", b""))
            if not message.get("more_body", False):
                self._over.set()
