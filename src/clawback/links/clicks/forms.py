"""Slips that a page gives back: signed, for one link and one click, and good for a short while."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

GOOD_FOR = timedelta(minutes=10)
_LONGEST = 200  # characters
_TAG = 16  # bytes
_LABEL = b"clawback: slip of a click\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """That the click of this id was shown a page, at a moment in whole seconds."""

    click_id: str
    shown_at: int


def written(slip: Slip, path: str, secret: bytes) -> str:
    """The slip as text, for the link of this path."""
    said = f"{slip.click_id}.{slip.shown_at}"
    return f"{said}.{_tag(said, path, secret)}"


def read(text: str, path: str, secret: bytes, now: datetime) -> Slip | None:
    """The slip, if we wrote it for this link, lately."""
    said, _, tag = text[:_LONGEST].rpartition(".")
    given = tag.encode("utf-8", "surrogatepass")
    if not hmac.compare_digest(given, _tag(said, path, secret).encode()):
        return None
    click_id, _, shown_at = said.rpartition(".")
    slip = Slip(click_id=click_id, shown_at=int(shown_at))
    return slip if 0 <= now.timestamp() - slip.shown_at < GOOD_FOR.total_seconds() else None


def _tag(said: str, path: str, secret: bytes) -> str:
    signed = (
        _LABEL
        + said.encode("utf-8", "surrogatepass")
        + b"\0"
        + path.encode("utf-8", "surrogatepass")
    )
    return urlsafe_b64encode(hmac.digest(secret, signed, "sha256")[:_TAG]).rstrip(b"=").decode()
