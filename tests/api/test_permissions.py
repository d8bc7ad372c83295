"""Every operation against every role: by token, by session, half signed in, and as nobody."""

from __future__ import annotations

import pytest
from tests.making.house import PASSWORD, TurnedClock
from tests.making.visitors import API
from tests.servers.parts import parts_in

from clawback.api.operations import guard
from clawback.api.permissions import PERMISSIONS, Known, Public
from clawback.identity.role import NEVER_IN_A_TOKEN, Permission, Role

PUBLIC = sorted(name for name, needs in PERMISSIONS.items() if isinstance(needs, Public))
SOMEBODYS = sorted(name for name, needs in PERMISSIONS.items() if isinstance(needs, Known))
GUARDED = sorted(set(PERMISSIONS) - set(PUBLIC))
PERMITTED = sorted(set(GUARDED) - set(SOMEBODYS))
ENDING = {"session_end", "account_session_end", "account_password"}


@pytest.fixture(scope="module")
def clock():
    return TurnedClock()


@pytest.fixture(scope="module")
def parts(tmp_path_factory, clock):
    """One application for all of these tests: they change nothing that another looks at."""
    with parts_in(tmp_path_factory.mktemp("parts"), clock=clock) as built:
        yield built


@pytest.fixture
def operations(app):
    return {one.id: one for one in guard(app.routes, PERMISSIONS).every}


@pytest.fixture
def call(operations, web):
    """Calls an operation, with ids that exist nowhere and no body."""

    def called(name, headers=None, client=web):
        operation = operations[name]
        method = next(iter(operation.methods - {"HEAD"}))
        path = operation.path.replace("{", "").replace("}", "")
        return client.request(method, path, headers=headers)

    return called


def _refused_by_the_gate(answer):
    """The gate's own refusals name the permission, or say what takes a person's whole sign-in."""
    document = answer.json() if answer.status_code == 403 else {}
    return "It takes the permission" in document.get("detail", "") or document.get("code") in {
        "sign_in_unfinished",
        "person_needed",
    }


def test_what_needs_nothing_is_written_down():
    """Health, the schema, and the doors through which people sign in."""
    ours = {one for one in PUBLIC if not one.startswith("oidc_")}
    assert ours == {
        "health",
        "openapi",
        "ready",
        "session_begin",
        "session_passkey",
        "session_passkey_options",
        "session_set_up",
        "sign_in_ways",
    }


@pytest.mark.parametrize("name", ["health", "openapi", "ready"])
def test_public_operations_need_no_token(call, name):
    """They answer anybody."""
    assert call(name).status_code == 200


@pytest.mark.parametrize("name", GUARDED)
def test_nothing_else_answers_without_a_token(call, clock, name):
    """No token, half a token and another scheme are all refused, before the body is looked at."""
    clock.turn(minutes=1)  # so that none is one too many
    assert call(name).status_code == 401
    for header in ("", "Bearer", "Bearer ", "Bearer cb_x", "Basic YTpi", "bearer " + "a" * 70):
        answer = call(name, {"Authorization": header})
        assert answer.status_code == 401, header
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["status"] == 401


@pytest.mark.parametrize("role", Role)
def test_a_token_opens_what_its_role_may_and_no_more(call, bearer, role):
    """403 exactly where the table says so; never what takes a person."""
    headers = bearer(role)
    for name in PERMITTED:
        answer = call(name, headers)
        allowed = PERMISSIONS[name] in role.permissions - NEVER_IN_A_TOKEN
        assert _refused_by_the_gate(answer) is not allowed, name
        assert answer.status_code != 401, name


@pytest.mark.parametrize("role", Role)
def test_a_session_opens_what_its_role_may_and_no_more(call, people, role):
    """The same table for people, who also have an account of their own."""
    web = people.settled(f"a-{role}", role)
    for name in PERMITTED:
        if name in ENDING:
            continue
        answer = call(name, client=web)
        assert _refused_by_the_gate(answer) is not (PERMISSIONS[name] in role.permissions), name
        assert answer.status_code != 401, name


@pytest.mark.parametrize("enrolling", [True, False])
def test_half_a_sign_in_opens_nothing(call, people, enrolling):
    """Neither before the second factor is set up, nor before it is shown."""
    if enrolling:
        _, token = people.invite("ann", Role.ADMIN)
        web = people.browser()
        web.post(f"{API}/session/setup", json={"token": token, "password": PASSWORD})
    else:
        people.settled("bea", Role.ADMIN)
        web = people.sign_in("bea")
    for name in PERMITTED:
        answer = call(name, client=web)
        assert (answer.status_code, answer.json()["code"]) == (403, "sign_in_unfinished"), name


def test_no_operation_that_approves_is_open_to_a_token(call, bearer):
    """Whatever rooms add: what needs `remediate.approve` is refused to every token."""
    headers = bearer(Role.ADMIN)
    for name, needs in PERMISSIONS.items():
        if needs is Permission.REMEDIATE_APPROVE:
            answer = call(name, headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "person_needed"), name
