"""Live updates over a real server: greeting, changes, and ends that nobody waits for."""

from __future__ import annotations

import json
from contextlib import ExitStack, closing, contextmanager
from http import HTTPStatus
from http.client import HTTPConnection

import pytest
from tests.servers.parts import parts_in

from clawback.identity.role import Role
from clawback.live.updates import Tact
from clawback.worker.server import Listen, WebServer, bind

pytestmark = pytest.mark.slow
QUICK = Tact(every=0.02, beat=0.1, longest=60)
CONTAINER = {"action": "soft_delete", "name": "Prize mails"}


@contextmanager
def serving(parts):
    with closing(bind(Listen("127.0.0.1", 0))) as bound:
        server = WebServer(parts.app, bound, stopping=parts.updates.stop)
        with server.beside():
            yield Caller(bound.getsockname()[1], parts.tokens)


class Caller:
    """Somebody with a token, and as many connections as they like."""

    def __init__(self, port, tokens):
        self._port = port
        issued = tokens.create(name="admin", role=Role.ADMIN, by="a test")
        self.token = issued.token.id
        self._headers = {"Authorization": f"Bearer {issued.secret.text}"}

    @contextmanager
    def ask(self, method, path, body=None):
        headers = {**self._headers, "Content-Type": "application/json"}
        with closing(HTTPConnection("127.0.0.1", self._port, timeout=30)) as connection:
            sent = json.dumps(body) if body else None
            connection.request(method, f"/api/v1{path}", sent, headers)
            with connection.getresponse() as answer:
                yield answer


def event(stream):
    """The next event: its name and data."""
    found = {}
    while line := stream.readline().decode().rstrip("\n"):
        name, _, value = line.partition(": ")
        found[name] = value
    return found.get("event", ""), json.loads(found.get("data", "null"))


def next_named(stream, name):
    while (heard := event(stream))[0] != name:
        pass
    return heard[1]


def test_a_change_is_told_to_who_listens(tmp_path):
    """A page that listens is greeted, and told of a container that somebody opens."""
    with (
        parts_in(tmp_path, tact=QUICK) as parts,
        serving(parts) as caller,
        caller.ask("GET", "/live") as stream,
    ):
        assert stream.getheader("Content-Type").startswith("text/event-stream")
        assert stream.getheader("Cache-Control") == "no-store"
        assert next_named(stream, "hello") == {}
        with caller.ask("POST", "/remediation-containers", CONTAINER) as answer:
            opened = json.load(answer)
        heard = next_named(stream, "changed")
        assert heard["topic"] == "containers"
        assert list(heard["versions"]) == [opened["id"]]


def test_an_open_stream_does_not_hold_up_the_servers_stop(tmp_path):
    """It is ended in good order: the answer is whole, which one that is torn off is not."""
    with parts_in(tmp_path, tact=QUICK) as parts, ExitStack() as stack:
        with serving(parts) as caller:
            stream = stack.enter_context(caller.ask("GET", "/live"))
            next_named(stream, "hello")
        stream.read()
        assert parts.updates.listening == 0


def test_a_token_that_is_taken_back_hears_no_more(tmp_path):
    """The stream ends at the next sign of life."""
    with parts_in(tmp_path, tact=QUICK) as parts, serving(parts) as caller:
        with caller.ask("GET", "/live") as stream:
            next_named(stream, "hello")
            parts.tokens.create(name="another", role=Role.ADMIN, by="a test")
            parts.tokens.revoke(caller.token)
            stream.read()
        with caller.ask("GET", "/live") as answer:
            assert answer.status == HTTPStatus.UNAUTHORIZED


def test_who_leaves_is_forgotten(tmp_path):
    """A closed connection frees its place."""
    with parts_in(tmp_path, tact=QUICK) as parts, serving(parts) as caller:
        with caller.ask("GET", "/live") as stream:
            next_named(stream, "hello")
        with caller.ask("GET", "/live") as other:
            next_named(other, "hello")
            while parts.updates.listening > 1:
                event(other)
