"""People who sign in through the API, as their browsers do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyotp
from tests.making.house import PASSWORD, TurnedClock
from tests.servers.web_client import WebClient

from clawback.identity.assembly import Identity
from clawback.identity.person import Wanted
from clawback.identity.role import Role
from clawback.model.actor import SYSTEM
from clawback.model.scope import EVERYWHERE, Scope

ORIGIN = "http://localhost:8025"
API = "/api/v1"


class Visitors:
    """Makes accounts, and signs people in to them over HTTP."""

    def __init__(
        self, identity: Identity, clock: TurnedClock, browser: Callable[..., WebClient]
    ) -> None:
        self.identity = identity
        self.clock = clock
        self.browser = browser

    def invite(self, login: str, *roles: Role, scope: Scope = EVERYWHERE) -> tuple[str, str]:
        """An account without a password: the person's id, and the secret of the setup link."""
        wanted = Wanted(login=login, name=login.title(), roles=frozenset(roles), scope=scope)
        person, link = self.identity.people.create(SYSTEM, wanted)
        return person.id, link.token

    def settled(self, login: str, *roles: Role, scope: Scope = EVERYWHERE) -> WebClient:
        """Somebody signed in who has set everything up that their roles need."""
        _, token = self.invite(login, *roles, scope=scope)
        client = self.browser()
        me = _said(client.post(f"{API}/session/setup", json={"token": token, "password": PASSWORD}))
        if me["stage"] == "enrolment":
            self.enrol(client)
        return client

    def enrol(self, client: WebClient) -> str:
        """Sets an app up in this browser; its secret."""
        secret = str(_said(client.post(f"{API}/account/totp"))["secret"])
        _said(client.post(f"{API}/account/totp/confirm", json={"code": self.code(secret)}))
        self.clock.turn(seconds=30)
        return secret

    def code(self, secret: str) -> str:
        """What an app shows now."""
        return pyotp.TOTP(secret).at(self.clock.moment)

    def sign_in(self, login: str, client: WebClient | None = None) -> WebClient:
        """The first step, in a new browser or this one."""
        client = client or self.browser()
        _said(client.post(f"{API}/session", json={"login": login, "password": PASSWORD}))
        return client


def _said(answer: Any) -> dict[str, Any]:
    """An answer that went well, read (any JSON)."""
    assert answer.status_code < 300, answer.text
    return dict(answer.json())
