"""Sessions: a person at a browser, from sign-in to sign-out."""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime

from clawback.model.labelled import Labelled

TOKEN_BYTES = 32
_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")


class Stage(Labelled):
    """How far a sign-in is."""

    SECOND_FACTOR = "second_factor", "Second factor awaited"
    ENROLMENT = "enrolment", "Second factor to be set up"
    OPEN = "open", "Signed in"


class Way(Labelled):
    """How somebody signed in."""

    PASSWORD = "password", "Password"
    LINK = "link", "Setup link"
    PASSKEY = "passkey", "Passkey"
    EXTERNAL = "external", "Identity provider"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One session as it is kept. Times are aware and in UTC.

    `token` is what the browser shows; it is here only in a session that was opened or renewed just
    now, and kept nowhere. `proved_at` is when a second factor was last shown.
    """

    id: str
    person: str
    stage: Stage
    way: Way
    digest: str = field(repr=False)
    signed_in_at: datetime
    seen_at: datetime
    ends_at: datetime
    proved_at: datetime | None = None
    network: str = ""
    agent: str = ""
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """From where a request came, as far as it can be told: network address and browser."""

    address: str = ""
    agent: str = ""


def make_token(randomness: bytes) -> str:
    """The text for a cookie, made of `TOKEN_BYTES` unguessable bytes."""
    if len(randomness) != TOKEN_BYTES:
        raise ValueError(f"A session is made of {TOKEN_BYTES} bytes, not {len(randomness)}.")
    return urlsafe_b64encode(randomness).decode("ascii").rstrip("=")


def digest_of(text: str) -> str | None:
    """SHA-256 of a token, in hex: what is kept; `None` for a text that is no token."""
    if not _SHAPE.fullmatch(text):
        return None
    return hashlib.sha256(text.encode("ascii")).hexdigest()
