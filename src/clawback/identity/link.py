"""Setup links: the one way to a first password, good once and for two days."""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime

TOKEN_BYTES = 32
_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupLink:
    """A link for one person; kept as a digest, and shown this once."""

    token: str = field(repr=False)
    expires_at: datetime

    @property
    def path(self) -> str:
        """Where the console takes it; behind a `#`, so that no server's log ever sees it."""
        return f"/setup#{self.token}"


def make_token(randomness: bytes) -> str:
    """The secret of a link, made of `TOKEN_BYTES` unguessable bytes."""
    if len(randomness) != TOKEN_BYTES:
        raise ValueError(f"A setup link is made of {TOKEN_BYTES} bytes, not {len(randomness)}.")
    return urlsafe_b64encode(randomness).decode("ascii").rstrip("=")


def digest_of(token: str) -> str | None:
    """SHA-256 of a link's secret, in hex: what is kept; `None` for a text that is none."""
    if not _SHAPE.fullmatch(token):
        return None
    return hashlib.sha256(b"setup:" + token.encode("ascii")).hexdigest()
