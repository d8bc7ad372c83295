"""Reads the lines of logs of before, rotated and compressed, in the order of their time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from heapq import merge
from operator import attrgetter
from pathlib import Path
from typing import Protocol

from clawback.ingest.logs.lines import Line
from clawback.ingest.logs.packed import PackedError, lines_of
from clawback.ingest.logs.rotation import Rotated, series
from clawback.ingest.logs.years import Calendar, calendar_of, dated


class Listener(Protocol):
    """Is told how each file ends."""

    def passed_over(self, path: Path, why: str) -> None:
        """It is not read, or not wholly; why, as the end of a sentence."""
        ...

    def ended(self, path: Path) -> None:
        """There is nothing more in it."""
        ...


@dataclass(frozen=True, slots=True)
class _Placed:
    path: Path
    calendar: Calendar
    until: datetime


def past_lines(paths: Sequence[Path], *, zone: tzinfo, listener: Listener) -> Iterator[Line]:
    """All lines of these files, oldest first, as far as each file is in order.

    `zone` is where times are of that name none. Each file is read once more before, where its times
    name no year.
    """
    files = [path for path in paths if not _is_folder(path, listener)]
    logs = [_placed(one, zone) for one in series(files)]
    yield from merge(*(_lines(placed, zone, listener) for placed in logs), key=attrgetter("at"))


def _is_folder(path: Path, listener: Listener) -> bool:
    if path.is_dir():
        listener.passed_over(path, "it is a folder; name the files in it")
    return path.is_dir()


def _placed(files: Sequence[Rotated], zone: tzinfo) -> list[_Placed]:
    """Oldest first; from the newest on, each ends before the next begins."""
    placed: list[_Placed] = []
    next_begins: datetime | None = None
    for one in reversed(files):
        changed = datetime.fromtimestamp(one.path.stat().st_mtime, UTC)
        until = min(bound for bound in (changed, one.until, next_begins) if bound)
        calendar = calendar_of(_as_far_as_it_goes(one.path), until=until, zone=zone)
        next_begins = calendar.first or next_begins
        placed.append(_Placed(one.path, calendar, until))
    return placed[::-1]


def _as_far_as_it_goes(path: Path) -> Iterator[bytes]:
    try:
        yield from lines_of(path)
    except PackedError:  # told when it is read
        return


def _lines(files: Sequence[_Placed], zone: tzinfo, listener: Listener) -> Iterator[Line]:
    for one in files:
        try:
            yield from dated(lines_of(one.path), year=one.calendar.year, until=one.until, zone=zone)
        except PackedError as error:
            listener.passed_over(one.path, str(error))
        listener.ended(one.path)
