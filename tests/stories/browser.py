"""A person's browser and what they carry: over real HTTP, with cookies, an app, a passkey."""

from __future__ import annotations

import time
from typing import Any, Self

import httpx2
import pyotp
from tests.making.authenticator import Authenticator

API = "/api/v1"
PASSWORD = "correct horse battery"
_STEP = 30  # seconds a code is shown
_MARGIN = 5  # seconds between making a code and its being looked at


class Phone:
    """An app that shows codes, each used once; waits for the next one when it must."""

    def __init__(self) -> None:
        self.secret = ""
        self._last = -1

    def code(self) -> str:
        """A code that is valid now and was not used: the one before counts too (RFC 6238 §5.2)."""
        now = time.time()
        earliest = int(now - _STEP + _MARGIN) // _STEP
        step = max(self._last + 1, earliest)
        time.sleep(max(0.0, (step - 1) * _STEP - now))
        self._last = step
        return pyotp.TOTP(self.secret).generate_otp(step)


class Browser:
    """One browser on our pages; answers are any JSON."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        ours = {"Origin": origin, "Sec-Fetch-Site": "same-origin", "User-Agent": "A browser"}
        self._client = httpx2.Client(base_url=origin + API, headers=ours, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, path: str) -> Any:
        """The answer to a GET."""
        return self._client.get(path)

    def post(self, path: str, **body: object) -> Any:
        """The answer to a POST of JSON."""
        return self._client.post(path, json=body) if body else self._client.post(path)

    def said(self, path: str, **body: object) -> dict[str, Any]:
        """What a POST that went well brought."""
        answer = self.post(path, **body)
        assert answer.status_code < 300, answer.text
        return dict(answer.json())

    def open_link(self, link: str) -> dict[str, Any]:
        """Follows a setup link and chooses a password."""
        assert link.startswith(f"{self.origin}/setup#"), link
        return self.said("/session/setup", token=link.partition("#")[2], password=PASSWORD)

    def enrol_app(self, phone: Phone) -> list[str]:
        """Sets an app up; the recovery codes."""
        phone.secret = self.said("/account/totp")["secret"]
        return list(self.said("/account/totp/confirm", code=phone.code())["recovery_codes"])

    def enrol_passkey(self, device: Authenticator) -> None:
        """Makes a passkey."""
        made = device.create(self.said("/account/passkeys/options"))
        self.said("/account/passkeys", name="laptop", credential=made)

    def sign_in(self, login: str, phone: Phone) -> dict[str, Any]:
        """Name, password, code."""
        self.said("/session", login=login, password=PASSWORD)
        return self.said("/session/second-factor", code=phone.code())

    def step_up(self, device: Authenticator) -> dict[str, Any]:
        """Proves with a passkey who it is."""
        question = self.said("/session/step-up/options")
        return self.said("/session/step-up", credential=device.get(question))
