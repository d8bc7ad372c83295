"""How fresh each source is: what came in, what can be searched, and how long that took."""

from __future__ import annotations

import statistics
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from time import monotonic

from clawback.ingest.intake import Intake
from clawback.ingest.spool import Spooled
from clawback.model.clock import Clock

_REMEMBERED = 1000  # lags of a source
_MOST_SOURCES = 100
_TOGETHER = 0.05  # seconds; mails accepted within it are followed as one


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """Seconds from a mail's acknowledgement until it could be searched.

    `last` is the newest, the others are of the last thousand groups of mails accepted together.
    """

    last: float
    median: float
    p95: float
    worst: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderFar:
    """How far a folder of a mailbox was read: so many mails of those that were or are there."""

    folder: str
    read: int
    there: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """One source since this server started.

    `accepted` and `stored` count mails, `waiting` those accepted and not stored yet. `newest_…` is
    when the newest of them was received, `…_at` when that happened here.
    """

    source: str
    accepted: int = 0
    accepted_at: datetime | None = None
    newest_accepted: datetime | None = None
    stored: int = 0
    stored_at: datetime | None = None
    newest_stored: datetime | None = None
    waiting: int = 0
    lag: Lag | None = None
    error: str = ""
    error_at: datetime | None = None
    folders: tuple[FolderFar, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A source that hands over no mail but what is known of it: counts are facts. See `Freshness`.

    `lags` are seconds from reading a fact until it was told, oldest first.
    """

    source: str
    accepted: int = 0
    accepted_at: datetime | None = None
    newest_accepted: datetime | None = None
    stored: int = 0
    stored_at: datetime | None = None
    newest_stored: datetime | None = None
    waiting: int = 0
    lags: tuple[float, ...] = ()


@dataclass(slots=True)
class _Group:
    last: int
    count: int
    since: float


@dataclass(slots=True)
class _Mails:
    """One source of mail."""

    accepted: int = 0
    accepted_at: datetime | None = None
    newest_accepted: datetime | None = None
    stored: int = 0
    stored_at: datetime | None = None
    newest_stored: datetime | None = None
    error: str = ""
    error_at: datetime | None = None
    folders: tuple[FolderFar, ...] = ()
    groups: deque[_Group] = field(default_factory=deque)
    lags: deque[float] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))


class Watch:
    """Follows mails from their acknowledgement into the store. Safe on many threads."""

    def __init__(self, clock: Clock, *, elapsed: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._elapsed = elapsed
        self._turn = Lock()
        self._sources: dict[str, _Mails] = {}
        self._told: dict[str, Followed] = {}
        self._settled = 0

    def accepted(self, intakes: Sequence[Intake], last: int) -> None:
        """These were acknowledged; `last` is the position of the last of them."""
        with self._turn:
            for source, mails in _by_source(intakes).items():
                followed = self._of(source)
                followed.accepted += len(mails)
                followed.accepted_at = self._clock.now()
                newest = max(mail.envelope.received_at for mail in mails)
                followed.newest_accepted = _later(followed.newest_accepted, newest)
                self._follow(followed, last, len(mails))

    def refused(self, intakes: Sequence[Intake], why: str) -> None:
        """These were not acknowledged; why, as a sentence."""
        for source in _by_source(intakes):
            self.stumbled(source, why)

    def stored(self, mails: Sequence[Spooled]) -> None:
        """These can be searched now, with all that were accepted before them."""
        if not mails:
            return
        with self._turn:
            for one in mails:
                envelope = one.intake.envelope
                followed = self._of(envelope.source)
                followed.stored += 1
                followed.stored_at = self._clock.now()
                followed.newest_stored = _later(followed.newest_stored, envelope.received_at)
            self._settled = mails[-1].sequence
            for followed in self._sources.values():
                self._settle(followed)

    def stumbled(self, source: str, why: str) -> None:
        """Something of a source went wrong; why, as a sentence."""
        with self._turn:
            followed = self._of(source)
            followed.error, followed.error_at = why, self._clock.now()

    def followed(self, now: Followed) -> None:
        """How far a source of facts is."""
        with self._turn:
            self._told[now.source] = now

    def read_on(self, source: str, folders: tuple[FolderFar, ...]) -> None:
        """How far the folders of a mailbox were read."""
        with self._turn:
            self._of(source).folders = folders

    def sources(self) -> list[Freshness]:
        """Every source that was heard of, by name."""
        with self._turn:
            found = {name: _shown(name, one) for name, one in self._sources.items()}
            for name, told in self._told.items():
                found[name] = _shown_fact(told, found.get(name, Freshness(source=name)))
            return [found[name] for name in sorted(found)]

    def _of(self, source: str) -> _Mails:
        if source not in self._sources and len(self._sources) >= _MOST_SOURCES:
            source = "other"
        return self._sources.setdefault(source, _Mails())

    def _follow(self, followed: _Mails, last: int, count: int) -> None:
        now, groups = self._elapsed(), followed.groups
        if last <= self._settled:  # stored before whoever accepted it came to tell
            followed.lags.append(0.0)
        elif groups and now - groups[-1].since < _TOGETHER:
            groups[-1].last = max(groups[-1].last, last)
            groups[-1].count += count
        else:
            groups.append(_Group(last, count, now))

    def _settle(self, followed: _Mails) -> None:
        while followed.groups and followed.groups[0].last <= self._settled:
            followed.lags.append(self._elapsed() - followed.groups.popleft().since)


def _by_source(intakes: Iterable[Intake]) -> dict[str, list[Intake]]:
    found: dict[str, list[Intake]] = {}
    for intake in intakes:
        found.setdefault(intake.envelope.source, []).append(intake)
    return found


def _later(before: datetime | None, moment: datetime) -> datetime:
    return moment if before is None else max(before, moment)


def _shown(name: str, one: _Mails) -> Freshness:
    return Freshness(
        source=name,
        accepted=one.accepted,
        accepted_at=one.accepted_at,
        newest_accepted=one.newest_accepted,
        stored=one.stored,
        stored_at=one.stored_at,
        newest_stored=one.newest_stored,
        waiting=sum(group.count for group in one.groups),
        lag=_lag(one.lags),
        error=one.error,
        error_at=one.error_at,
        folders=one.folders,
    )


def _shown_fact(told: Followed, beside: Freshness) -> Freshness:
    """Beside what went wrong with it."""
    return Freshness(
        source=told.source,
        accepted=told.accepted,
        accepted_at=told.accepted_at,
        newest_accepted=told.newest_accepted,
        stored=told.stored,
        stored_at=told.stored_at,
        newest_stored=told.newest_stored,
        waiting=told.waiting,
        lag=_lag(told.lags),
        error=beside.error,
        error_at=beside.error_at,
    )


def _lag(lags: Sequence[float]) -> Lag | None:
    if not lags:
        return None
    ordered = sorted(lags)
    return Lag(
        last=lags[-1],
        median=statistics.median(ordered),
        p95=ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))],
        worst=ordered[-1],
    )
