"""Who is calling."""

from __future__ import annotations

from fastapi import FastAPI, Request
from tests.servers.web_client import WebClient

from clawback.http.caller import Caller, CallingBrowser
from clawback.identity.role import Role, actor_of


def test_a_route_is_told_who_calls():
    """The actor that the gate found is the route's caller."""
    application = FastAPI()

    @application.middleware("http")
    async def gate(request: Request, call_next):
        request.state.actor = actor_of("token:x", "soar", Role.READER)
        return await call_next(request)

    def name(caller: Caller) -> str:
        return caller.name

    application.add_api_route("/", name)
    with WebClient(application) as web:
        assert web.get("/").json() == "soar"


def test_a_route_is_told_where_from():
    """Address, browser, scheme and host; the session only when the gate found one."""
    application = FastAPI()

    def told(browser: CallingBrowser) -> list[str]:
        return [browser.session_id, browser.agent, browser.scheme, browser.host]

    application.add_api_route("/", told)
    with WebClient(application, base_url="http://localhost:8025") as web:
        headers = {"User-Agent": "a browser"}
        assert web.get("/", headers=headers).json() == ["", "a browser", "http", "localhost:8025"]
