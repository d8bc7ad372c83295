"""Signing in over HTTP, as browsers do."""

from __future__ import annotations

import pytest
from tests.making.authenticator import Authenticator
from tests.making.house import PASSWORD
from tests.making.visitors import API
from tests.servers.web_client import WebClient

from clawback.identity.role import Role
from clawback.identity.site import Sites


def _cookie(answer):
    return answer.headers["set-cookie"]


def test_the_whole_way_of_an_approver(people, clock):
    """From a setup link over an app to a session that may approve, step up and sign out."""
    _, token = people.invite("ann", Role.APPROVER)
    web = people.browser()
    setup = web.post(f"{API}/session/setup", json={"token": token, "password": PASSWORD})
    assert (setup.status_code, setup.json()["stage"]) == (201, "enrolment")
    assert web.get(f"{API}/remediations").json()["code"] == "sign_in_unfinished"
    secret = people.enrol(web)
    assert "remediate.approve" in web.get(f"{API}/session").json()["permissions"]
    assert web.get(f"{API}/remediations").status_code == 200
    clock.turn(minutes=10)
    half = people.sign_in("ann")
    assert half.get(f"{API}/session").json()["stage"] == "second_factor"
    assert half.get(f"{API}/remediations").status_code == 403
    whole = half.post(f"{API}/session/second-factor", json={"code": people.code(secret)})
    assert whole.json()["proved_at"] == "2026-11-23T12:10:30Z"
    clock.turn(minutes=10)
    again = half.post(f"{API}/session/step-up", json={"code": people.code(secret)})
    assert again.json()["proved_at"] == "2026-11-23T12:20:30Z"
    assert half.delete(f"{API}/session").status_code == 204
    assert half.get(f"{API}/session").status_code == 401


def test_a_setup_link_is_followed_once(people):
    """The second time it is nothing, in a sentence that says what to do."""
    _, token = people.invite("ann", Role.READER)
    body = {"token": token, "password": PASSWORD}
    assert people.browser().post(f"{API}/session/setup", json=body).status_code == 201
    again = people.browser().post(f"{API}/session/setup", json=body)
    assert (again.status_code, again.json()["code"]) == (401, "link_refused")
    assert "Ask for a new one" in again.json()["detail"]


def test_the_cookie_is_for_us_alone(people, app):
    """Not for scripts, not for other sites; over TLS with the `__Host-` name, secure."""
    people.settled("ann", Role.READER)
    body = {"login": "ann", "password": PASSWORD}
    plain = people.browser().post(f"{API}/session", json=body)
    assert _cookie(plain).startswith("clawback=")
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(_cookie(plain).split("; "))
    assert "Secure" not in _cookie(plain)
    web = people.browser()
    web.base_url = "https://claw.example"
    secure = _cookie(web.post(f"{API}/session", json=body))
    assert secure.startswith("__Host-clawback=")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(secure.split("; "))
    assert "Domain" not in secure
    assert app.state.parts[Sites]


