"""Every operation of the OpenAPI document, every role, by session, token, nothing: no surprise."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import product

import pytest
from tests.making.house import PASSWORD, TurnedClock
from tests.making.operations import SAFE, Operation, operations_of
from tests.making.permission_table import table
from tests.making.visitors import API, ORIGIN, Visitors
from tests.servers.parts import parts_in
from tests.servers.web_client import WebClient

from clawback.identity.role import NEVER_IN_A_TOKEN, Role
from clawback.model.actor import SYSTEM

TABLE = table()
SOMEBODY = "somebody"
NOBODY = {"unauthenticated", "session_refused", "token_refused", "too_many_attempts"}
# These end the session that calls them, or prove something with it; each gets a browser of its own.
ENDING = {"session_end", "account_password", "account_recovery_codes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """One application for all tests of this file."""

    app: object
    people: Visitors
    operations: list[Operation]
    web: WebClient
    tokens: object


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    clock = TurnedClock()
    with parts_in(tmp_path_factory.mktemp("matrix"), clock=clock) as parts, ExitStack() as stack:

        def browser(**headers):
            ours = {"Sec-Fetch-Site": "same-origin", **headers}
            client = WebClient(
                parts.app, base_url=ORIGIN, headers=ours, raise_server_exceptions=False
            )
            return stack.enter_context(client)

        web = stack.enter_context(WebClient(parts.app, raise_server_exceptions=False))
        yield House(
            app=parts.app,
            people=Visitors(parts.identity, clock, browser),
            operations=operations_of(web),
            web=web,
            tokens=parts.tokens,
        )


def _bearer(issued):
    return {"Authorization": f"Bearer {issued.secret.text}"}


def _gate(answer, operation=None):
    """What the gate said: `nobody`, `unfinished`, `refused`, or `open` when it let the call in."""
    if answer.status_code < 400 or "json" not in answer.headers.get("content-type", ""):
        return "open"
    document = answer.json()
    if document["code"] in NOBODY:
        return "nobody"
    if document["code"] == "sign_in_unfinished":
        return "unfinished"
    refused = document["code"] == "forbidden" and "It takes the permission" in document["detail"]
    never = operation is not None and operation.needs in NEVER_IN_A_TOKEN
    never = never and document["code"] == "person_needed"
    return "refused" if refused or never else "open"


def _expected(needs, role, how):
    """What the page of roles says."""
    if needs in {"", SOMEBODY}:
        return "open"
    line = TABLE[needs]
    if role not in line.roles:
        return "refused"
    if how == "session" or line.tokens == "yes":
        return "open"
    if line.tokens == "services' only" and how == "token":
        return "open"
    return "refused"


@pytest.mark.slow  # `test_permissions.py` asks the same of the gate, operation by operation
@pytest.mark.parametrize("role", Role)
def test_every_operation_for_every_role(house, role):
    """By session, by a service's token and by a token of one's own: as the page of roles says."""
    people, login = house.people, f"matrix-{role.value}"
    web = people.settled(login, role)
    me = people.identity.people.find(web.get(f"{API}/session").json()["person"])
    own = house.tokens.create_own(name="own", role=role, by=me.actor(proved_at=None))
    service = house.tokens.create(name="service", role=role, by="a test")
    deviations: list[tuple[object, ...]] = []
    cells: Counter[str] = Counter()
    for operation in house.operations:
        spare = people.settled(f"{login}-{operation.id}", role) if operation.id in ENDING else web
        answers = {
            "token": operation.call(house.web, headers=_bearer(service)),
            "own token": operation.call(house.web, headers=_bearer(own)),
            "session": operation.call(spare),
        }
        for how, answer in answers.items():
            said, wanted = _gate(answer, operation), _expected(operation.needs, role, how)
            cells[said] += 1
            if said != wanted or answer.status_code >= 500:
                deviations.append((operation.id, how, wanted, said, answer.status_code))
    assert deviations == []
    assert set(cells) == {"refused", "open"}


def test_nobody_gets_in(house):
    """Without a token or a session every operation that is not marked open answers 401."""
    answers = {one.id: (one.needs, _gate(one.call(house.web))) for one in house.operations}
    assert {said for needs, said in answers.values() if needs} == {"nobody"}
    assert {said for needs, said in answers.values() if not needs} == {"open"}


def test_half_a_sign_in(house):
    """After the password alone nothing is open but what completes or ends the sign-in."""
    house.people.settled("halfway", Role.ADMIN)
    web = house.people.sign_in("halfway")
    last = [one for one in house.operations if one.id in ENDING]
    for one in [each for each in house.operations if each not in last]:
        wanted = "open" if one.needs in {"", SOMEBODY} else "unfinished"
        assert _gate(one.call(web)) == wanted, one.id


def test_every_permission_is_on_the_page(house):
    """The page names what operations need, and nothing that none needs."""
    needed = {one.needs for one in house.operations} - {"", SOMEBODY}
    assert needed == set(TABLE)


_SITES = (None, "same-origin", "none", "same-site", "cross-site", "")
_ORIGINS = (None, ORIGIN, "null", "https://evil.example", "http://localhost:8026")
_MEDIA = ("application/json", "text/plain", "application/x-www-form-urlencoded")


@pytest.mark.slow  # `test_same_site.py` tries each rule once
def test_no_other_site_acts_for_somebody_signed_in(house):
    """Every operation that changes something, all fetch metadata, all origins, a good cookie."""
    web = house.people.settled("victim", Role.ADMIN)
    del web.headers["Sec-Fetch-Site"]
    unsafe = [one for one in house.operations if one.method not in SAFE]
    for one, site, origin in product(unsafe, _SITES, _ORIGINS):
        ours = site in {"same-origin", "none"} if site is not None else origin == ORIGIN
        if ours:
            continue
        said = {"Sec-Fetch-Site": site, "Origin": origin}
        answer = one.call(web, headers={k: v for k, v in said.items() if v is not None})
        assert (answer.status_code, answer.json()["code"]) == (403, "cross_site"), (one.id, said)
    assert web.get(f"{API}/session").json()["login"] == "victim"


def test_no_form_of_another_site_fits(house):
    """Even with the right origin, a body that a form could send is no request of ours."""
    web = house.people.settled("formed", Role.ADMIN)
    posts = [one for one in house.operations if one.method == "POST" and one.has_body]
    for one, media in product(posts, _MEDIA):
        path = one.path.format(**dict.fromkeys(one.parameters, "1"))
        answer = web.post(path, content=b"{}", headers={"Content-Type": media})
        formed = answer.json().get("code") == "form_body" if answer.status_code == 403 else False
        assert formed is (media != "application/json"), (one.id, media, answer.text)


def test_ones_own_things_and_those_of_others(house):
    """Sessions, tokens and passkeys of somebody else are as unknown as those that never were."""
    people = house.people
    ann, eve = people.settled("own-ann", Role.APPROVER), people.settled("own-eve", Role.APPROVER)
    made = ann.post(f"{API}/account/tokens", json={"name": "x", "role": "reader"}).json()["token"]
    session = ann.get(f"{API}/account/sessions").json()["items"][0]["id"]
    foreign = {"account_token_revoke": made["id"], "account_session_end": session}
    by_id = {one.id: one for one in house.operations}
    for name, one in foreign.items():
        (parameter,) = by_id[name].parameters
        assert by_id[name].call(eve, **{parameter: one}).status_code == 404, name
        assert by_id[name].call(eve, **{parameter: "never"}).status_code == 404, name
    assert ann.get(f"{API}/account/tokens").json()["items"][0]["state"] == "active"
    assert by_id["account_token_revoke"].call(ann, token_id=made["id"]).status_code == 200
    assert by_id["account_session_end"].call(ann, session_id=session).status_code == 200
    assert ann.get(f"{API}/session").status_code == 401


def test_what_an_administrator_took_away_is_gone_at_once(house):
    """A person who is disabled has no session, no token and no way in, in the very next call."""
    people = house.people
    web = people.settled("leaver", Role.RESPONDER)
    who = web.get(f"{API}/session").json()["person"]
    body = {"name": "x", "role": "responder"}
    secret = web.post(f"{API}/account/tokens", json=body).json()["secret"]
    people.settled("matrix-root", Role.ADMIN)
    people.identity.people.disable(SYSTEM, who)
    guarded = [one for one in house.operations if one.needs]
    mine = {"Authorization": f"Bearer {secret}"}
    for one in guarded[::7]:
        assert _gate(one.call(web)) == "nobody"
        assert _gate(one.call(house.web, headers=mine)) == "nobody"
    entered = people.browser().post(
        f"{API}/session", json={"login": "leaver", "password": PASSWORD}
    )
    assert entered.json()["code"] == "sign_in_refused"
