"""The application on memory adapters."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from tests.making.house import TurnedClock
from tests.making.visitors import ORIGIN, Visitors
from tests.servers.parts import parts_in
from tests.servers.web_client import WebClient

from clawback.identity.role import Role


@pytest.fixture
def parts(tmp_path, clock):
    with parts_in(tmp_path, clock=clock) as built:
        yield built


@pytest.fixture
def clock():
    """A clock that a test turns forward."""
    return TurnedClock()


@pytest.fixture
def app(parts):
    return parts.app


@pytest.fixture
def tokens(parts):
    return parts.tokens


@pytest.fixture
def troubles(parts):
    """What `/readyz` finds wrong; a test may add to it."""
    return parts.troubles


@pytest.fixture
def bearer(tokens):
    """Headers that carry a new token of a role."""

    def made(role: Role) -> dict[str, str]:
        issued = tokens.create(name=role.value, role=role, by="a test")
        return {"Authorization": f"Bearer {issued.secret.text}"}

    return made


@pytest.fixture
def web(app):
    """A caller without a token."""
    with WebClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def admin(web, bearer):
    """The same caller, with an administrator's token."""
    web.headers.update(bearer(Role.ADMIN))
    return web


@pytest.fixture
def browser(app):
    """Opens browsers on our own pages, each with cookies of its own."""
    with ExitStack() as stack:

        def opened(**headers: str) -> WebClient:
            ours = {"Sec-Fetch-Site": "same-origin", **headers}
            client = WebClient(app, base_url=ORIGIN, headers=ours, raise_server_exceptions=False)
            return stack.enter_context(client)

        yield opened


@pytest.fixture
def people(parts, clock, browser):
    """Makes people, and signs them in."""
    return Visitors(parts.identity, clock, browser)
