"""Signing in with a provider over HTTP: redirects and cookies."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from tests.servers.web_client import WebClient

from clawback.identity.oidc.refusal import ExternalSignInRefusedError
from clawback.identity.oidc.routes import router
from clawback.identity.oidc.sign_in import OidcSignIn
from clawback.identity.routes import ways
from clawback.identity.site import Sites
from clawback.model.errors import ClawbackError

ROOT = "/api/v1/sign-in/oidc"


@pytest.fixture
def application(house):
    made = FastAPI()
    made.include_router(router, prefix="/api/v1")
    made.state.parts = {
        OidcSignIn: house.oidc,
        Sites: Sites("https://clawback.example.org"),
    }

    @made.exception_handler(ClawbackError)
    def explain(_, error):
        return JSONResponse({"code": error.code, "detail": str(error)}, 400)

    return made


@pytest.fixture
def web(application):
    with WebClient(
        application, base_url="https://clawback.example.org", follow_redirects=False
    ) as client:
        yield client


def test_there_and_back(web, house):
    """The browser gets the session's cookie, loses the attempt's, and opens the page."""
    out = web.get(ROOT, params={"to": "/explore"})
    assert out.status_code == 303
    cookie = out.headers["set-cookie"]
    assert cookie.startswith("__Host-clawback-oidc=")
    for wanted in ("HttpOnly", "Max-Age=600", "Path=/", "SameSite=lax", "Secure"):
        assert wanted in cookie
    back = web.get(f"{ROOT}/callback", params=house.server.sign_in(out.headers["location"]))
    assert back.status_code == 303
    assert back.headers["location"] == "https://clawback.example.org/explore"
    session, gone = back.headers.get_list("set-cookie")
    assert session.startswith(f"__Host-clawback={'t' * 43};")
    assert "HttpOnly" in session
    assert "Secure" in session
    assert "Max-Age=0" in gone
    assert house.people.admitted[0]["seen"].address == "testclient"


def test_another_browser_cannot_come_back(application, web, house):
    """Without the cookie, the answer of the provider is worth nothing."""
    out = web.get(ROOT)
    back = house.server.sign_in(out.headers["location"])
    with WebClient(application, base_url="https://clawback.example.org") as other:
        answer = other.get(f"{ROOT}/callback", params=back)
    assert answer.status_code == 400
    assert answer.json() == {
        "code": ExternalSignInRefusedError.code,
        "detail": str(ExternalSignInRefusedError()),
    }
    assert "set-cookie" not in answer.headers


def test_leaving_goes_to_the_provider(web, house):
    """After our own sign-out."""
    assert web.get(f"{ROOT}/leave").headers["location"].startswith(f"{house.server.issuer}/leave?")


def test_without_a_provider(application, web):
    """Every address says so."""
    del application.state.parts[OidcSignIn]
    for path in ("", "/callback", "/leave"):
        assert web.get(ROOT + path).json()["code"] == "no_identity_provider"


def test_over_plain_http_nobody_signs_in(application):
    """Except on this machine, where there is no public address."""
    application.state.parts[Sites] = Sites()
    with WebClient(application, base_url="http://clawback.example.org") as web:
        assert web.get(ROOT).json()["code"] == "insecure_site"


def test_the_ways_to_sign_in_name_the_provider(application):
    """Before anybody has signed in; passkeys belong to the site's name."""
    application.include_router(ways.router, prefix="/api/v1")
    with WebClient(application, base_url="https://clawback.example.org") as client:
        told = client.get("/api/v1/sign-in/ways").json()
    assert (told["here"], told["passkeys"]) == (True, True)
    assert told["provider"]
