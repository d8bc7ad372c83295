"""The web server's address, start and stop."""

from __future__ import annotations

from http.client import HTTPConnection

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from clawback.model.errors import BadInputError
from clawback.worker.server import AddressTakenError, Listen, WebServer, address, bind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("127.0.0.1:8025", Listen("127.0.0.1", 8025)),
        ("localhost:0", Listen("localhost", 0)),
        ("[::1]:80", Listen("::1", 80)),
    ],
)
def test_an_address_is_read(text, expected):
    """Names, IPv4 and IPv6 are all addresses."""
    assert Listen.read(text) == expected


@pytest.mark.parametrize("text", ["", "8025", ":8025", "host:", "host:x", "host:70000", "host:-1"])
def test_other_text_is_no_address(text):
    """The error shows what an address looks like."""
    with pytest.raises(BadInputError, match=r"127\.0\.0\.1:8025"):
        Listen.read(text)


def test_a_taken_port_is_told(free_listener):
    """Two servers cannot share a port, and the second one says which."""
    port = free_listener.getsockname()[1]
    with pytest.raises(AddressTakenError, match=str(port)):
        bind(Listen("127.0.0.1", port))


@pytest.fixture
def free_listener():
    bound = bind(Listen("127.0.0.1", 0))
    yield bound
    bound.close()


def test_it_answers_until_it_is_stopped(free_listener):
    """Requests are answered while the block runs, and the server ends with it."""
    hello = Starlette(routes=[Route("/", lambda _: PlainTextResponse("hello"))])
    server = WebServer(hello, free_listener)
    host, port = free_listener.getsockname()
    assert address(free_listener) == f"http://{host}:{port}"
    with server.beside():
        connection = HTTPConnection(host, port, timeout=10)
        connection.request("GET", "/")
        answer = connection.getresponse()
        assert answer.read() == b"hello"
        assert answer.getheader("server") is None
        connection.close()


def test_a_connection_is_kept_for_longer_than_a_proxy_keeps_it(free_listener):
    """Else a proxy would send a request on a connection that is being closed, and lose it."""
    minute = 60  # what nginx and others keep an idle connection for
    server = WebServer(Starlette(), free_listener)
    assert server._server.config.timeout_keep_alive > minute
