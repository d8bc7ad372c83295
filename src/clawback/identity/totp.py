"""Codes that an app shows for 30 seconds (RFC 6238), and recovery codes for when it is lost."""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b32encode
from datetime import datetime

import pyotp

STEP = 30  # seconds
SECRET_BYTES = 20  # RFC 4226 §4: 160 bits are recommended
NEVER = -1  # no step was used yet
_DRIFT = (0, -1, 1)  # steps
_RECOVERY_BYTES = 10
_CODE = re.compile(r"[0-9]{6}")
_RECOVERY = re.compile(r"[a-z2-7]{16}")


def new_secret(randomness: bytes) -> str:
    """The secret made of `SECRET_BYTES` unguessable bytes, in base32."""
    return b32encode(randomness).decode("ascii")


def address(secret: str, *, login: str, issuer: str) -> str:
    """The `otpauth:` address that an app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def looks_like_code(text: str) -> bool:
    return _CODE.fullmatch(_joined(text)) is not None


def used_step(secret: str, code: str, *, now: datetime, last: int) -> int | None:
    """The time step that a code belongs to; `None` when it is not valid now.

    The step before and the one after are taken too (RFC 6238 §5.2), and never one at or before the
    last that was used: a code that somebody looked up over a shoulder opens nothing.
    """
    given = _joined(code)
    if not _CODE.fullmatch(given):
        return None
    present = int(now.timestamp()) // STEP
    made = pyotp.TOTP(secret)
    fitting = [
        present + drift
        for drift in _DRIFT
        if hmac.compare_digest(made.generate_otp(present + drift), given)
    ]
    return next((step for step in fitting if step > last), None)


def recovery_code(randomness: bytes) -> str:
    """A code of 80 bits, in four groups: `abcd-efgh-ijkl-mnop`."""
    text = b32encode(randomness[:_RECOVERY_BYTES]).decode("ascii").lower()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def recovery_digest(person: str, code: str) -> str | None:
    """What is kept of a recovery code; `None` for a text that is none."""
    given = _joined(code).lower()
    if not _RECOVERY.fullmatch(given):
        return None
    return hashlib.sha256(f"{person}:{given}".encode("ascii")).hexdigest()


def _joined(text: str) -> str:
    return text.replace(" ", "").replace("-", "")
