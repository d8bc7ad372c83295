"""A person's own session through the API, as methods; errors as in `transport.py`."""

from __future__ import annotations

from typing import TypedDict, cast

from clawback.client.transport import Body, Transport

_ROOT = "/api/v1"


class Me(TypedDict):
    """Who is signed in, and how far.

    `stage` is `second_factor` while one is awaited, `enrolment` while one must be set up, `open`
    when the sign-in is complete.
    """

    kind: str
    person: str
    name: str
    login: str
    roles: list[str]
    stage: str
    second_factors: list[str]
    proved_at: str | None
    ends_at: str | None


class NewApp(TypedDict):
    """A secret for an app that shows codes; `address` is what a QR code would hold."""

    secret: str
    address: str


class OwnSession:
    """One person at one server. The cookies that go with it are the credential's."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def begin(self, login: str, password: str) -> Me:
        """The first step."""
        return self._me("/session", {"login": login, "password": password})

    def set_up(self, secret: str, password: str) -> Me:
        """Follows a setup link, whose secret this is, and chooses a password."""
        return self._me("/session/setup", {"token": secret, "password": password})

    def second_factor(self, code: str) -> Me:
        """The second step, with an app's code or a recovery code."""
        return self._me("/session/second-factor", {"code": code})

    def step_up(self, code: str) -> Me:
        """Proves again who it is, with an app's code."""
        return self._me("/session/step-up", {"code": code})

    def me(self) -> Me:
        """Who is signed in."""
        return cast("Me", self._transport.json("GET", f"{_ROOT}/session"))

    def end(self) -> None:
        """Signs out."""
        self._transport.json("DELETE", f"{_ROOT}/session")

    def new_app(self) -> NewApp:
        """A secret for an app; it counts after it was confirmed."""
        return cast("NewApp", self._transport.json("POST", f"{_ROOT}/account/totp"))

    def confirm_app(self, code: str) -> list[str]:
        """Makes the app count; recovery codes, when it is the first second factor."""
        body = Body.of({"code": code})
        answer = self._transport.json("POST", f"{_ROOT}/account/totp/confirm", body=body)
        return cast("list[str]", answer["recovery_codes"])

    def _me(self, path: str, sent: dict[str, str]) -> Me:
        return cast("Me", self._transport.json("POST", _ROOT + path, body=Body.of(sent)))
