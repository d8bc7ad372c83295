"""API tokens: how one looks, and what is kept of it.

A token reads `cb_` + id (8 characters) + secret (52, which is 256 bits) + checksum (7), all in
lower-case base32 (RFC 4648 §6), so that a scanner for leaked secrets can tell one by its shape and
a typing mistake is noticed without a look into the database. Only its SHA-256 is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import zlib
from base64 import b32encode
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from clawback.identity.role import Role, actor_of
from clawback.model.actor import Actor

RANDOM_BYTES = 5 + 32
_SHAPE = re.compile(r"cb_([a-z2-7]{8})([a-z2-7]{52})([a-z2-7]{7})")


class TokenState(StrEnum):
    """Whether a token opens anything."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A whole token, shown once to its owner and kept nowhere."""

    id: str
    text: str = field(repr=False)

    @property
    def digest(self) -> str:
        """SHA-256 of the text, in hex: what is kept."""
        return hashlib.sha256(self.text.encode("ascii")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What is kept of a token. Times are aware and in UTC."""

    id: str
    name: str  # whose it is, or what it is for
    role: Role
    digest: str = field(repr=False)
    created_at: datetime
    created_by: str
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    def state(self, now: datetime) -> TokenState:
        if self.revoked_at is not None:
            return TokenState.REVOKED
        return TokenState.EXPIRED if now >= self.expires_at else TokenState.ACTIVE

    def fits(self, secret: Secret) -> bool:
        """Whether this is the secret's record; takes equally long for every answer."""
        return hmac.compare_digest(self.digest, secret.digest)

    @property
    def actor(self) -> Actor:
        return actor_of(f"token:{self.id}", self.name, self.role)


def make_secret(randomness: bytes) -> Secret:
    """The token made of `RANDOM_BYTES` unguessable bytes."""
    if len(randomness) != RANDOM_BYTES:
        raise ValueError(f"A token is made of {RANDOM_BYTES} bytes, not {len(randomness)}.")
    identity, key = _base32(randomness[:5]), _base32(randomness[5:])
    return Secret(id=identity, text=f"cb_{identity}{key}{_checksum(identity + key)}")


def read_secret(text: str) -> Secret | None:
    """The token in a text somebody sent; `None` when it is not one, or is mistyped."""
    shape = _SHAPE.fullmatch(text)
    if shape is None or _checksum(shape[1] + shape[2]) != shape[3]:
        return None
    return Secret(id=shape[1], text=text)


def _base32(data: bytes) -> str:
    return b32encode(data).decode("ascii").rstrip("=").lower()


def _checksum(text: str) -> str:
    return _base32(zlib.crc32(text.encode("ascii")).to_bytes(4, "big"))
