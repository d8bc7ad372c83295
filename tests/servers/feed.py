"""A web server that gives out a feed's files, as a provider of indicators does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.servers.threaded import at_work


class FeedServer:
    """Files by path, which a test changes; `asked` has the paths, `authorized` what was shown."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.moved: dict[str, str] = {}
        self.asked: list[str] = []
        self.authorized: list[str] = []
        self.url = ""

    def took(self) -> list[str]:
        """What was asked for since the last time."""
        told, self.asked = self.asked, []
        return told


@contextmanager
def feed_server() -> Iterator[FeedServer]:
    """One on a free port of this machine."""
    feed = FeedServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            feed.asked.append(self.path)
            feed.authorized.append(self.headers.get("Authorization", ""))
            if self.path in feed.moved:
                self.send_response(HTTPStatus.FOUND)
                self.send_header("Location", feed.moved[self.path])
                self.end_headers()
                return
            content = feed.files.get(self.path)
            self.send_response(HTTPStatus.OK if content is not None else HTTPStatus.NOT_FOUND)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    feed.url = f"http://127.0.0.1:{server.server_port}"
    with at_work(server):
        yield feed
