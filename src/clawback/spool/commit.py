"""Group commit: one thread writes what many wait for, with one fdatasync for all of them."""

from __future__ import annotations

import os
import secrets
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Thread
from typing import Protocol

from clawback.model.clock import Clock
from clawback.model.errors import UnavailableError
from clawback.spool.durable import sync_folder
from clawback.spool.segment import (
    FILE_SIZE,
    Sealed,
    file_header,
    record_header,
    segment_name,
)

_GROUP_LIMIT = 16 << 20  # bytes; more waits for the next group
_AT_ONCE = os.sysconf("SC_IOV_MAX")  # pieces that the kernel takes in one call


class SpoolFullError(UnavailableError):
    """The spool has no room. Nothing was accepted: make room on its disk, then send again."""

    code = "spool_full"


class SpoolClosedError(UnavailableError):
    """The spool is closing. Nothing was accepted: send again when the server is back."""

    code = "spool_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoolLimits:
    """In bytes: how much may wait, what is left free on the disk, when a new file is begun."""

    backlog: int = 4 << 30
    reserve: int = 256 << 20
    segment: int = 64 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A segment has grown, durably, to `end`; `last` is the sequence of its last record."""

    path: Path
    first: int
    last: int
    end: int
    size: int  # bytes of this group


class File(Protocol):
    """The few things the writer asks of a file; tests give one that fails."""

    def write(self, pieces: Sequence[bytes]) -> None: ...
    def sync(self) -> None: ...
    def truncate(self, size: int) -> None: ...
    def close(self) -> None: ...


class AppendFile:
    """A new file on disk, open for appending."""

    def __init__(self, path: Path) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND
        self._handle = os.open(path, flags, 0o600)

    def write(self, pieces: Sequence[bytes]) -> None:
        """One after another, without laying them together first: they are megabytes."""
        for at in range(0, len(pieces), _AT_ONCE):
            some = pieces[at : at + _AT_ONCE]
            written = os.writev(self._handle, some)
            if written < sum(map(len, some)):
                self._write_rest(b"".join(some)[written:])

    def _write_rest(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._handle, rest) :]

    def sync(self) -> None:
        os.fdatasync(self._handle)

    def truncate(self, size: int) -> None:
        os.ftruncate(self._handle, size)

    def close(self) -> None:
        os.close(self._handle)


@dataclass(slots=True, kw_only=True)
class _Active:
    """The segment that is being written, as far as it is durable."""

    file: File
    path: Path
    mark: bytes
    first: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    sealed: Sequence[Sealed]
    size: int
    done: Future[int]


class GroupCommit:
    """Numbers records, appends them to segments and answers when they are durable.

    `on_durable` is called from the writing thread before those who wait are told.
    """

    def __init__(
        self,
        folder: Path,
        *,
        next_sequence: int,
        limits: SpoolLimits,
        clock: Clock,
        on_durable: Callable[[Written], None],
        open_file: Callable[[Path], File] = AppendFile,
    ) -> None:
        self._folder = folder
        self._next = next_sequence
        self._limits = limits
        self._clock = clock
        self._on_durable = on_durable
        self._open_file = open_file
        self._active: _Active | None = None
        self._waiting: deque[_Waiting] = deque()
        self._changed = Condition()
        self._closing = False
        self._thread = Thread(target=self._run, name="spool-writer", daemon=True)
        self._thread.start()

    def submit(self, sealed: Sequence[Sealed]) -> Future[int]:
        """The future holds the sequence of the last one, or the `UnavailableError`."""
        done: Future[int] = Future()
        size = sum(one.size for one in sealed)
        with self._changed:
            if self._closing:
                raise SpoolClosedError
            self._waiting.append(_Waiting(sealed=sealed, size=size, done=done))
            self._changed.notify()
        return done

    def close(self) -> None:
        """Writes what still waits, then stops."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()
        if self._active:
            self._active.file.close()
            self._active = None

    def _run(self) -> None:
        while group := self._take():
            try:
                last = self._write(group)
            except OSError as error:
                self._give_up_segment()
                _refuse(group, error)
            except UnavailableError as error:
                _refuse(group, error)
            else:
                _answer(group, last)

    def _take(self) -> list[_Waiting]:
        """The next group, waiting for one; empty when there will be none."""
        with self._changed:
            while not self._waiting and not self._closing:
                self._changed.wait()
            group: list[_Waiting] = []
            size = 0
            while self._waiting and (not group or size + self._waiting[0].size <= _GROUP_LIMIT):
                one = self._waiting.popleft()
                if one.done.set_running_or_notify_cancel():
                    group.append(one)
                    size += one.size
            return group if group or self._closing else self._take()

    def _write(self, group: Sequence[_Waiting]) -> list[int]:
        size = sum(one.size for one in group)
        self._need_room(size)
        active = self._segment()
        sequence = self._next
        lasts: list[int] = []
        parts: list[bytes] = []
        moment = self._clock.now()
        for one in group:
            for sealed in one.sealed:
                parts += (
                    record_header(sealed, mark=active.mark, sequence=sequence, accepted_at=moment),
                    sealed.head,
                    sealed.body,
                )
                sequence += 1
            lasts.append(sequence - 1)
        active.file.write(parts)
        active.file.sync()
        active.end += size
        self._next = sequence
        self._on_durable(
            Written(
                path=active.path, first=active.first, last=sequence - 1, end=active.end, size=size
            )
        )
        return lasts

    def _need_room(self, size: int) -> None:
        disk = os.statvfs(self._folder)
        if disk.f_bavail * disk.f_frsize - size < self._limits.reserve:
            raise SpoolFullError

    def _segment(self) -> _Active:
        if self._active and self._active.end >= self._limits.segment:
            self._active.file.close()
            self._active = None
        if self._active is None:
            self._active = self._begin_segment()
        return self._active

    def _begin_segment(self) -> _Active:
        path = self._folder / segment_name(self._next)
        mark = secrets.token_bytes(8)
        path.unlink(missing_ok=True)  # begun by a write that failed; nothing in it was accepted
        file = self._open_file(path)
        try:
            file.write([file_header(mark, self._next)])
            file.sync()
            sync_folder(self._folder)
        except OSError:
            file.close()
            path.unlink(missing_ok=True)
            raise
        return _Active(file=file, path=path, mark=mark, first=self._next, end=FILE_SIZE)

    def _give_up_segment(self) -> None:
        """After a failed write nothing beyond the durable end may be believed, nor the file.

        A failed fdatasync may have dropped pages and would not say so again, so the next group
        begins a new segment.
        """
        active, self._active = self._active, None
        if active is None:
            return
        try:
            active.file.truncate(active.end)
        except OSError:
            pass  # whole records may stay behind; they were refused, and storing them does no harm
        finally:
            active.file.close()


def _answer(group: Sequence[_Waiting], lasts: Sequence[int]) -> None:
    for one, last in zip(group, lasts, strict=True):
        one.done.set_result(last)


def _refuse(group: Sequence[_Waiting], error: Exception) -> None:
    answer = error if isinstance(error, UnavailableError) else SpoolFullError(_sentence(error))
    for one in group:
        one.done.set_exception(answer)


def _sentence(error: Exception) -> str:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return f"The spool cannot be written ({reason}). Nothing was accepted: look at its disk."
