"""An entry of the allow/block list: what it is for, what it does, where, and how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from clawback.model.labelled import Labelled

LONGEST_NOTE = 500  # characters
MOST = 1_000_000
"""Entries that can be kept at once."""
WARNED_BEFORE = timedelta(days=7)


class EntryAction(Labelled):
    """What becomes of what an entry names."""

    BLOCK = "block", "Block"
    ALLOW = "allow", "Allow"


class ValueKind(Labelled):
    """What an entry can be for."""

    ADDRESS = "address", "Address"
    DOMAIN = "domain", "Domain"
    URL = "url", "URL"
    FILE = "file", "File"
    IP = "ip", "IP address"
    SPOOF = "spoof", "Spoofed sender"


class Direction(Labelled):
    """The mail that an entry is for."""

    INBOUND = "inbound", "Mail that comes in"
    OUTBOUND = "outbound", "Mail that goes out"
    BOTH = "both", "Mail that comes in or goes out"


class Place(Labelled):
    """Where an entry counts."""

    MAIL = "mail", "In mail"
    CLICK = "click", "At the click"


class Standing(Labelled):
    """Whether an entry counts."""

    COUNTS = "counts", "Counts"
    EXPIRING = "expiring", "Expires within 7 days"
    EXPIRED = "expired", "Expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What an entry names: its kind, and its text in the one form in which it is kept."""

    kind: ValueKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetime:
    """Until when an entry counts; `None` is for ever.

    With `after_use` that moment moves on with every use.
    """

    expires_at: datetime | None = None
    after_use: bool = False


FOR_EVER = Lifetime()


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an entry does, where, and how long; `places` is never empty."""

    action: EntryAction
    direction: Direction
    places: frozenset[Place]
    lifetime: Lifetime = FOR_EVER
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry as it is kept.

    `origin` is who brought it: `person`, `csv`, `stix`, or `feed:NAME`. `used_at` is when it last
    named a mail or a click, to the minute; `None` where it never did. `gone_at` is when somebody
    took it away.
    """

    number: int
    value: Value
    terms: Terms
    origin: str
    at: datetime
    by: str
    by_name: str
    changed_at: datetime
    changed_by: str
    used_at: datetime | None = None
    gone_at: datetime | None = None

    @property
    def id(self) -> str:
        return f"E-{self.number}"

    def standing(self, now: datetime) -> Standing:
        """Whether it counts, and whether people should be warned that it soon will not."""
        until = self.terms.lifetime.expires_at
        if until is None:
            return Standing.COUNTS
        if until <= now:
            return Standing.EXPIRED
        return Standing.EXPIRING if until - now <= WARNED_BEFORE else Standing.COUNTS


def number_of(entry_id: str) -> int | None:
    """The number in an id such as `E-17`; `None` for what is no id."""
    digits = entry_id.removeprefix("E-")
    usable = digits != entry_id and digits.isascii() and digits.isdecimal()
    return int(digits) if usable and len(digits) < 16 else None  # noqa: PLR2004 - fits 8 bytes