def test_nobody_signs_in_over_plain_http_from_elsewhere(people):
    """The refusal says what an administrator must do."""
    web = people.browser()
    web.base_url = "http://claw.example"
    answer = web.post(f"{API}/session", json={"login": "ann", "password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (403, "insecure_site")
    assert "http.public_url" in answer.json()["detail"]


def test_a_planted_cookie_is_not_taken_over(people):
    """A session that was there before the sign-in is not the one after it (session fixation)."""
    people.settled("ann", Role.READER)
    eve = people.settled("eve", Role.READER)
    planted = eve.cookies["clawback"]
    web = people.browser()
    web.cookies.set("clawback", planted, domain="localhost.local", path="/")
    answer = web.post(f"{API}/session", json={"login": "ann", "password": PASSWORD})
    fresh = _cookie(answer).partition("=")[2].partition(";")[0]
    assert fresh != planted
    assert eve.get(f"{API}/session").json()["login"] == "eve"


def test_a_passkey_from_registration_to_step_up(people, clock):
    """Registered in an enrolment, then the whole sign-in, then a step-up."""
    _, token = people.invite("ann", Role.ADMIN)
    web, device = people.browser(), Authenticator()
    web.post(f"{API}/session/setup", json={"token": token, "password": PASSWORD})
    options = web.post(f"{API}/account/passkeys/options").json()
    made = {"name": "laptop", "credential": device.create(options)}
    added = web.post(f"{API}/account/passkeys", json=made)
    assert added.status_code == 201, added.text
    assert len(added.json()["recovery_codes"]) == 10
    clock.turn(minutes=20)
    other = people.browser()
    question = other.post(f"{API}/session/passkey/options").json()
    entered = other.post(f"{API}/session/passkey", json={"credential": device.get(question)})
    assert (entered.status_code, entered.json()["stage"]) == (201, "open")
    clock.turn(minutes=6)
    late = other.post(f"{API}/people", json={"login": "x", "name": "X", "roles": ["reader"]})
    assert (late.status_code, late.json()["code"]) == (403, "step_up_needed")
    question = other.post(f"{API}/session/step-up/options").json()
    proved = other.post(f"{API}/session/step-up", json={"credential": device.get(question)})
    assert proved.status_code == 200, proved.text
    made = other.post(f"{API}/people", json={"login": "x", "name": "X", "roles": ["reader"]})
    assert made.status_code == 201, made.text
    (passkey,) = other.get(f"{API}/account/factors").json()["passkeys"]
    renamed = other.patch(f"{API}/account/passkeys/{passkey['id']}", json={"name": "old"})
    assert renamed.json()["passkeys"][0]["name"] == "old"
    assert other.delete(f"{API}/account/passkeys/{passkey['id']}").status_code == 409


def test_a_passkey_as_second_step(people):
    """After a password."""
    web, device = people.settled("ann", Role.READER), Authenticator()
    options = web.post(f"{API}/account/passkeys/options").json()
    web.post(f"{API}/account/passkeys", json={"name": "k", "credential": device.create(options)})
    half = people.sign_in("ann")
    question = half.post(f"{API}/session/second-factor/options").json()
    body = {"credential": device.get(question)}
    assert half.post(f"{API}/session/second-factor", json=body).json()["stage"] == "open"


@pytest.mark.parametrize("body", [{}, {"code": "1", "credential": {}}, {"code": 123}, []])
def test_a_second_factor_is_one_thing(people, body):
    """Neither both nor none."""
    web = people.settled("ann", Role.READER)
    assert web.post(f"{API}/session/second-factor", json=body).status_code == 422


def test_guessing_waits_and_says_how_long(people):
    """429 with Retry-After, in words; and a colleague elsewhere is not touched."""
    people.settled("ann", Role.READER)
    web, wrong = people.browser(), {"login": "ann", "password": "wrong password 1"}
    codes = [web.post(f"{API}/session", json=wrong).status_code for _ in range(6)]
    assert codes == [401] * 5 + [429]
    answer = web.post(f"{API}/session", json=wrong)
    assert answer.json()["code"] == "too_many_attempts"
    assert answer.headers["retry-after"] == "1"


def test_refusals_do_not_tell_names_apart(people):
    """The same status, words and headers for an unknown name and a wrong password."""
    people.settled("ann", Role.READER)
    answers = [
        people.browser().post(f"{API}/session", json={"login": login, "password": "wrong pass 12"})
        for login in ("ann", "nobody", "", "ann\u0000", "\u202eann")
    ]
    seen = set()
    for answer in answers:
        document = {key: one for key, one in answer.json().items() if key != "request_id"}
        headers = {key: one for key, one in answer.headers.items() if key != "x-request-id"}
        seen.add((answer.status_code, str(document), str(headers)))
    assert len(seen) == 1
    assert answers[0].status_code == 401


def test_one_ends_ones_other_sessions(people):
    """Listed with the present one marked; ended one by one."""
    web = people.settled("ann", Role.READER)
    other = people.sign_in("ann")
    listed = web.get(f"{API}/account/sessions").json()["items"]
    (elsewhere,) = [one for one in listed if not one["current"]]
    left = web.delete(f"{API}/account/sessions/{elsewhere['id']}").json()["items"]
    assert [one["current"] for one in left] == [True]
    assert other.get(f"{API}/session").status_code == 401
    assert web.delete(f"{API}/account/sessions/{elsewhere['id']}").status_code == 404


def test_another_password_over_http(people):
    """Needs the present one; this browser stays signed in, the others do not."""
    web = people.settled("ann", Role.READER)
    other = people.sign_in("ann")
    wrong = {"present": "no", "new": "another good password"}
    assert web.post(f"{API}/account/password", json=wrong).json()["code"] == "wrong_password"
    right = {**wrong, "present": PASSWORD}
    assert web.post(f"{API}/account/password", json=right).status_code == 200
    assert web.get(f"{API}/session").status_code == 200
    assert other.get(f"{API}/session").status_code == 401


def test_recovery_codes_and_leaving_the_app(people):
    """New codes, then the app goes where the role does not need it."""
    web = people.settled("ann", Role.READER)
    people.enrol(web)
    assert len(web.post(f"{API}/account/recovery-codes").json()["recovery_codes"]) == 10
    assert web.get(f"{API}/account/factors").json()["recovery_codes_left"] == 10
    assert web.delete(f"{API}/account/totp").status_code == 200
    assert web.get(f"{API}/account/factors").json() == {
        "totp": False,
        "passkeys": [],
        "recovery_codes_left": 0,
    }


def test_a_program_says_who_it_is(web, bearer):
    """A token sees its role and permissions, and has no account."""
    headers = bearer(Role.ADMIN)
    me = web.get(f"{API}/session", headers=headers).json()
    assert (me["kind"], me["roles"], me["person"]) == ("program", ["admin"], "")
    assert "remediate.approve" not in me["permissions"]
    assert web.get(f"{API}/account/factors", headers=headers).status_code == 403
    assert web.post(f"{API}/account/totp", headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("address", "here", "passkeys"),
    [
        ("https://clawback.example.org", True, True),
        ("http://localhost:8025", True, True),
        ("http://127.0.0.1:8025", True, False),
        ("http://clawback.example.org", False, False),
    ],
)
def test_the_ways_to_sign_in_are_told_to_everybody(app, address, here, passkeys):
    """Whether people may at this address, and whether with passkeys; without a provider, none."""
    with WebClient(app, base_url=address) as web:
        told = web.get(f"{API}/sign-in/ways").json()
    assert told == {"here": here, "passkeys": passkeys, "provider": ""}
