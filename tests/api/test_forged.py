"""Forged, expired, foreign and revoked sessions and tokens are refused, all in the same words."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest
from tests.making.house import PASSWORD
from tests.making.visitors import API
from tests.servers.parts import parts_in

from clawback.identity.person import Edit
from clawback.identity.role import Role
from clawback.identity.tokens import Limits
from clawback.model.actor import SYSTEM


def _jwt(header):
    parts = (header, {"sub": "admin", "role": "admin", "exp": 9999999999})
    encoded = [base64.urlsafe_b64encode(json.dumps(one).encode()).decode() for one in parts]
    return ".".join([*(one.rstrip("=") for one in encoded), ""])


_FORGED = [
    "",
    "x",
    "null",
    "undefined",
    "a" * 42,
    "a" * 43,
    "a" * 44,
    "A" * 43 + "\u00e9",
    "a" * 100_000,
    "' OR '1'='1",
    "%00",
    "..%2f..%2f",
    "cb_" + "a" * 67,
    "cb_" + "a" * 60 + "b" * 7,
    "CB_" + "A" * 67,
    "admin",
    "1",
    "{}",
    _jwt({"alg": "none"}),
    _jwt({"alg": "HS256", "kid": "../../dev/null"}),
    _jwt({"alg": "RS256", "jku": "https://evil.example/keys"}),
]


def _answer(web, *, cookie=None, token=None, raw=None):
    headers = {}
    if cookie is not None:
        headers["Cookie"] = f"clawback={cookie}".encode("latin-1", "replace")
    if token is not None:
        headers["Authorization"] = f"Bearer {token}".encode("latin-1", "replace")
    if raw is not None:
        headers.update(raw)
    answer = web.get(f"{API}/session", headers=headers)
    document = {key: one for key, one in answer.json().items() if key != "request_id"}
    return answer.status_code, json.dumps(document, sort_keys=True)


@pytest.fixture
def strangers(browser, clock):
    """A new browser for each try, on a clock that lets the throttle forget."""

    def opened():
        clock.turn(minutes=0.06)
        return browser()

    return opened


def _dead_sessions(people, clock, tmp_path):
    """Cookies that were good once: signed out, revoked, rotated, of others, of another house."""
    browsers = {
        name: people.settled(name, Role.READER)
        for name in ("out", "revoked", "roles", "gone", "changed", "idle")
    }
    people.settled("root", Role.ADMIN)
    dead = {name: web.cookies["clawback"] for name, web in browsers.items()}
    who = {one.person.login: one.person.id for one in people.identity.people.every()}
    browsers["out"].delete(f"{API}/session")
    people.identity.sessions.end_all(SYSTEM, who["revoked"])
    people.identity.people.edit(SYSTEM, who["roles"], Edit(roles=frozenset({Role.ANALYST})))
    people.identity.people.disable(SYSTEM, who["gone"])
    body = {"present": PASSWORD, "new": "another good password"}
    assert browsers["changed"].post(f"{API}/account/password", json=body).status_code == 200
    clock.turn(minutes=31)
    (tmp_path / "other").mkdir()
    with parts_in(tmp_path / "other", clock=clock) as other:
        people.identity, ours = other.identity, people.identity
        token = people.invite("ann", Role.ADMIN)[1]
        session = other.identity.sign_in.set_up(token, PASSWORD, _seen())
        people.identity = ours
    return {**dead, "foreign": session.token, "digest": session.digest[:43]}


def _seen():
    from clawback.identity.session import Seen  # noqa: PLC0415 - for this one fixture

    return Seen()


def test_no_forged_session_is_taken(people, clock, tmp_path, strangers):
    """Whatever it is and however it died, the answer is one."""
    dead = _dead_sessions(people, clock, tmp_path)
    answers = {name: _answer(strangers(), cookie=cookie) for name, cookie in dead.items()}
    answers |= {text[:50]: _answer(strangers(), cookie=text) for text in _FORGED if text.isascii()}
    kinds = set(answers.values())
    assert len(kinds) == 1, answers
    assert next(iter(kinds))[0] == 401


def test_no_forged_token_is_taken(people, clock, tokens, tmp_path, strangers):
    """Expired, revoked, foreign, of a disabled owner, from elsewhere, or never one: one answer."""
    people.settled("root", Role.ADMIN)
    person = people.identity.people.find(people.invite("ann", Role.READER)[0])
    expired = tokens.create(name="x", role=Role.ADMIN, by="x", lifetime=timedelta(minutes=1))
    revoked = tokens.create(name="x", role=Role.READER, by="x")
    tokens.revoke(revoked.token.id)
    from ipaddress import ip_network  # noqa: PLC0415 - the same

    bound = tokens.create(
        name="x", role=Role.ADMIN, by="x", limits=Limits(networks=(ip_network("192.0.2.0/24"),))
    )
    ann = people.settled("owner", Role.READER)
    owner = ann.get(f"{API}/session").json()["person"]
    actor = people.identity.people.find(owner).actor(proved_at=clock.moment)
    owned = tokens.create_own(name="x", role=Role.READER, by=actor)
    people.identity.people.disable(SYSTEM, owner)
    (tmp_path / "other").mkdir()
    with parts_in(tmp_path / "other", clock=clock) as other:
        foreign = other.tokens.create(name="x", role=Role.ADMIN, by="x")
    clock.turn(minutes=2)
    bent = revoked.secret.text[:-1] + ("a" if revoked.secret.text[-1] != "a" else "b")
    dead = [one.secret.text for one in (expired, revoked, bound, owned, foreign)]
    answers = {
        text[:60]: _answer(strangers(), token=text)
        for text in [*dead, bent, *(one for one in _FORGED if one.strip())]
    }
    kinds = set(answers.values())
    assert len(kinds) == 1, answers
    assert next(iter(kinds))[0] == 401
    assert person.active is False


@pytest.mark.parametrize("name", ["__Host-clawback", "Clawback", "session", "clawback2"])
def test_only_our_own_cookie_counts(people, strangers, name):
    """A good token under another name is nothing, so that no other site's cookie can stand in."""
    good = people.settled("ann", Role.READER).cookies["clawback"]
    raw = {"Cookie": f"{name}={good}"}
    assert _answer(strangers(), raw=raw)[0] == 401
    assert _answer(strangers(), cookie=good)[0] == 200


def test_a_session_is_no_token_and_a_token_no_session(people, tokens, strangers):
    """Each opens its own door only."""
    cookie = people.settled("ann", Role.READER).cookies["clawback"]
    token = tokens.create(name="x", role=Role.ADMIN, by="x").secret.text
    assert _answer(strangers(), token=cookie)[0] == 401
    assert _answer(strangers(), cookie=token)[0] == 401
