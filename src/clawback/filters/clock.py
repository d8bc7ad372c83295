"""Times of day as people write them, as whole seconds since midnight in UTC."""

from __future__ import annotations

import re

HINT = "Write an hour or a time (22, 22:00, 22:00:30), with an offset where it is not UTC (+02:00)."
DAY = 24 * 60 * 60
_MINUTE = 60
_HOUR = 60 * 60
_CLOCK = re.compile(
    r"([01]?[0-9]|2[0-3])(?::([0-5][0-9])(?::([0-5][0-9]))?)?"
    r" ?(?:[Zz]|([+-])([01][0-9]|2[0-3]):?([0-5][0-9]))?"
)


def read_clock(text: str) -> tuple[int, int]:
    """The first and the last second that the text means; raises `ValueError`.

    An hour is its whole hour, a minute its whole minute. With an offset, the last can be less than
    the first: then midnight in UTC lies between them.
    """
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise ValueError(HINT)
    hour, minute, second = (int(part or 0) for part in match.group(1, 2, 3))
    width = 1 if match[3] else _MINUTE if match[2] else _HOUR
    offset = (int(match[5] or 0) * 60 + int(match[6] or 0)) * 60
    low = hour * _HOUR + minute * _MINUTE + second - (-offset if match[4] == "-" else offset)
    return low % DAY, (low + width - 1) % DAY


def write_clock_low(second: int) -> str:
    """The shortest text that starts at this second."""
    return _minutes(second) if second % _MINUTE == 0 else write_clock(second)


def write_clock_high(second: int) -> str:
    """The shortest text that ends at this second."""
    return _minutes(second) if second % _MINUTE == _MINUTE - 1 else write_clock(second)


def write_clock(second: int) -> str:
    """Text for this very second."""
    return f"{_minutes(second)}:{second % _MINUTE:02}"


def within_clock(low: int, high: int, second: int) -> bool:
    """Whether a second lies from `low` to `high`, over midnight where `low` is the later one."""
    if low <= high:
        return low <= second <= high
    return second >= low or second <= high


def _minutes(second: int) -> str:
    return f"{second // _HOUR:02}:{second // _MINUTE % 60:02}"
