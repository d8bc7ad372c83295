"""HTTP to one server."""

from __future__ import annotations

import subprocess
import sys

import pytest

from clawback.client.credential import Bearer
from clawback.client.transport import Body, Transport, UnreachableError, origin_of
from clawback.model.errors import BadInputError, ForbiddenError, NotFoundError


@pytest.fixture
def transport(served):
    with Transport(served.url, Bearer("cb_token"), timeout=10) as opened:
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


_ASKED = (403, b'{"code": "step_up_needed", "detail": "Confirm that it is you."}')


def test_a_proof_is_given_and_the_request_sent_again(served):
    """Once, with the same body; what the proof itself is refused is not proved again."""
    proofs = []

    def prove(transport):
        proofs.append(transport.json("POST", "/proof"))
        return True

    served.answers += [_ASKED, (200, b'{"proved": 1}'), (200, b'{"done": 1}')]
    with Transport(served.url, Bearer("t"), prove=prove) as transport:
        assert transport.json("POST", "/deed", body=Body.of({"a": 1})) == {"done": 1}
        sent = [(target, body) for _, target, _, body in served.requests]
        assert sent == [("/deed", b'{"a": 1}'), ("/proof", b""), ("/deed", b'{"a": 1}')]
        served.answers += [_ASKED, _ASKED]
        with pytest.raises(ForbiddenError, match="Confirm that it is you"):
            transport.json("POST", "/deed")
        served.answers += [_ASKED, (200, b"{}"), _ASKED]
        with pytest.raises(ForbiddenError):
            transport.json("POST", "/deed")
    assert len(proofs) == 2


def test_without_a_proof_the_refusal_stands(served):
    """Where nobody can prove anything, and where a body cannot be sent twice."""
    served.answers += [_ASKED, _ASKED, _ASKED]
    once = Body(iter([b"x"]), "text/plain")
    for prove, body in ((lambda _: False, None), (lambda _: True, once), (None, None)):
        with (
            Transport(served.url, Bearer("t"), prove=prove) as transport,
            pytest.raises(ForbiddenError),
        ):
            transport.json("POST", "/x", body=body)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Claw.Example:443/", "https://claw.example"),
        ("http://127.0.0.1:8025", "http://127.0.0.1:8025"),
        ("http://[::1]:80/x", "http://[::1]"),
        ("https://claw.example/behind", "https://claw.example"),
    ],
)
def test_origins_are_written_as_browsers_write_them(url, origin):
    """Lower case, without the scheme's own port, without a path."""
    assert origin_of(url) == origin


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
        Transport("http://127.0.0.1:1", Bearer("t")) as transport,
        pytest.raises(UnreachableError, match=r"127\.0\.0\.1:1 does not answer.*Is it running"),
    ):
        transport.json("GET", "/x")


@pytest.mark.parametrize("url", ["", "127.0.0.1:80", "ftp://x", "http://", "http://x:y"])
def test_what_is_no_address(url):
    """The error shows what an address looks like."""
    with pytest.raises(BadInputError, match=r"http://127\.0\.0\.1:8025"):
        Transport(url, Bearer("t"))


def test_it_loads_nothing_heavy():
    """The client stays quick to load: none of the server's libraries come with it."""
    code = "import sys, clawback.client.transport; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not loaded & {"pydantic", "fastapi", "httpx2", "sqlalchemy", "duckdb", "rich"}
