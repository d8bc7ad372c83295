"""Who a request comes from: a token that a program has, or the session of a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Protocol

SESSION_COOKIES = frozenset({"__Host-clawback", "clawback"})  # over TLS, and on this machine
_AGENT = "clawback command line"


class Credential(Protocol):
    """What is shown with every request."""

    def headers(self) -> Mapping[str, str]:
        """What it adds to a request."""
        ...

    def received(self, cookies: Iterable[str]) -> None:
        """Takes in what an answer's Set-Cookie headers say."""
        ...

    def refused(self) -> None:
        """The server says that its session has ended."""
        ...


class Bearer:
    """An API token (RFC 6750 §2.1)."""

    def __init__(self, token: str) -> None:
        self._token = token

    def headers(self) -> Mapping[str, str]:
        """The Authorization header."""
        return {"Authorization": f"Bearer {self._token}"}

    def received(self, cookies: Iterable[str]) -> None:
        """Nothing: programs have no cookies."""

    def refused(self) -> None:
        """Nothing: the token is somebody else's to throw away."""


class SessionCookie:
    """A person's session on one site, which the server renews when they prove who they are.

    `origin` is scheme, host and port, as the server compares it (RFC 6454 §6.2). `cookie` is
    `name=value`, empty before the sign-in. `changed` is told every new value, and the empty text
    when the session has ended.
    """

    def __init__(
        self, origin: str, cookie: str = "", changed: Callable[[str], None] | None = None
    ) -> None:
        self._origin = origin
        self.cookie = cookie
        self._changed = changed or (lambda _: None)

    def headers(self) -> Mapping[str, str]:
        """The cookie, and the Origin without which the server takes it for another site's."""
        sent = {"Origin": self._origin, "User-Agent": _AGENT}
        return sent | ({"Cookie": self.cookie} if self.cookie else {})

    def received(self, cookies: Iterable[str]) -> None:
        """Takes the session's cookie and no other."""
        for text in cookies:
            for name, value in _read(text):
                if name in SESSION_COOKIES:
                    self._become(f"{name}={value}" if value else "")

    def refused(self) -> None:
        """The session has ended."""
        self._become("")

    def _become(self, cookie: str) -> None:
        if cookie != self.cookie:
            self.cookie = cookie
            self._changed(cookie)


def _read(text: str) -> list[tuple[str, str]]:
    try:
        return [(name, one.value) for name, one in SimpleCookie(text).items()]
    except CookieError:
        return []
