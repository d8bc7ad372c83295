"""Which files were one log before it was rotated, and in which order; pure, by their names.

Known are the names that logrotate and savelog give: `mail.log.2.gz`, `mail.log-20260131.xz`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

_PACKED = re.compile(r"\.(?:gz|xz|bz2|lzma|zst)\Z")
_NUMBERED = re.compile(r"\.(?P<number>\d{1,4})\Z")
_DATED = re.compile(
    r"[-._](?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)(?P<rest>(?:[-T_.]?\d{1,10})?)\Z"
)
_DAY = timedelta(days=1)
_Order = tuple[int, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """One file of a log. `until`: its name says that nothing in it is later."""

    path: Path
    log: Path
    order: _Order
    until: datetime | None = None


def series(paths: Iterable[Path]) -> list[Sequence[Rotated]]:
    """The files of each log, oldest first."""
    logs: dict[Path, list[Rotated]] = {}
    for path in dict.fromkeys(paths):
        one = rotated(path)
        logs.setdefault(one.log, []).append(one)
    return [sorted(files, key=lambda one: one.order) for files in logs.values()]


def rotated(path: Path) -> Rotated:
    """What a file's name says of it."""
    name = _PACKED.sub("", path.name)
    if found := _NUMBERED.search(name):
        log = path.with_name(name[: found.start()] or name)
        return Rotated(path=path, log=log, order=(1, -int(found["number"]), ""))
    found = _DATED.search(name)
    day = _day(found) if found else None
    if found and day:
        log = path.with_name(name[: found.start()] or name)
        order = (0, day.toordinal(), found["rest"].rjust(12))
        return Rotated(path=path, log=log, order=order, until=day + 2 * _DAY)  # whatever the zone
    return Rotated(path=path, log=path.with_name(name), order=(2, 0, ""))


def _day(found: re.Match[str]) -> datetime | None:
    try:
        return datetime(int(found["year"]), int(found["month"]), int(found["day"]), tzinfo=UTC)
    except ValueError:
        return None
