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
from ipaddress import IPv4Network, IPv6Network
from typing import TypeAlias

from clawback.identity.address import address_of
from clawback.identity.role import (
    NEVER_IN_A_TOKEN,
    NEVER_IN_AN_OWN_TOKEN,
    Permission,
    Role,
    codes,
)
from clawback.model.actor import Actor, ActorKind
from clawback.model.scope import EVERYWHERE, Scope

Network: TypeAlias = IPv4Network | IPv6Network

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
class Owner:
    """What a token takes from the person behind it: never more than they have at the moment."""

    person: str
    name: str
    permissions: frozenset[Permission]
    scope: Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What is kept of a token. Times are aware and in UTC.

    `owner` is the id of the person whose it is, empty for a service's. `only` narrows what the role
    opens; empty narrows nothing. `networks` are those it may come from; none means any.
    """

    id: str
    name: str  # whose it is, or what it is for
    role: Role
    digest: str = field(repr=False)
    created_at: datetime
    created_by: str
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None
    owner: str = ""
    only: frozenset[Permission] = frozenset()
    scope: Scope = EVERYWHERE
    networks: tuple[Network, ...] = ()

    def state(self, now: datetime) -> TokenState:
        if self.revoked_at is not None:
            return TokenState.REVOKED
        return TokenState.EXPIRED if now >= self.expires_at else TokenState.ACTIVE

    def fits(self, secret: Secret) -> bool:
        """Whether this is the secret's record; takes equally long for every answer."""
        return hmac.compare_digest(self.digest, secret.digest)

    def comes_from(self, address: str) -> bool:
        """Whether it may be used from this address."""
        if not self.networks:
            return True
        found = address_of(address)
        return found is not None and any(found in network for network in self.networks)

    @property
    def opens(self) -> frozenset[Permission]:
        """All it opens, were its owner allowed everything."""
        never = NEVER_IN_AN_OWN_TOKEN if self.owner else NEVER_IN_A_TOKEN
        return (self.role.permissions & (self.only or self.role.permissions)) - never

    def actor(self, owner: Owner | None = None) -> Actor | None:
        """The program that sends it; `None` when its owner may see nothing of what it is for.

        A person's own token is called after both, such as `Ada (laptop)`.
        """
        permissions = self.opens & owner.permissions if owner else self.opens
        scope = narrowed(owner.scope, self.scope) if owner else self.scope
        if scope is None:
            return None
        return Actor(
            id=f"token:{self.id}",
            name=f"{owner.name} ({self.name})" if owner else self.name,
            role=self.role.value,
            kind=ActorKind.PROGRAM,
            person=self.owner,
            permissions=codes(permissions),
            scope=scope,
        )


def narrowed(outer: Scope, inner: Scope) -> Scope | None:
    """What lies in both; `None` when nothing is sure to.

    A recipient that has a domain of the one and a tag of the other is left out: too little is safe.
    """
    if outer.everywhere or inner.everywhere:
        return inner if outer.everywhere else outer
    both = Scope(outer.domains & inner.domains, outer.tags & inner.tags)
    return None if both.everywhere else both


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
