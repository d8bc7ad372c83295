"""HTTP to one server."""

from __future__ import annotations

import subprocess
import sys

import pytest

from clawback.client.transport import Body, Transport, UnreachableError
from clawback.model.errors import BadInputError, NotFoundError


@pytest.fixture
def transport(served):
    with Transport(served.url, "cb_token", timeout=10) as opened:
        yield opened


def test_a_request_carries_the_token_and_the_query(served, transport):
    """Empty parameters are left out, lists are repeated, text is escaped."""
    served.answers.append((200, b'{"count": 3}'))
    query = {"filter": "a b&c", "limit": None, "exact": True, "field": ["x", "y"]}
    assert transport.json("GET", "/api/v1/deliveries", query=query) == {"count": 3}
    method, target, headers, _ = served.requests[0]
    assert (method, headers["Authorization"]) == ("GET", "Bearer cb_token")
    assert target == "/api/v1/deliveries?filter=a+b%26c&exact=true&field=x&field=y"


def test_a_body_says_what_it_is(served, transport):
    """JSON goes out as JSON, and an empty answer is an empty object."""
    served.answers.append((204, b""))
    assert transport.json("POST", "/x", body=Body.of({"a": 1})) == {}
    assert served.requests[0][2]["Content-Type"] == "application/json"
    assert served.requests[0][3] == b'{"a": 1}'


def test_problems_are_raised(served, transport):
    """What the server refuses is an error with its words, and the next request works."""
    served.answers += [(404, b'{"detail": "There is no x."}'), (200, b"{}")]
    with pytest.raises(NotFoundError, match=r"There is no x\."):
        transport.json("GET", "/x")
    assert transport.json("GET", "/x") == {}


def test_a_connection_that_was_closed_is_opened_again(served, transport):
    """A server that closed an idle connection is asked once more, when that is safe."""
    served.answers += [(200, b"{}"), None, (200, b'{"again": 1}')]
    transport.json("GET", "/x")
    assert transport.json("GET", "/x") == {"again": 1}


def test_what_is_not_safe_is_not_sent_twice(served, transport):
    """A POST whose answer was lost is an error, never a second POST."""
    served.answers += [(200, b"{}"), None, (200, b"{}")]
    transport.json("GET", "/x")
    with pytest.raises(UnreachableError):
        transport.json("POST", "/x", body=Body.of({}))
    assert len(served.requests) == 2


def test_long_answers_come_in_pieces(served, transport):
    """Bytes and lines are given as they come."""
    served.answers += [(200, b"x" * 200_000), (200, b'{"a":1}\n{"a":2}\n')]
    assert sum(len(block) for block in transport.blocks("GET", "/x")) == 200_000
    assert list(transport.lines("GET", "/x")) == [{"a": 1}, {"a": 2}]


def test_nobody_there():
    """The error names the server and asks the right question."""
    with (
        Transport("http://127.0.0.1:1", "t") as transport,
        pytest.raises(UnreachableError, match=r"127\.0\.0\.1:1 does not answer.*Is it running"),
    ):
        transport.json("GET", "/x")


@pytest.mark.parametrize("url", ["", "127.0.0.1:80", "ftp://x", "http://", "http://x:y"])
def test_what_is_no_address(url):
    """The error shows what an address looks like."""
    with pytest.raises(BadInputError, match=r"http://127\.0\.0\.1:8025"):
        Transport(url, "t")


def test_it_loads_nothing_heavy():
    """The client stays quick to load: none of the server's libraries come with it."""
    code = "import sys, clawback.client.transport; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not loaded & {"pydantic", "fastapi", "httpx2", "sqlalchemy", "duckdb", "rich"}
