"""Analysis at the edge: mails are read in children that can be killed, so none harms another."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from typing import Self

from clawback.analysis.child_settings import ChildSettings
from clawback.analysis.heading import salvage
from clawback.analysis.leash import ChildLostError, Leash
from clawback.analysis.limits import (
    DEFAULT_LIMITS,
    AnalysisLimits,
    Limit,
    also_limited,
    limited,
    without_files,
)
from clawback.analysis.nursery import Nursery
from clawback.analysis.trace import NO_TRUST, Trust
from clawback.model.errors import UnavailableError
from clawback.model.message import Message

_BLOCK_MAILS = 128
_BLOCK_BYTES = 4 * 1024 * 1024
_MAILS_PER_CHILD = 50_000  # then a new one, so that no leak can grow for ever


class PoolClosedError(UnavailableError):
    """Analysis is shutting down."""

    code = "analysis_closed"


class AnalysisPool:
    """Reads mails in at most `workers` children; thread-safe.

    A child may use `memory_bytes` of address space and `wall_seconds` for one mail. A mail that
    kills its child is read without looking into its files (`limited:attachments`). When that kills
    a child too, it becomes a message made from its header alone, with `parse` saying
    `limited:time`, `limited:memory` or `failed:crash`. Children start with the first mail and end
    after `idle_seconds` without one, so that an idle server is small. With `yields`, they work when
    nothing else on the machine wants to.
    """

    def __init__(
        self,
        workers: int,
        *,
        memory_bytes: int = 512 * 1024 * 1024,
        wall_seconds: float = 5.0,
        idle_seconds: float = 30.0,
        yields: bool = False,
        limits: AnalysisLimits = DEFAULT_LIMITS,
        trust: Trust = NO_TRUST,
    ) -> None:
        self._settings = ChildSettings(
            memory_bytes=memory_bytes,
            wall_seconds=wall_seconds,
            limits=limits,
            trust=trust,
            yields=yields,
        )
        self._nursery = Nursery(self._settings)
        self._careful = Nursery(replace(self._settings, limits=without_files(limits)))
        self._idle_seconds = idle_seconds
        self._slots = threading.Semaphore(workers)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="analysis")
        self._workers = workers
        self._news = threading.Condition()
        self._idle: list[tuple[float, Leash]] = []
        self._busy = 0
        self._reaper: threading.Thread | None = None
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def analyse(self, raw: bytes) -> Message:
        """The message of one mail, whatever the mail.

        Raises:
            UnavailableError: no child can be started, or the pool is closed.
        """
        return self._read([raw])[0]

    def analyse_many(self, raws: Sequence[bytes]) -> list[Message]:
        """The messages of `raws`, in order; spread over the children.

        Raises:
            UnavailableError: no child can be started, or the pool is closed.
        """
        blocks = list(_blocks(raws, self._workers))
        if len(blocks) == 1:
            return self._read(blocks[0])
        if self._closed:
            raise PoolClosedError
        return list(chain.from_iterable(self._threads.map(self._read, blocks)))

    def close(self) -> None:
        """End all children; what is being read is finished first."""
        with self._news:
            self._closed = True
            self._news.notify_all()
        self._threads.shutdown()
        for _, leash in self._taken_from_idle():
            leash.end()
        self._nursery.end()
        self._careful.end()

    @property
    def pids(self) -> tuple[int, ...]:
        """Process ids of the children that wait for mail."""
        with self._news:
            return tuple(leash.pid for _, leash in self._idle)

    def _read(self, raws: Sequence[bytes]) -> list[Message]:
        """Mails that are too large never reach a child."""
        most = self._settings.limits.message_bytes
        small = [raw for raw in raws if len(raw) <= most]
        if len(small) == len(raws):
            return self._read_small(small)
        messages = iter(self._read_small(small))
        return [
            next(messages) if len(raw) <= most else self._salvage(raw, limited([Limit.SIZE]))
            for raw in raws
        ]

    def _read_small(self, raws: Sequence[bytes]) -> list[Message]:
        """When a child is lost, the mail it was reading is tried once more in a new one.

        Only then it is to blame: an earlier mail may have left the child with little memory. After
        a hang there is no second try.
        """
        done: list[Message] = []
        suspect = -1
        while len(done) < len(raws):
            try:
                with self._child(fresh=suspect == len(done)) as leash:
                    for message in leash.ask(raws[len(done) :]):
                        done += (message,)
            except ChildLostError as lost:
                if lost.is_hang or suspect == len(done):
                    done.append(self._read_carefully(raws[len(done)], lost))
                else:
                    suspect = len(done)
        return done

    def _read_carefully(self, raw: bytes, lost: ChildLostError) -> Message:
        """A file of the mail may be to blame; its text and links are worth one more child."""
        with self._slots, self._counted():
            leash = self._careful.bear()
            try:
                (message,) = leash.ask([raw])
            except ChildLostError:
                return self._salvage(raw, lost.parse)
            finally:
                leash.kill()
        return replace(message, parse=also_limited(message.parse, Limit.ATTACHMENTS))

    def _salvage(self, raw: bytes, parse: str) -> Message:
        return salvage(raw, parse, self._settings.limits, self._settings.trust)

    @contextmanager
    def _child(self, *, fresh: bool) -> Iterator[Leash]:
        """A child for the caller alone; one that was lost is killed, not given back."""
        with self._slots, self._counted():
            leash = self._waiting(fresh=fresh) or self._nursery.bear()
            try:
                yield leash
            except BaseException:
                leash.kill()
                raise
            self._give_back(leash)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._news:
            self._busy += 1
        try:
            yield
        finally:
            with self._news:
                self._busy -= 1

    def _waiting(self, *, fresh: bool) -> Leash | None:
        with self._news:
            if self._closed:
                raise PoolClosedError
            return None if fresh or not self._idle else self._idle.pop()[1]

    def _give_back(self, leash: Leash) -> None:
        with self._news:
            if not self._closed and leash.answered < _MAILS_PER_CHILD:
                self._idle.append((time.monotonic(), leash))
                self._watch()
                return
        leash.end()

    def _watch(self) -> None:
        """One that watches is not woken: no child is due before the one that it waits for."""
        if self._reaper is None:
            self._reaper = threading.Thread(target=self._reap, name="analysis-idle", daemon=True)
            self._reaper.start()

    def _reap(self) -> None:
        """End children that waited too long, with the last one the nursery, and then itself."""
        while leash := self._overdue():
            leash.end()
        with self._news:
            at_rest = not self._busy
        if at_rest:
            self._nursery.end()
            self._careful.end()

    def _overdue(self) -> Leash | None:
        """Waits for the next child that waited too long; `None` when none waits any more."""
        with self._news:
            while not self._closed and self._idle:
                since, leash = self._idle[0]  # the last used stands last: this waited longest
                left = since + self._idle_seconds - time.monotonic()
                if left <= 0:
                    del self._idle[0]
                    return leash
                self._news.wait(left)
            self._reaper = None
            return None

    def _taken_from_idle(self) -> list[tuple[float, Leash]]:
        with self._news:
            idle, self._idle = self._idle, []
            return idle


def _blocks(raws: Sequence[bytes], workers: int) -> Iterator[list[bytes]]:
    """Blocks large enough that the pipe costs little, small enough that every child has work."""
    share = max(1, min(_BLOCK_MAILS, -(-len(raws) // workers)))
    block: list[bytes] = []
    size = 0
    for raw in raws:
        if block and (len(block) == share or size + len(raw) > _BLOCK_BYTES):
            yield block
            block, size = [], 0
        block.append(raw)
        size += len(raw)
    yield block
