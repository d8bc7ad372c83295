"""The side of a client: reads logs of before, joins their lines, and sends what they tell.

There is nothing to resume: a fact has its id from its line, so what was sent is sent again in vain.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path

from clawback.ingest.importing import patiently
from clawback.ingest.logs.facts import Fact, in_order
from clawback.ingest.logs.finding import MOST
from clawback.ingest.logs.joining import Joiner
from clawback.ingest.logs.lines import Line
from clawback.ingest.logs.looking_back import past_lines
from clawback.ingest.logs.past import Told
from clawback.ingest.sources.port import Skipped
from clawback.ingest.sources.tree import NoSuchPathError

_JOINED = timedelta(minutes=2)  # of the log: within it two programs tell of one delivery
_OFTEN = timedelta(minutes=1)  # of the log, between two looks for what waited long enough
_FOREVER = timedelta(days=30)
_BYTES = 400_000  # of the words of one block


@dataclass(frozen=True, slots=True, kw_only=True)
class LogTally:
    """How far it is: lines read, facts sent, those told of a delivery, those that have none.

    `size` and `done` are bytes of the files; `done` of those that were read to their end.
    """

    size: int = 0
    done: int = 0
    lines: int = 0
    facts: int = 0
    told: int = 0
    unknown: int = 0
    skips: tuple[Skipped, ...] = ()


def import_logs(
    paths: Sequence[Path],
    *,
    zone: tzinfo,
    send: Callable[[Sequence[Fact]], Told],
    report: Callable[[LogTally], None],
    sleep: Callable[[float], None],
) -> LogTally:
    """Sends everything that the files tell, oldest first; what cannot be read is counted and told.

    `zone` is where times are of that name none. `report` is told after each block. `sleep` waits
    between tries when the server does not answer.

    Raises:
        NoSuchPathError: a file does not exist (before anything is sent).
        UnavailableError: the server stayed away for about three minutes.
        ClawbackError: whatever else `send` raises.
    """
    for path in paths:
        if not path.exists():
            raise NoSuchPathError(f"There is no file {path}.")
    files = _Files()
    reading = _Reading(past_lines(paths, zone=zone, listener=files))
    tally = LogTally(size=sum(path.stat().st_size for path in paths))
    for block in blocks(reading.facts()):
        told = patiently(partial(send, block), sleep)
        tally = replace(
            tally,
            done=files.done,
            lines=reading.count,
            facts=tally.facts + len(block),
            told=tally.told + told.told,
            unknown=tally.unknown + told.unknown,
        )
        report(tally)
    return replace(tally, done=tally.size, lines=reading.count, skips=tuple(files.skips))


@dataclass(slots=True)
class _Files:
    """What became of the files."""

    skips: list[Skipped] = field(default_factory=list)
    done: int = 0

    def passed_over(self, path: Path, why: str) -> None:
        self.skips.append(Skipped(path=str(path), reason=why))

    def ended(self, path: Path) -> None:
        self.done += path.stat().st_size


def blocks(facts: Iterable[Fact]) -> Iterator[list[Fact]]:
    """As many as the server takes at once."""
    block: list[Fact] = []
    size = 0
    for fact in facts:
        block.append(fact)
        size += len(fact.words) + len(fact.folder) + len(fact.message_id)
        if len(block) >= MOST or size >= _BYTES:
            yield block
            block, size = [], 0
    if block:
        yield block


@dataclass(slots=True)
class _Reading:
    """Joins lines; facts wait for what another program says of them a little later."""

    lines: Iterable[Line]
    count: int = 0
    _joiner: Joiner = field(default_factory=Joiner)
    _waiting: deque[Fact] = field(default_factory=deque)
    _last: Fact | None = None

    def facts(self) -> Iterator[Fact]:
        """Everything that they tell, in order."""
        looked: datetime | None = None
        for line in self.lines:
            self.count += 1
            self._take(self._joiner.read(line))
            looked = looked or line.at
            if line.at - looked >= _OFTEN:
                looked = line.at
                self._take(self._joiner.late(line.at))
                yield from self._ripe(line.at - _JOINED)
        if looked:
            yield from self._ripe(looked + _FOREVER)
            self._take(self._joiner.late(looked + _FOREVER))
            yield from self._ripe(looked + _FOREVER)

    def _take(self, facts: Iterable[Fact]) -> None:
        for fact in facts:
            self._last = in_order(fact, self._last)
            self._waiting.append(self._last)

    def _ripe(self, until: datetime) -> Iterator[Fact]:
        while self._waiting and self._waiting[0].at <= until:
            yield self._joiner.landed(self._waiting.popleft())
