"""Which year the lines of a file are of that name none, known from the file's end.

A classic time (RFC 3164) has month and day. The last line of a file is not later than the file;
from there, the year changes where the months jump. So a file of several years is read right, and
one that was copied is bound by the file that followed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from clawback.ingest.logs.lines import Line, month_of, read_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """In which year a file's classic times begin, and when its first line was written.

    Both are `None` where it has none.
    """

    year: int | None = None
    first: datetime | None = None


def calendar_of(lines: Iterable[bytes], *, until: datetime, zone: tzinfo) -> Calendar:
    """Reads the whole file once, where its times need it. `until`: nothing in it is later."""
    first = last = b""
    before: int | None = None
    turns = 0
    for raw in lines:
        month = month_of(raw)
        if month is None and not first and (line := read_line(raw, now=until, zone=zone)):
            return Calendar(first=line.at)
        if month is not None:
            turns += _turn(before, month) if before else 0
            first, before, last = first or raw, month, raw
    newest = read_line(last, now=until, zone=zone)
    if newest is None:
        return Calendar()
    year = newest.at.astimezone(zone).year - turns
    begun = next(dated([first], year=year, until=until, zone=zone), None)
    return Calendar(year=year, first=begun.at if begun else None)


def dated(
    lines: Iterable[bytes], *, year: int | None, until: datetime, zone: tzinfo
) -> Iterator[Line]:
    """The lines of a file whose classic times begin in this year; what is none is left out."""
    before: int | None = None
    for raw in lines:
        month, now = month_of(raw), until
        if month is not None and year is not None:
            year += _turn(before, month) if before else 0
            before, now = month, datetime(year, 12, 30, 23, 59, 59, tzinfo=zone)
        line = read_line(raw, now=now, zone=zone)
        if line is not None:
            yield line


def _turn(before: int, month: int) -> int:
    """Lines of two processes may change places: at the end of a month, on New Year's Eve too."""
    if (before, month) == (1, 12):
        return -1
    return 1 if before - month > 1 else 0
