"""How long an entry counts: what people may wish, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from clawback.entries.entry import FOR_EVER, EntryAction, Lifetime
from clawback.model.errors import BadInputError
from clawback.model.labelled import Labelled

AFTER_USE = timedelta(days=45)


class Expiry(Labelled):
    """The choices."""

    ONE_DAY = "1_day", "After 1 day"
    SEVEN_DAYS = "7_days", "After 7 days"
    THIRTY_DAYS = "30_days", "After 30 days"
    NEVER = "never", "Never"
    DATE = "date", "On a date"
    AFTER_LAST_USE = "45_days_after_use", "45 days after its last use"


class BadExpiryError(BadInputError):
    """An entry cannot end so."""

    code = "bad_expiry"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiryWish:
    """A choice, and the moment for `date`."""

    choice: Expiry
    at: datetime | None = None


FOR_30_DAYS = ExpiryWish(choice=Expiry.THIRTY_DAYS)
_DAYS = {Expiry.ONE_DAY: 1, Expiry.SEVEN_DAYS: 7, Expiry.THIRTY_DAYS: 30}


def lifetime(wish: ExpiryWish, action: EntryAction, now: datetime) -> Lifetime:
    """Until when an entry counts. Raises `BadExpiryError`."""
    if wish.at is not None and wish.choice is not Expiry.DATE:
        raise BadExpiryError("A moment goes with `date` alone. Leave it out, or choose `date`.")
    match wish.choice:
        case Expiry.NEVER:
            return FOR_EVER
        case Expiry.DATE:
            return Lifetime(expires_at=_later(wish.at, now))
        case Expiry.AFTER_LAST_USE:
            if action is EntryAction.BLOCK:
                raise BadExpiryError(
                    "Only an allow entry can end 45 days after its last use. A block that is not "
                    "used keeps away what does not come; give it days, a date, or no end."
                )
            return Lifetime(expires_at=now + AFTER_USE, after_use=True)
        case _:
            return Lifetime(expires_at=now + timedelta(days=_DAYS[wish.choice]))


def used(life: Lifetime, at: datetime) -> Lifetime:
    """The lifetime after a use, which only ever makes it longer."""
    if not life.after_use or life.expires_at is None:
        return life
    return Lifetime(expires_at=max(life.expires_at, at + AFTER_USE), after_use=True)


def _later(at: datetime | None, now: datetime) -> datetime:
    if at is None:
        raise BadExpiryError("Say on which date: a moment with its time zone.")
    if at <= now:
        raise BadExpiryError(
            "An entry that has expired already would count for nothing. Name a later moment."
        )
    return at
