"""The application as a stranger and as an administrator see it."""

from __future__ import annotations

import pytest

from clawback.api.body_limit import BODY_LIMIT


def test_the_schema_is_offered(web):
    """Anybody can read how the API is called."""
    schema = web.get("/api/v1/openapi.json").json()
    assert schema["info"]["title"] == "Clawback"
    assert "/api/v1/tokens" in schema["paths"]


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_no_page_loads_scripts_from_elsewhere(web, path):
    """The pages that would load remote scripts do not exist."""
    assert web.get(path).status_code == 404


def test_a_body_over_the_limit_is_refused(admin):
    """More than a megabyte is not read."""
    answer = admin.post("/api/v1/tokens", content=b" " * (BODY_LIMIT + 1))
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_that_hides_its_length_is_refused_too(admin):
    """A chunked body counts as it comes."""
    answer = admin.post("/api/v1/tokens", content=(b" " * 65536 for _ in range(20)))
    assert answer.status_code == 413


def test_a_token_goes_through_its_life(admin):
    """Made, listed without its secret, used, revoked."""
    made = admin.post("/api/v1/tokens", json={"name": "soar", "role": "reader", "days": 7})
    assert made.status_code == 201
    secret, token = made.json()["secret"], made.json()["token"]
    assert token["expires_at"] == "2026-11-30T12:00:00Z"
    assert secret not in admin.get("/api/v1/tokens").text
    mine = {"Authorization": f"Bearer {secret}"}
    assert admin.get("/api/v1/tokens", headers=mine).status_code == 403
    revoked = admin.delete(f"/api/v1/tokens/{token['id']}")
    assert revoked.json()["state"] == "revoked"
    assert admin.get("/api/v1/tokens", headers=mine).status_code == 401


def test_the_last_administrator_cannot_be_revoked(admin):
    """The conflict says what to do."""
    mine = admin.get("/api/v1/tokens").json()["items"][0]["id"]
    answer = admin.delete(f"/api/v1/tokens/{mine}")
    assert answer.status_code == 409
    assert answer.json()["code"] == "last_administrator"
