"""A web server that keeps what it is asked, and answers what a test wants it to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from tests.servers.threaded import at_work


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request: its method, path with query, headers by small names, and body."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is answered; status 0 hangs up after the request was read."""

    status: int = 204
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(slots=True)
class WebTarget:
    """`replies` says what is answered to what."""

    url: str
    replies: Callable[[Asked], Reply] = lambda _: Reply()
    asked: list[Asked] = field(default_factory=list)

    @classmethod
    @contextmanager
    def open(cls, replies: Callable[[Asked], Reply] = lambda _: Reply()) -> Iterator[Self]:
        """Opens it on a free port, and closes it after the block."""
        with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
            box = cls(f"http://127.0.0.1:{server.server_address[1]}", replies)
            server.box = box  # type: ignore[attr-defined] # the handler's way to it
            with at_work(server):
                yield box


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        box: WebTarget = self.server.box  # type: ignore[attr-defined] # as above
        asked = Asked(
            method=self.command,
            path=self.path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(self.headers.get("Content-Length", "0"))),
        )
        box.asked.append(asked)
        reply = box.replies(asked)
        self.close_connection = True
        if not reply.status:
            return
        self.send_response(reply.status)
        for name, value in {**reply.headers, "Content-Length": str(len(reply.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""
