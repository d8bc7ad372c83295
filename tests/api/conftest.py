"""The application on memory adapters."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from tests.servers.parts import NOW, parts_in

from clawback.identity.role import Role
from clawback.model.clock import FixedClock


@pytest.fixture
def parts(tmp_path):
    with parts_in(tmp_path) as built:
        yield built


@pytest.fixture
def clock():
    return FixedClock(NOW)


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
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def admin(web, bearer):
    """The same caller, with an administrator's token."""
    web.headers.update(bearer(Role.ADMIN))
    return web
