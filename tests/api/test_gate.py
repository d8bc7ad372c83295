"""Who gets past the gate."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from clawback.api.gate import confirm
from clawback.api.throttle import Throttle
from clawback.identity.role import Role
from clawback.model.errors import ForbiddenError


def test_guessing_is_slowed_down(web, bearer):
    """After twenty refused tokens in a minute the answer is to wait; a good token still passes."""
    wrong = {"Authorization": "Bearer cb_guess"}
    codes = [web.get("/api/v1/tokens", headers=wrong).status_code for _ in range(22)]
    assert codes == [401] * 20 + [429] * 2
    assert web.get("/api/v1/tokens", headers=wrong).headers["retry-after"] == "60"
    assert web.get("/api/v1/tokens", headers=bearer(Role.ADMIN)).status_code == 200


def test_the_throttle_forgets_the_longest_unseen(clock):
    """Many networks cannot fill the memory."""
    throttle = Throttle(clock)
    for number in range(20_000):
        throttle.refused(f"10.{number >> 8}.{number & 255}.1")
    assert len(throttle._failures) == 10_000


async def test_a_stranger_cannot_make_us_read_a_body(app):
    """The refusal comes before the body is asked for."""
    sent = []

    async def receive():
        pytest.fail("the body was read")

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/v1/tokens",
        "raw_path": b"/api/v1/tokens",
        "query_string": b"",
        "headers": [(b"content-length", b"10")],
        "client": ("192.0.2.1", 1),
    }
    await app(scope, receive, send)
    assert sent[0]["status"] == 401


async def test_a_route_the_gate_did_not_clear_does_not_run():
    """The second look refuses a route that the first did not see."""
    request = Request(
        {"type": "http", "route": type("Route", (), {"name": "hidden"})(), "state": {}}
    )
    with pytest.raises(ForbiddenError):
        await confirm(request)
