"""A small server that says what a test wants to hear."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests.servers.parts import parts_in
from tests.servers.threaded import at_work


class Served(ThreadingHTTPServer):
    """Answers each request with `answers.pop(0)`, a status and bytes.

    `None` as an answer closes the connection without one. `requests` keeps method, target, headers
    and body of each request.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests = []
        self.answers = []
        self.url = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):  # the library's name
        server = self.server
        assert isinstance(server, Served)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        server.requests.append((self.command, self.path, self.headers, body))
        answer = server.answers.pop(0)
        if answer is None:
            self.close_connection = True
            return
        status, content = answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - the library's names

    def log_message(self, *_):
        pass


@pytest.fixture
def served():
    """A server that a test tells what to answer."""
    server = Served()
    with at_work(server):
        yield server


@pytest.fixture(scope="session")
def schemas(tmp_path_factory):
    """What the API says that its answers hold, by name."""
    with parts_in(tmp_path_factory.mktemp("parts")) as parts:
        return parts.app.openapi()["components"]["schemas"]
