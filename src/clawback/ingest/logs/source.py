"""A log that is followed: its lines become facts, and facts become events of stored deliveries.

What was read, what is joined and what waits is kept together in one file. Events are appended
before it is written, and are named after their lines: what a crash lets be read twice is told once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import structlog

from clawback.ingest.freshness import Followed, Watch
from clawback.ingest.logs.facts import Fact, Telling, Waiting, in_order
from clawback.ingest.logs.finding import MOST, Store
from clawback.ingest.logs.following import Cursor, read_on
from clawback.ingest.logs.joining import Joiner, Memory
from clawback.ingest.logs.lines import read_line
from clawback.ingest.logs.teller import Teller
from clawback.ingest.recipients import Organisation
from clawback.model.clock import Clock
from clawback.model.codec import CodecError, from_json, to_json
from clawback.model.delivery import Row
from clawback.spool.durable import write_durably

MOST_WAITING = 20_000  # facts; beyond it the oldest are given up
PATIENCE = timedelta(hours=1)  # for a mail that is not stored
_LONGEST_PAUSE = timedelta(minutes=1)
_MOVES_LATER = timedelta(seconds=5)  # our own moves are told by the ledger first
_LARGE = 2000  # facts and mails; more are written less often
_SELDOM = timedelta(seconds=30)
_BLOCKS = 8  # that are read before others have a turn
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """All that must survive a restart."""

    cursor: Cursor = field(default_factory=Cursor)
    memory: Memory = field(default_factory=Memory)
    waiting: tuple[Waiting, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOptions:
    """`source` is its name among the sources, `server` the mail server that it is of, if any."""

    source: str
    path: Path
    zone: tzinfo
    server: str = ""


class LogSource:
    """Follows one file. `turn` is called every second, by one thread."""

    def __init__(
        self,
        options: LogOptions,
        *,
        state: Path,
        store: Store,
        organisation: Organisation,
        watch: Watch,
        clock: Clock,
    ) -> None:
        self._options = options
        self._file = state
        self._teller = Teller(store, organisation=organisation, clock=clock)
        self._watch = watch
        self._clock = clock
        kept = _kept(state)
        self._cursor = kept.cursor
        self._joiner = Joiner(kept.memory)
        self._waiting = list(kept.waiting)
        self._written = clock.now() - _SELDOM
        self._changed = False
        self._last: Fact | None = None
        self._followed = Followed(source=options.source)

    def turn(self) -> None:
        """Reads what is new, tells what can be told, and keeps how far it came.

        Raises:
            UnavailableError: the event store does not answer; nothing is lost.
        """
        try:
            self._read()
        except OSError as error:
            why = f"{self._options.path.name} cannot be read: {error.strerror or error}."
            self._watch.stumbled(self._options.source, why)
        self._take(self._joiner.late(self._clock.now()))
        self._tell()
        self._keep()
        self._watch.followed(replace(self._followed, waiting=len(self._waiting)))

    def _read(self) -> None:
        for _ in range(_BLOCKS):
            now = self._clock.now()
            read = read_on(self._options.path, self._cursor, now)
            facts = list(self._facts(read.lines, now))
            if read.lost:
                self._watch.stumbled(
                    self._options.source, "A rotated file was gone before it was read to its end."
                )
            self._changed = self._changed or read.cursor != self._cursor
            self._cursor = read.cursor
            self._take(facts)
            if not read.more:
                return

    def _facts(self, lines: Iterable[bytes], now: datetime) -> Iterable[Fact]:
        for raw in lines:
            line = read_line(raw, now=now, zone=self._options.zone)
            for fact in self._joiner.read(line) if line is not None else ():
                self._last = in_order(fact, self._last)
                yield self._last

    def _take(self, facts: Sequence[Fact]) -> None:
        now = self._clock.now()
        later = {Telling.COPIED, Telling.EXPUNGED}
        self._waiting += [
            Waiting(fact=fact, since=now, due=now + _MOVES_LATER if fact.telling in later else now)
            for fact in facts
        ]
        if facts:
            self._followed = replace(
                self._followed,
                accepted=self._followed.accepted + len(facts),
                accepted_at=now,
                newest_accepted=max(fact.at for fact in facts),
            )
        if len(self._waiting) > MOST_WAITING:
            _log.warning("facts of a log were given up", source=self._options.source)
            self._watch.stumbled(
                self._options.source, "More facts wait for their mails than can be kept."
            )
            self._waiting = self._waiting[-MOST_WAITING:]

    def _tell(self) -> None:
        """In the order of the log, all of a mail together; what finds no delivery waits on."""
        now = self._clock.now()
        names = {_mail_of(one.fact) for one in self._waiting if one.due <= now}
        due = [one for one in self._waiting if _mail_of(one.fact) in names and _may_go(one, now)]
        due.sort(key=lambda one: one.fact.at)
        for start in range(0, len(due), MOST):
            block = due[start : start + MOST]
            left = self._told(block, now)
            done = {id(one) for one in block}
            self._waiting = [one for one in self._waiting if id(one) not in done] + left
            self._changed = True

    def _told(self, block: Sequence[Waiting], now: datetime) -> list[Waiting]:
        facts = [self._joiner.landed(one.fact) for one in block]
        found = self._teller.tell(facts, server=self._options.server)
        self._count(block, found, now)
        return [
            _again(one, now)
            for one, rows in zip(block, found, strict=True)
            if not rows and now - one.since < PATIENCE
        ]

    def _count(
        self, block: Sequence[Waiting], found: Sequence[Sequence[Row]], now: datetime
    ) -> None:
        told = [one for one, rows in zip(block, found, strict=True) if rows]
        if told:
            self._followed = replace(
                self._followed,
                stored=self._followed.stored + len(told),
                stored_at=now,
                newest_stored=max(one.fact.at for one in told),
                lags=(*self._followed.lags, *((now - one.since).total_seconds() for one in told))[
                    -1000:
                ],
            )

    def _keep(self) -> None:
        """Seldom while there is much, because it is written whole."""
        now, memory = self._clock.now(), self._joiner.memory
        much = len(memory.mails) + len(memory.landings) + len(self._waiting) > _LARGE
        if not self._changed or (much and now - self._written < _SELDOM):
            return
        state = State(cursor=self._cursor, memory=memory, waiting=tuple(self._waiting))
        write_durably(self._file, to_json(state).encode("ascii"))
        self._written, self._changed = now, False


def _mail_of(fact: Fact) -> str:
    return fact.message_id or fact.queue_id


def _may_go(one: Waiting, now: datetime) -> bool:
    """Whether it is due, or was looked for in vain before: its mail may be there now."""
    return one.due <= now or one.tries > 0


def _again(one: Waiting, now: datetime) -> Waiting:
    pause = min(timedelta(seconds=1 << min(one.tries, 6)), _LONGEST_PAUSE)
    return replace(one, tries=one.tries + 1, due=now + pause)


def _kept(path: Path) -> State:
    """What the last start left; none, when there is none or it cannot be read."""
    try:
        return from_json(State, path.read_bytes())
    except FileNotFoundError:
        return State()
    except CodecError:
        _log.warning("what was known of a log cannot be read", file=path.name)
        return State()
