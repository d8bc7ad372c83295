"""Second factors as they are kept: an app with codes, passkeys, and challenges that wait."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from clawback.identity.totp import NEVER


class Purpose(StrEnum):
    """What a challenge was made for; it answers for nothing else."""

    REGISTER = "register"
    SIGN_IN = "sign_in"
    STEP_UP = "step_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Totp:
    """An app with codes. `secret` is sealed; `last_step` is the last time step that was used."""

    secret: str = field(repr=False)
    created_at: datetime
    confirmed_at: datetime | None = None
    last_step: int = NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A passkey: its credential id (base64url) and public key (COSE), and what it counted to."""

    id: str
    person: str
    name: str
    public_key: bytes = field(repr=False)
    sign_count: int
    created_at: datetime
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """What a passkey must sign, once. `session` is empty before anybody signs in."""

    digest: str
    purpose: Purpose
    session: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Which second factors somebody has."""

    totp: bool
    passkeys: tuple[Passkey, ...]
    recovery_left: int

    @property
    def any(self) -> bool:
        return self.totp or bool(self.passkeys)
