"""One sign-in from its beginning to its end, kept sealed in the browser that began it.

Nothing is kept on the server until somebody comes back, so that nobody can fill it up by beginning.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from base64 import urlsafe_b64encode
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from clawback.identity.oidc.document import read_document, seconds_of, text_of
from clawback.identity.oidc.refusal import BadReturnError, Reason, RefusalError
from clawback.identity.seal import Seal, SealError
from clawback.identity.site import Site

LIFETIME = timedelta(minutes=10)
SECRET_BYTES = 32
_ABOUT = "oidc.attempt"
_LONGEST_COOKIE = 4096
_LONGEST_PATH = 1000
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """`secret` makes state, nonce and code verifier; `to` is the own path to open afterwards.

    `prove` asks the person to prove anew who they are.
    """

    secret: str = field(repr=False)
    begun_at: datetime
    to: str
    prove: bool

    @property
    def state(self) -> str:
        return self._derived("state")

    @property
    def nonce(self) -> str:
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """43 unreserved characters (RFC 7636 §4.1)."""
        return self._derived("code_verifier")

    def _derived(self, use: str) -> str:
        digest = hmac.new(self.secret.encode(), use.encode(), hashlib.sha256).digest()
        return urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def begin(randomness: bytes, *, now: datetime, to: str, prove: bool) -> Attempt:
    """A new sign-in, of `SECRET_BYTES` unguessable bytes. Raises `BadReturnError`."""
    secret = urlsafe_b64encode(randomness).decode("ascii").rstrip("=")
    return Attempt(secret=secret, begun_at=now, to=own_path(to), prove=prove)


def own_path(text: str) -> str:
    """The path, if it cannot lead away from this site.

    Raises:
        BadReturnError: it could, for some browser.
    """
    plain = text.isascii() and text.isprintable() and not set(text) & set(" \\")
    if not plain or len(text) > _LONGEST_PATH or not text.startswith("/") or text[1:2] == "/":
        raise BadReturnError
    return text


def cookie_name(site: Site) -> str:
    """Beside the session's cookie, under the same rules."""
    return f"{site.cookie}-oidc"


def seal(attempt: Attempt, key: Seal) -> str:
    """The attempt for its browser, which can neither read nor change it."""
    content = {
        "secret": attempt.secret,
        "begun_at": attempt.begun_at.timestamp(),
        "to": attempt.to,
        "prove": attempt.prove,
    }
    return key.close(json.dumps(content), about=_ABOUT)


def unseal(cookie: str, key: Seal, now: datetime) -> Attempt:
    """The attempt that a browser brings back.

    Raises:
        RefusalError: there is none, or it is too old.
    """
    if not cookie or len(cookie) > _LONGEST_COOKIE:
        raise RefusalError(Reason.NO_ATTEMPT)
    try:
        content = read_document(key.open(cookie, about=_ABOUT).encode())
    except (SealError, ValueError):
        raise RefusalError(Reason.NO_ATTEMPT) from None
    begun_at = datetime.fromtimestamp(seconds_of(content, "begun_at") or 0, UTC)
    if not timedelta() <= now - begun_at < LIFETIME:
        raise RefusalError(Reason.EXPIRED_ATTEMPT)
    return Attempt(
        secret=text_of(content, "secret"),
        begun_at=begun_at,
        to=own_path(text_of(content, "to")),
        prove=content.get("prove") is True,
    )


class Spent:
    """Attempts that came back, so that none comes back twice. Safe on several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._states: OrderedDict[str, None] = OrderedDict()

    def spend(self, attempt: Attempt) -> None:
        """Raises `RefusalError` when it was spent before."""
        with self._lock:
            if attempt.state in self._states:
                raise RefusalError(Reason.REPLAYED)
            self._states[attempt.state] = None
            if len(self._states) > _REMEMBERED:
                self._states.popitem(last=False)
