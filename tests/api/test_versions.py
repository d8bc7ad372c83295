"""What the server runs on, and who is told."""

from __future__ import annotations

import platform
from importlib.metadata import version

import pytest

from clawback.api.versions import Engines
from clawback.identity.role import Role
from clawback.model.errors import UnavailableError


def test_an_administrator_is_told_what_runs(admin):
    """Clawback, Python, the store and the state database, each in its version."""
    told = admin.get("/api/v1/versions").json()
    assert (told["clawback"], told["python"]) == (version("clawback"), platform.python_version())
    assert told["store"] == "memory of this process"
    assert told["database"].startswith("SQLite 3.")


def test_an_engine_that_does_not_answer_is_no_reason_to_tell_nothing(admin, app):
    """The rest is told; that one has no version now."""

    def gone() -> str:
        raise UnavailableError("Nobody answers.")

    app.state.parts[Engines] = Engines(store=gone, database=lambda: "PostgreSQL 18.1")
    told = admin.get("/api/v1/versions").json()
    assert (told["store"], told["database"]) == (None, "PostgreSQL 18.1")


def test_nobody_is_told_without_a_token(web):
    """Versions help whoever looks for a hole: health and readiness say none."""
    assert web.get("/api/v1/versions").status_code == 401
    for path in ("/healthz", "/readyz"):
        said = web.get(path).text
        assert not any(word in said for word in ("SQLite", "DuckDB", version("clawback")))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_no_other_role_is_told(web, bearer, role):
    """Only administrators run the place."""
    assert web.get("/api/v1/versions", headers=bearer(role)).status_code == 403
