"""What somebody wants blocked or allowed, and the terms that follow where they say less."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from clawback.entries.entry import (
    Direction,
    EntryAction,
    Place,
    Terms,
    Value,
    ValueKind,
)
from clawback.entries.expiry import FOR_30_DAYS, ExpiryWish, lifetime
from clawback.entries.value import BadValueError, require_use

_EVERYWHERE = frozenset(Place)
_MAIL = frozenset({Place.MAIL})
_CLICK = frozenset({Place.CLICK})
_NEVER_CLICKED = {ValueKind.ADDRESS, ValueKind.FILE, ValueKind.SPOOF}


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryWish:
    """An entry that somebody wants. Without `places` and `direction`, those that it is usual in."""

    value: Value
    action: EntryAction
    expiry: ExpiryWish = FOR_30_DAYS
    direction: Direction | None = None
    places: frozenset[Place] = frozenset()
    note: str = ""

    def terms(self, now: datetime) -> Terms:
        """What the entry does. Raises `BadValueError`, `BadExpiryError`."""
        require_use(self.value, self.action)
        places = self.places or usual_places(self.value, self.action)
        require_places(self.value, self.action, places)
        return Terms(
            action=self.action,
            direction=self.direction or usual_direction(self.action),
            places=places,
            lifetime=lifetime(self.expiry, self.action, now),
            note=self.note,
        )


def usual_direction(action: EntryAction) -> Direction:
    """A block is for all mail; what is allowed is what comes in."""
    return Direction.BOTH if action is EntryAction.BLOCK else Direction.INBOUND


def usual_places(value: Value, action: EntryAction) -> frozenset[Place]:
    """A block is for mail and for clicks; an allowance is for where it is harmless."""
    if value.kind in _NEVER_CLICKED or ("/" in value.text and value.kind is ValueKind.IP):
        return _MAIL
    if action is EntryAction.BLOCK:
        return _EVERYWHERE
    return _CLICK if value.kind is ValueKind.URL else _MAIL


def require_places(value: Value, action: EntryAction, places: frozenset[Place]) -> None:
    """Raises `BadValueError` for a place where such an entry could do nothing."""
    if Place.CLICK in places and value.kind in _NEVER_CLICKED:
        raise BadValueError(f"Nobody clicks on a {value.kind.label.lower()}: it counts in mail.")
    if Place.CLICK in places and value.kind is ValueKind.IP and "/" in value.text:
        raise BadValueError("At the click an IP address counts, and no network.")
    allows_link = action is EntryAction.ALLOW and value.kind is ValueKind.URL
    if Place.MAIL in places and allows_link:
        raise BadValueError(
            "A URL can be allowed at the click alone: anybody can link to an honest place, so it "
            "makes no mail good. Allow its sender."
        )
