"""How what people make is called: short enough to read out, and in order of time."""

from __future__ import annotations

import secrets
from datetime import datetime

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # base32 without I, L, O, U, which eyes confuse
_TIME_CHARACTERS = 9  # 45 bits of milliseconds: until the year 3084
_RANDOM_CHARACTERS = 4  # the id opens nothing, it only must not clash


def new_id(kind: str, now: datetime) -> str:
    """Such as `R-1JCNQ5Z5G8M2X`: a letter for its kind, milliseconds since 1970, then chance."""
    time = _digits(int(now.timestamp() * 1000), _TIME_CHARACTERS)
    return f"{kind}-{time}{_digits(secrets.randbits(5 * _RANDOM_CHARACTERS), _RANDOM_CHARACTERS)}"


def _digits(number: int, width: int) -> str:
    return "".join(_ALPHABET[number >> (5 * at) & 31] for at in reversed(range(width)))
