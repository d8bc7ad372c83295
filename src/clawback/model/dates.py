"""Dates as mails write them (RFC 5322 §3.3), read tolerantly."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_USUAL = re.compile(  # what breaks it is left to the library, which takes five times as long
    rf"(?:[A-Z][a-z]{{2}}, )? ?(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})"
    r" (\d\d):(\d\d)(?::(\d\d))? ([+-])(\d\d)([0-5]\d)(?: \(.*)?$",
    re.ASCII,
)
_LONGEST = 128  # characters


def moment_of(date: str) -> datetime | None:
    """The moment that `date` tells, in UTC; `None` when it tells none."""
    usual = _USUAL.match(date)
    try:
        if usual:
            day, month, year, hour, minute, second, sign, hours, minutes = usual.groups()
            ahead = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
            clock = (int(hour), int(minute), int(second or 0))
            local = datetime(int(year), _MONTHS.index(month) + 1, int(day), *clock, tzinfo=UTC)
            return local - ahead
        sent = parsedate_to_datetime(date[:_LONGEST])
        return sent.replace(tzinfo=sent.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
