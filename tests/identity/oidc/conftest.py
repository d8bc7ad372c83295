from __future__ import annotations

import pytest
from tests.identity.oidc.house import House, MovingClock
from tests.servers.openid import OpenIdServer


@pytest.fixture
def clock():
    return MovingClock()


@pytest.fixture
def server(clock):
    made = OpenIdServer(clock)
    yield made
    made.close()


@pytest.fixture
def house(server, clock):
    return House(server, clock)


@pytest.fixture
def house_with(server, clock):
    """A house with other settings."""
    return lambda **changes: House(server, clock, **changes)
