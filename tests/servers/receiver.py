"""A receiver of webhooks that keeps what it took, and that a test can have fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from tests.servers.threaded import at_work


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A request: its path, headers by small names, and body."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Receiver:
    """`status` is what it answers; 0 hangs up after it has read all."""

    url: str
    status: int = 204
    posted: list[Posted] = field(default_factory=list)

    @classmethod
    @contextmanager
    def open(cls) -> Iterator[Self]:
        """Opens it on a free port, and closes it after the block."""
        with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
            box = cls(f"http://127.0.0.1:{server.server_address[1]}/hook?a=b")
            server.box = box  # type: ignore[attr-defined] # the handler's way to it
            with at_work(server):
                yield box


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        box: Receiver = self.server.box  # type: ignore[attr-defined] # as above
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        if box.status < 500:
            box.posted.append(Posted(path=self.path, headers=headers, body=body))
        if box.status:
            self.send_response(box.status)
            self.send_header("Content-Length", "0")
            self.end_headers()
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Says nothing."""
