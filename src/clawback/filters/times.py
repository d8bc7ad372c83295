"""Times as people write them: ISO 8601 in their own precision, or told from now."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from clawback.filters.tree import Ago

HINT = 'Write a date (2026-11-01), a time (2026-11-01T09:30Z) or a distance from now (-7d, "now").'
_ABSOLUTE = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,6}))?)?)?"
    r" ?(?:([Zz])|([+-])([0-9]{2}):?([0-9]{2}))?"
)
_RELATIVE = re.compile(r"-([0-9]{1,7})([mhdw])", re.IGNORECASE)
_UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_LONGEST_AGO = timedelta(days=36_500)
_TICK = timedelta(microseconds=1)
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From `low` to `high`, both included, in UTC: a day, a minute, a second or one instant."""

    low: datetime
    high: datetime


def read_time(text: str) -> Period | Ago:
    """Reads a time; one without an offset is in UTC. Raises `ValueError`."""
    relative = _relative(text)
    if relative is not None:
        return relative
    match = _ABSOLUTE.fullmatch(text)
    if match is None:
        raise ValueError(HINT)
    try:
        low = _moment(match).astimezone(UTC)
        return Period(low, low + (_width(match) - _TICK))
    except OverflowError as error:  # before the year 1 or after 9999 in UTC
        raise ValueError(HINT) from error


def moment_of(text: str, now: datetime) -> datetime:
    """The moment of a bound in time: a date is its first one. Raises `ValueError`."""
    read = read_time(text)
    return now - read.before if isinstance(read, Ago) else read.low


def write_low(moment: datetime | Ago) -> str:
    """The shortest text that starts at this moment."""
    if isinstance(moment, Ago):
        return moment.text
    return _text(moment, _widest_from(moment))


def write_high(moment: datetime | Ago) -> str:
    """The shortest text that ends at this moment."""
    if isinstance(moment, Ago):
        return moment.text
    start, width = _widest_until(moment)
    return _text(start, width)


def write_exact(moment: datetime) -> str:
    """Text for this very instant."""
    return _text(moment, _TICK)


def write_period(low: datetime | Ago, high: datetime | Ago) -> str | None:
    """The text of the one day, minute or second that the two enclose, if they do."""
    if isinstance(low, Ago) or isinstance(high, Ago):
        return None
    for width in (_DAY, _MINUTE, _SECOND):
        if _starts(low, width) and high - low == width - _TICK:
            return _text(low, width)
    return None


def _relative(text: str) -> Ago | None:
    if text.lower() == "now":
        return Ago(timedelta(0), "now")
    match = _RELATIVE.fullmatch(text)
    if match is None:
        return None
    count, unit = int(match[1]), match[2].lower()
    before = count * _UNITS[unit]
    if before > _LONGEST_AGO:
        raise ValueError(HINT)
    return Ago(before, f"-{count}{unit}")


def _moment(match: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second = (int(part or 0) for part in match.group(*range(1, 7)))
    micros = int((match[7] or "").ljust(6, "0"))
    return datetime(year, month, day, hour, minute, second, micros, tzinfo=_zone(match))


def _zone(match: re.Match[str]) -> timezone:
    if match[9] is None:
        return UTC
    offset = timedelta(hours=int(match[10]), minutes=int(match[11]))
    return timezone(-offset if match[9] == "-" else offset)


def _width(match: re.Match[str]) -> timedelta:
    for group, width in ((7, _TICK), (6, _SECOND), (4, _MINUTE)):
        if match[group] is not None:
            return width
    return _DAY


def _starts(moment: datetime, width: timedelta) -> bool:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return (moment - midnight) % width == timedelta(0)


def _widest_from(moment: datetime) -> timedelta:
    return next(w for w in (_DAY, _MINUTE, _SECOND, _TICK) if _starts(moment, w))


def _widest_until(moment: datetime) -> tuple[datetime, timedelta]:
    for width in (_DAY, _MINUTE, _SECOND):
        if moment - datetime.min.replace(tzinfo=UTC) < width:
            continue
        start = moment - (width - _TICK)
        if _starts(start, width):
            return start, width
    return moment, _TICK


def _text(moment: datetime, width: timedelta) -> str:
    plain = moment.astimezone(UTC).replace(tzinfo=None)
    if width == _DAY:
        return plain.date().isoformat()
    precision = {_MINUTE: "minutes", _SECOND: "seconds"}.get(width, "microseconds")
    return plain.isoformat(timespec=precision) + "Z"
