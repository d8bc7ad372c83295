"""Every operation against every role."""

from __future__ import annotations

import pytest

from clawback.api.operations import guard
from clawback.api.permissions import PERMISSIONS, Public
from clawback.identity.role import Role

GUARDED = sorted(name for name, needs in PERMISSIONS.items() if not isinstance(needs, Public))
PUBLIC = sorted(set(PERMISSIONS) - set(GUARDED))


@pytest.fixture
def call(app, web):
    """Calls an operation, with ids that exist nowhere and no body."""
    operations = {one.id: one for one in guard(app.routes, PERMISSIONS).every}

    def called(name, headers=None):
        operation = operations[name]
        method = next(iter(operation.methods - {"HEAD"}))
        path = operation.path.replace("{", "").replace("}", "")
        return web.request(method, path, headers=headers)

    return called


@pytest.mark.parametrize("name", PUBLIC)
def test_public_operations_need_no_token(call, name):
    """Health and the schema are for everybody, and nothing else is."""
    assert PUBLIC == ["health", "openapi", "ready"]
    assert call(name).status_code == 200


@pytest.mark.parametrize("name", GUARDED)
def test_nothing_else_answers_without_a_token(call, name):
    """No token, half a token and another scheme are all refused, before the body is looked at."""
    assert call(name).status_code == 401
    for header in ("", "Bearer", "Bearer ", "Bearer cb_x", "Basic YTpi", "bearer " + "a" * 70):
        answer = call(name, {"Authorization": header})
        assert answer.status_code == 401, header
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["status"] == 401


@pytest.mark.parametrize("name", GUARDED)
def test_a_role_opens_what_it_may_and_no_more(call, bearer, name):
    """403 exactly where the table says so."""
    for role in Role:
        answer = call(name, bearer(role))
        assert (answer.status_code == 403) == (PERMISSIONS[name] not in role.permissions), role
        assert answer.status_code != 401, role
