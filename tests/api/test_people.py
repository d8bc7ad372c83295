"""People, their links and tokens of one's own, over HTTP."""

from __future__ import annotations

import pytest
from tests.making.house import PASSWORD
from tests.making.visitors import API, ORIGIN

from clawback.identity.role import Role


@pytest.fixture
def root(people):
    """An administrator with a fresh proof."""
    return people.settled("root", Role.ADMIN)


def test_an_account_from_invitation_to_closing(root, people):
    """Made, followed by link, changed, disabled, enabled, reset; each answer shows the person."""
    wanted = {
        "login": "Ann",
        "name": "Ann",
        "roles": ["analyst"],
        "scope": {"domains": ["A.example"]},
    }
    made = root.post(f"{API}/people", json=wanted)
    assert made.status_code == 201, made.text
    assert made.json()["link"].startswith(f"{ORIGIN}/setup#")
    ann = made.json()["person"]
    assert (ann["login"], ann["state"], ann["scope"]["domains"]) == (
        "ann",
        "invited",
        ["a.example"],
    )
    body = {"token": made.json()["link"].partition("#")[2], "password": PASSWORD}
    web = people.browser()
    assert web.post(f"{API}/session/setup", json=body).json()["scope"]["domains"] == ["a.example"]
    path = f"{API}/people/{ann['id']}"
    assert root.get(f"{path}/sessions").json()["items"][0]["stage"] == "open"
    assert root.patch(path, json={"name": "Anna"}).json()["name"] == "Anna"
    assert web.get(f"{API}/session").json()["name"] == "Anna"
    assert root.patch(path, json={"roles": ["reader"]}).json()["roles"] == ["reader"]
    assert web.get(f"{API}/session").status_code == 401
    assert root.post(f"{path}/disable").json()["disabled_by"] == "Root"
    assert root.post(f"{path}/reset-link", json={}).status_code == 409
    assert root.post(f"{path}/enable").json()["state"] == "active"
    assert root.post(f"{path}/reset-link", json={"forget_factors": True}).status_code == 201
    assert root.delete(f"{path}/sessions").json() == {"ended": 0}
    assert root.get(path).json()["login"] == "ann"
    assert len(root.get(f"{API}/people").json()["items"]) == 2


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"login": "root"}, 409, "login_taken"),
        ({"login": "a b"}, 400, "bad_input"),
        ({"roles": []}, 422, "invalid_request"),
        ({"roles": ["king"]}, 422, "invalid_request"),
        ({"scope": {"domains": [""]}}, 400, "bad_input"),
        ({"id": "x"}, 422, "invalid_request"),
    ],
)
def test_senseless_changes_are_refused(root, people, change, status, code):
    """Each with a sentence."""
    person, _ = people.invite("ann", Role.READER)
    answer = root.patch(f"{API}/people/{person}", json=change)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_what_nobody_does_to_themselves(root):
    """Own roles, own end; and the last administrator stays."""
    me = root.get(f"{API}/session").json()["person"]
    own = root.patch(f"{API}/people/{me}", json={"roles": ["admin", "content_reader"]})
    assert (own.status_code, own.json()["code"]) == (403, "own_roles")
    assert root.post(f"{API}/people/{me}/disable").json()["code"] == "own_roles"


def test_the_last_administrator_stays_for_programs_too(root, web, bearer):
    """The token in `admin.token` cannot lock the people out."""
    me = root.get(f"{API}/session").json()["person"]
    answer = web.post(f"{API}/people/{me}/disable", headers=bearer(Role.ADMIN))
    assert (answer.status_code, answer.json()["code"]) == (409, "last_administrator")


@pytest.mark.parametrize("person", ["nosuchperson", "%00", "a%2Fb", "'"])
def test_nobody_is_not_found(root, person):
    """Whatever stands in the address."""
    assert root.get(f"{API}/people/{person}").status_code in {400, 404}


def test_roles_are_listed(root):
    """With their labels and permissions."""
    items = root.get(f"{API}/roles").json()["items"]
    assert [one["role"] for one in items] == [role.value for role in Role]


def test_a_token_of_ones_own(people, clock, web):
    """Made with a fresh proof, listed, used, revoked by its owner alone."""
    ann = people.settled("ann", Role.RESPONDER)
    wanted = {"name": "laptop", "role": "responder", "permissions": ["lists.read"], "days": 3}
    made = ann.post(f"{API}/account/tokens", json=wanted)
    assert made.status_code == 201, made.text
    token, secret = made.json()["token"], made.json()["secret"]
    assert token["owner"] == ann.get(f"{API}/session").json()["person"]
    mine = {"Authorization": f"Bearer {secret}"}
    assert web.get(f"{API}/session", headers=mine).json()["permissions"] == ["lists.read"]
    assert web.get(f"{API}/lists", headers=mine).status_code == 200
    assert web.get(f"{API}/remediations", headers=mine).status_code == 403
    eve = people.settled("eve", Role.RESPONDER)
    assert eve.get(f"{API}/account/tokens").json()["items"] == []
    assert eve.delete(f"{API}/account/tokens/{token['id']}").status_code == 404
    clock.turn(minutes=6)
    assert ann.post(f"{API}/account/tokens", json=wanted).json()["code"] == "step_up_needed"
    assert ann.delete(f"{API}/account/tokens/{token['id']}").json()["state"] == "revoked"
    assert web.get(f"{API}/lists", headers=mine).status_code == 401


def test_a_services_token_made_by_a_person_takes_a_fresh_proof(root, clock):
    """Otherwise a stolen session could leave a door open for years."""
    wanted = {"name": "soar", "role": "reader", "networks": ["192.0.2.0/24"]}
    assert root.post(f"{API}/tokens", json=wanted).json()["token"]["networks"] == ["192.0.2.0/24"]
    clock.turn(minutes=6)
    assert root.post(f"{API}/tokens", json=wanted).json()["code"] == "step_up_needed"


def test_what_is_no_network_is_told_in_words(root):
    """How one is written, and where the mistake is; nothing of the library's own insides."""
    wanted = {"name": "soar", "role": "reader", "networks": ["192.0.2.0/24", "300.1.1.1/8"]}
    answer = root.post(f"{API}/tokens", json=wanted)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"location": "body.networks.1", "message": "write a network such as 192.0.2.0/24"}
    ]
