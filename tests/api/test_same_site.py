"""Requests with a cookie come from our own pages."""

from __future__ import annotations

import pytest
from tests.making.house import PASSWORD
from tests.making.visitors import API, ORIGIN

from clawback.identity.role import Role

_OURS = [
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": ORIGIN},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
]
_THEIRS = [
    {},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "", "Origin": ORIGIN},
    {"Sec-Fetch-Site": "cross-site", "Origin": ORIGIN},
    {"Origin": "null"},
    {"Origin": "http://localhost:8026"},
    {"Origin": "https://localhost:8025"},
    {"Origin": "http://localhost:8025.evil.example"},
    {"Origin": "https://evil.example"},
    {"Referer": ORIGIN + "/"},
]


@pytest.fixture
def signed_in(people, browser):
    """A browser with a cookie, that says nothing of where its requests are from."""
    cookie = people.settled("ann", Role.READER).cookies["clawback"]

    def made(**headers):
        web = browser()
        del web.headers["Sec-Fetch-Site"]
        web.headers.update({**headers, "Cookie": f"clawback={cookie}"})
        return web

    return made


@pytest.mark.parametrize("headers", _OURS)
def test_our_own_pages_may_act(signed_in, headers):
    """By fetch metadata, or by origin where a browser does not send them."""
    assert signed_in(**headers).post(f"{API}/account/totp").status_code == 200


@pytest.mark.parametrize("headers", _THEIRS)
def test_other_pages_may_not(signed_in, headers):
    """Neither a site next door, nor one that says nothing; and nothing is changed."""
    web = signed_in(**headers)
    for method, path in (("POST", "/account/totp"), ("DELETE", "/session"), ("POST", "/session")):
        answer = web.request(method, API + path)
        assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
    assert signed_in().get(f"{API}/account/factors").status_code == 200


@pytest.mark.parametrize("headers", _THEIRS)
def test_nobody_is_signed_in_from_another_page(browser, people, headers):
    """Nor signed in to somebody else's account (login CSRF)."""
    people.settled("eve", Role.READER)
    web = browser()
    del web.headers["Sec-Fetch-Site"]
    body = {"login": "eve", "password": PASSWORD}
    answer = web.post(f"{API}/session", json=body, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "media",
    [
        "text/plain",
        "text/plain; charset=utf-8",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "TEXT/PLAIN",
        "",
    ],
)
def test_what_a_form_can_send_is_refused(signed_in, media):
    """JSON only, even when everything else looks right."""
    web = signed_in(**_OURS[0])
    answer = web.post(
        f"{API}/account/totp/confirm", content=b'{"code": "1"}', headers={"Content-Type": media}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "form_body")


def test_a_token_needs_no_pages(web, bearer):
    """A program has no origin, and no browser sends its token by itself."""
    body = {"name": "x", "role": "reader"}
    assert web.post(f"{API}/tokens", json=body, headers=bearer(Role.ADMIN)).status_code == 201


def test_a_token_counts_before_a_cookie(signed_in, bearer):
    """A refused token is not made good by a session."""
    web = signed_in(**_OURS[0])
    assert web.get(f"{API}/session", headers={"Authorization": "Bearer cb_x"}).status_code == 401
    me = web.get(f"{API}/session", headers=bearer(Role.AUDITOR)).json()
    assert me["roles"] == ["auditor"]
