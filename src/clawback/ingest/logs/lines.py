"""One line of a mail server's log: when, on which host, by whom, and what.

Understood are classic syslog (RFC 3164 §4.1), the same with RFC 3339 times, as rsyslog writes it,
and Dovecot's own files, which name no host. What is none of these is no line of ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

LONGEST = 16_384  # bytes of a line that are looked at
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
_CLASSIC = re.compile(
    r"(?:<\d{1,3}>)?(?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>\d{1,2}) "
    r"(?P<clock>\d\d:\d\d:\d\d)(?:\.\d+)? "
)
_EXACT = re.compile(r"(?:<\d{1,3}>)?(?P<moment>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S{0,20}) ")
_TAG = re.compile(r"(?:(?P<host>[^\s:\[\]()]+) )?(?P<program>[^\s:\[\]]+)(?:\[\d+\])?: ")
_DOVECOT_TAG = re.compile(r"(?=[\w-]+(?:\(|: (?:Info|Error|Warning|Debug|Fatal|Panic): ))")
_AHEAD = timedelta(days=1)  # clocks differ, and zones are guessed; more is last year's


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`at` is in UTC; `host` and `program` are empty in a file that has none."""

    at: datetime
    host: str
    program: str
    text: str


def read_line(raw: bytes, *, now: datetime, zone: tzinfo) -> Line | None:
    """The line, or `None` when it is not one of a log.

    `zone` is where a time is of that names none. A classic time has no year either: it is the last
    one that is not in the future of `now`.
    """
    text = raw[:LONGEST].decode("utf-8", "replace").rstrip("\r\n")
    stamped = _stamp(text, now, zone)
    if stamped is None:
        return None
    at, rest = stamped
    if _DOVECOT_TAG.match(rest):
        return Line(at=at, host="", program="dovecot", text=rest)
    tag = _TAG.match(rest)
    if tag is None:
        return None
    return Line(
        at=at, host=tag["host"] or "", program=tag["program"], text=rest[tag.end() :].strip()
    )


def month_of(raw: bytes) -> int | None:
    """The month of a classic time, which names no year; `None` for all other lines."""
    found = _CLASSIC.match(raw[:32].decode("utf-8", "replace"))
    return _MONTHS.get(found["month"]) if found else None


def _stamp(text: str, now: datetime, zone: tzinfo) -> tuple[datetime, str] | None:
    """The time, and what comes after it."""
    try:
        if found := _EXACT.match(text):
            moment = datetime.fromisoformat(found["moment"])
            at = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        elif found := _CLASSIC.match(text):
            at = _classic(found, now.astimezone(zone), zone)
        else:
            return None
        return at.astimezone(UTC), text[found.end() :]
    except (ValueError, KeyError, OverflowError):
        return None


def _classic(found: re.Match[str], now: datetime, zone: tzinfo) -> datetime:
    """The 29th of February is of the last leap year."""
    hour, minute, second = map(int, found["clock"].split(":"))
    month, day = _MONTHS[found["month"]], int(found["day"])
    newest = now + _AHEAD
    for year in range(newest.year, newest.year - 9, -1):
        try:
            at = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
        except ValueError:
            if (month, day) != (2, 29):
                raise
            continue
        if at <= newest:
            return at
    raise ValueError("no such day")
