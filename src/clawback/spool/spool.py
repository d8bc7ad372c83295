"""The durable spool: what it accepted is on disk, and leaves only when it has been stored.

The folder holds segments (`segment.py`), `cursor` (how far everything is stored), `corrupt/` (what
could not be read or stored) and `lock` (held by the one process that may use the folder).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from threading import Condition
from typing import Generic, TypeVar

from clawback.model.clock import Clock
from clawback.model.codec import CodecError, from_json, to_json
from clawback.spool.commit import (
    AppendFile,
    File,
    GroupCommit,
    SpoolFullError,
    SpoolLimits,
    Written,
)
from clawback.spool.durable import sync_folder, write_durably
from clawback.spool.lock import locked
from clawback.spool.parking import Parking
from clawback.spool.segment import (
    FILE_SIZE,
    Damage,
    Form,
    Record,
    SegmentReader,
    first_of,
    seal,
)

_Value = TypeVar("_Value")
_OLDEST_STEP = 1.0  # seconds; the age of the oldest that waits is told no finer


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far the spool was read: everything up to `sequence` lies before `offset` of `segment`."""

    sequence: int = 0
    segment: int = 0
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Generic[_Value]):
    """A value of the spool and its number."""

    sequence: int
    value: _Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken(Generic[_Value]):
    """Values read together; `place` is where the next block begins."""

    kept: tuple[Kept[_Value], ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What waits: values, bytes on disk, and when the oldest was accepted (to about a second).

    `last` is the highest position given out, `settled` the one up to which everything is stored.
    """

    depth: int
    size: int
    oldest: datetime | None
    last: int
    settled: int
    parked: int


@dataclass(slots=True, kw_only=True)
class _Segment:
    path: Path
    first: int
    last: int
    end: int
    sealed: bool


class Spool(Generic[_Value]):
    """Accepts values from many threads and tasks; read by one."""

    def __init__(
        self,
        folder: Path,
        form: Form[_Value],
        *,
        clock: Clock,
        limits: SpoolLimits | None = None,
        open_file: Callable[[Path], File] = AppendFile,
    ) -> None:
        """Opens the folder and finds again what was not settled.

        Raises:
            SpoolInUseError: another process has it open.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self._lock = locked(folder)
        self._form = form
        self._limits = limits or SpoolLimits()
        self._changed = Condition()
        self.parking = Parking(folder / "corrupt")
        self._settled = _read_cursor(folder / "cursor")
        self._segments = self._recover()
        self._last = max([self._settled.sequence, *(one.last for one in self._segments)])
        self._reading = self._settled
        self._reader: tuple[int, SegmentReader[_Value]] | None = None
        self._ages: deque[tuple[int, datetime]] = deque(self._age_of_first())
        self._clock = clock
        self._commit = GroupCommit(
            folder,
            next_sequence=self._last + 1,
            limits=self._limits,
            clock=clock,
            on_durable=self._grown,
            open_file=open_file,
        )

    # --- accepting ------------------------------------------------------------------------------

    def accept(self, values: Sequence[_Value]) -> int:
        """Makes all of them durable, or none; returns the position of the last one.

        Raises:
            SpoolFullError: there is no room, or the disk refuses.
            SpoolClosedError: the server is stopping.
        """
        self._need_room()
        return self._commit.submit([seal(self._form, one) for one in values]).result()

    async def accept_soon(self, values: Sequence[_Value]) -> int:
        """`accept` for tasks; a task that is cancelled meanwhile may or may not be accepted."""
        self._need_room()
        sealed = [seal(self._form, one) for one in values]
        return await asyncio.wrap_future(self._commit.submit(sealed))

    def backlog(self) -> Backlog:
        """Numbers for back-pressure and metrics."""
        with self._changed:
            return Backlog(
                depth=max(self._last - self._settled.sequence, 0),
                size=self._size(),
                oldest=self._ages[0][1] if self._ages else None,
                last=self._last,
                settled=self._settled.sequence,
                parked=len(self.parking.names()),
            )

    def _need_room(self) -> None:
        with self._changed:
            if self._size() > self._limits.backlog:
                raise SpoolFullError(
                    "Too much waits to be stored. Nothing was accepted: send again later."
                )

    def _size(self) -> int:
        done = self._settled
        return sum(
            segment.end - (done.offset if segment.first == done.segment else FILE_SIZE)
            for segment in self._segments
            if segment.first >= done.segment
        )

    def _grown(self, written: Written) -> None:
        with self._changed:
            newest = self._segments[-1] if self._segments else None
            if newest is None or newest.first != written.first:
                if newest:
                    newest.sealed = True
                newest = _Segment(
                    path=written.path, first=written.first, last=0, end=0, sealed=False
                )
                self._segments.append(newest)
            newest.last, newest.end = written.last, written.end
            self._last = written.last
            self._note_age(written.last, self._clock.now())
            self._changed.notify_all()

    def _note_age(self, last: int, moment: datetime) -> None:
        if self._ages and (moment - self._ages[-1][1]).total_seconds() < _OLDEST_STEP:
            self._ages[-1] = (last, self._ages[-1][1])
        else:
            self._ages.append((last, moment))

    # --- reading --------------------------------------------------------------------------------

    def take(
        self, *, most: int, most_bytes: int, wait: float, linger: float = 0
    ) -> Taken[_Value] | None:
        """What comes after the block read before, in order; `None` when none came within `wait` s.

        When there are some, waits up to `linger` seconds more for `most` of them. At least one
        is returned however large it is. What is damaged is parked, and the rest goes on.
        """
        if not self._wait_until(self._anything, wait):
            return None
        if linger:
            self._wait_until(lambda: self._last - self._reading.sequence >= most, linger)
        kept: list[Kept[_Value]] = []
        size = 0
        while len(kept) < most and size < most_bytes:
            found = self._next()
            if found is None:
                break
            kept.append(Kept(sequence=found.sequence, value=found.value))
            size += found.size
        return Taken(kept=tuple(kept), place=self._reading)

    def settle(self, place: Place) -> None:
        """Everything before `place` is stored: remembers it, and removes what is done with.

        Raises:
            OSError: it could not be remembered; try again.
        """
        with self._changed:
            done = [segment for segment in self._segments if _done(segment, place)]
        try:
            write_durably(self._folder / "cursor", _cursor_bytes(place))
        except OSError:  # on a full disk the done ones must go first; the cursor steps over gaps
            _remove(done)
            write_durably(self._folder / "cursor", _cursor_bytes(place))
        with self._changed:
            self._settled = place
            while self._ages and self._ages[0][0] <= place.sequence:
                self._ages.popleft()
            self._segments = [segment for segment in self._segments if segment not in done]
        _remove(done)

    def close(self) -> None:
        """Writes what still waits for the disk, then lets go of the folder. Once is enough."""
        self._commit.close()
        self._let_go_of_reader()
        self._lock.close()

    def _wait_until(self, enough: Callable[[], bool], seconds: float) -> bool:
        with self._changed:
            return self._changed.wait_for(enough, timeout=seconds)

    def _anything(self) -> bool:
        at = self._reading
        return any(
            segment.first > at.segment or segment.end > max(at.offset, FILE_SIZE)
            for segment in self._segments
            if segment.first >= at.segment
        )

    def _next(self) -> Record[_Value] | None:
        """The next readable mail, stepping over ends of segments and parking damage."""
        while True:
            segment, offset = self._here()
            if segment is None:
                return None
            reader = self._open(segment)
            found = reader.found_at(offset, segment.end)
            if isinstance(found, Record):
                self._move(segment, offset=found.end, sequence=found.sequence)
                return found
            if isinstance(found, Damage):
                name = f"{segment.first:020}-{found.start}.damaged"
                self.parking.park(name, reader.bytes_between(found.start, found.end))
                self._move(segment, offset=found.end, sequence=found.sequence)
            elif segment.sealed:
                self._move_on(segment)
            else:
                self._move(segment, offset=offset, sequence=segment.last)
                return None

    def _here(self) -> tuple[_Segment | None, int]:
        with self._changed:
            at = self._reading
            for segment in self._segments:
                if segment.first == at.segment:
                    return replace(segment), max(at.offset, FILE_SIZE)
                if segment.first > at.segment:
                    return replace(segment), FILE_SIZE
        return None, 0

    def _move(self, segment: _Segment, *, offset: int, sequence: int | None) -> None:
        known = max(self._reading.sequence, sequence or 0)
        self._reading = Place(sequence=known, segment=segment.first, offset=offset)

    def _move_on(self, segment: _Segment) -> None:
        """To the next segment; a damaged tail counts as read."""
        known = max(self._reading.sequence, segment.last)
        self._reading = Place(sequence=known, segment=segment.first + 1, offset=FILE_SIZE)

    def _open(self, segment: _Segment) -> SegmentReader[_Value]:
        if self._reader and self._reader[0] == segment.first:
            return self._reader[1]
        self._let_go_of_reader()
        reader = SegmentReader(segment.path, self._form)
        self._reader = (segment.first, reader)
        return reader

    def _let_go_of_reader(self) -> None:
        if self._reader:
            self._reader[1].close()
            self._reader = None

    # --- opening --------------------------------------------------------------------------------

    def _recover(self) -> list[_Segment]:
        paths = sorted(path for path in self._folder.glob("*.seg") if path.stem.isdigit())
        segments = []
        for path, following in zip_longest(paths, paths[1:]):
            last = first_of(following) - 1 if following else self._last_sequence(path)
            if last is None:
                self._park_whole(path)
                continue
            size = path.stat().st_size
            segments.append(
                _Segment(path=path, first=first_of(path), last=last, end=size, sealed=True)
            )
        return segments

    def _last_sequence(self, path: Path) -> int | None:
        """The highest sequence of a whole record; `None` when there is none."""
        reader = SegmentReader(path, self._form)
        try:
            last, offset = None, FILE_SIZE
            while found := reader.found_at(offset, reader.size):
                offset = found.end
                if isinstance(found, Record):
                    last = max(last or 0, found.sequence)
            return last
        finally:
            reader.close()

    def _park_whole(self, path: Path) -> None:
        """A newest segment without one record gives its name to a new one."""
        if path.stat().st_size > FILE_SIZE:
            rest = path.read_bytes()[FILE_SIZE:]
            self.parking.park(f"{path.stem}-{FILE_SIZE}.damaged", rest)
        path.unlink()
        sync_folder(self._folder)

    def _age_of_first(self) -> list[tuple[int, datetime]]:
        segment, offset = self._here()
        if segment is None:
            return []
        found = self._open(segment).found_at(offset, segment.end)
        return [(self._last, found.accepted_at)] if isinstance(found, Record) else []


def _remove(segments: Sequence[_Segment]) -> None:
    for segment in segments:
        segment.path.unlink(missing_ok=True)


def _done(segment: _Segment, place: Place) -> bool:
    past = segment.first < place.segment
    return segment.sealed and (past or _read_to_end(segment, place))


def _read_to_end(segment: _Segment, place: Place) -> bool:
    return segment.first == place.segment and place.offset >= segment.end


def _cursor_bytes(place: Place) -> bytes:
    return to_json(place).encode()


def _read_cursor(path: Path) -> Place:
    """Without a readable cursor everything is read again; the store knows what it has."""
    try:
        return from_json(Place, path.read_bytes())
    except (FileNotFoundError, CodecError):
        return Place()
