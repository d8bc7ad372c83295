"""The worker of the ledger: a bounded pool of threads, and one dispatcher that does the paperwork.

The dispatcher alone writes to the ledger: results of all blocks that came back meanwhile and the
next claims go into one transaction. It claims some blocks more than there are threads, so that none
waits for it: a thread that is done takes the next block that is ready. The dispatcher is woken when
something changes and looks by itself every second, so a lost wake-up costs a moment and a
doubled one nothing.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import structlog

from clawback.database import DatabaseUnavailableError
from clawback.jobs.backoff import exhausted
from clawback.jobs.block import Block, Done, Fault, FaultKind
from clawback.jobs.boottime import boot_seconds
from clawback.jobs.handler import Handler, LeaseLostError, StoppedError, Watch
from clawback.jobs.job import WORKING
from clawback.jobs.ledger import LEASE_SECONDS, Ledger
from clawback.jobs.patience import PATIENCE, Patience
from clawback.model.errors import ClawbackError, UnavailableError
from clawback.model.throttled import OccupiedError, ThrottledError

WORKERS = 8
_AHEAD = 8  # blocks claimed beyond those that are worked on
_GATHER_SECONDS = 0.01  # for further blocks to come back; an exchange costs about the same for many
_GATHER_BUSY_SECONDS = 0.05  # the same while blocks are ready, so that nobody waits for it
_ANSWER_SECONDS = 0.02
_RENEW_SECONDS = LEASE_SECONDS / 3
_SAFETY_SECONDS = 3.0  # a command already sent may take this long to land

_log = structlog.get_logger(__name__)


class News(Protocol):
    """Who is told that attempts have ended, or that none is under way any more."""

    def __call__(self, *, ended: bool, resting: bool) -> None: ...


class Executor:
    """Runs the ledger's blocks with the handler of their kind."""

    def __init__(
        self,
        ledger: Ledger,
        handlers: Mapping[str, Handler],
        news: News,
        *,
        workers: int = WORKERS,
        patience: Patience = PATIENCE,
    ) -> None:
        self._ledger = ledger
        self._handlers = handlers
        self._news = news
        self._workers = workers
        self._poll = patience.poll
        self._ahead = _AHEAD if ledger.alone else 0
        self._changed = threading.Condition()
        self._woken = False
        self._stopping = False
        self._back: list[Done] = []
        self._ready: list[Block] = []  # claimed, and not begun
        self._at_work: Counter[str] = Counter()  # threads by server
        self._deadlines: dict[int, float] = {}  # by token, in boot time
        self._went_on: dict[int, float] = {}  # when a job was last seen to go on, in boot time
        self._renewed = boot_seconds()
        self._dispatcher = threading.Thread(target=self._run, name="jobs-dispatcher", daemon=True)

    def start(self) -> None:
        """Begins to work. Call `Ledger.recover` before."""
        self._dispatcher.start()

    def wake(self) -> None:
        """There may be something to do. Harmless when there is not."""
        with self._changed:
            self._woken = True
            self._changed.notify()

    def stop(self) -> None:
        """Begins nothing further, lets what is under way come to its end, and returns then."""
        self._stopping = True
        self.wake()
        self._dispatcher.join()

    @property
    def resting(self) -> bool:
        """Whether nothing is under way."""
        return not self._deadlines

    def _run(self) -> None:
        with ThreadPoolExecutor(self._workers, thread_name_prefix="jobs-worker") as pool:
            while not (self._stopping and not self._deadlines):
                try:
                    self._turn(pool)
                except Exception:  # noqa: BLE001 - without its dispatcher the house stands still
                    _log.exception("dispatching_failed")
                    time.sleep(self._poll)
                else:
                    self._wait(self._poll)

    def _turn(self, pool: ThreadPoolExecutor) -> None:
        self._renew()
        back = self._take_back()
        most = 0 if self._stopping else self._workers + self._ahead
        slots = max(0, most - len(self._deadlines) + len(back))
        asked_at = boot_seconds()
        try:
            given = self._ledger.exchange(back, slots=slots, ahead=self._ahead)
        except BaseException:
            self._put_back(back)
            raise
        for done in back:
            self._deadlines.pop(done.block.token, None)
        for block in given.blocks:
            self._deadlines[block.token] = asked_at + LEASE_SECONDS - _SAFETY_SECONDS
        self._news(ended=any(done.results for done in given.accepted), resting=self.resting)
        with self._changed:
            self._ready.extend(given.blocks)
            starting = [self._take_ready() for _ in range(self._idle())]
        for block in filter(None, starting):
            pool.submit(self._work, block)

    def _work(self, first: Block) -> None:
        block: Block | None = first
        while block is not None:
            done = self._do(block)
            with self._changed:
                self._at_work[block.server_key] -= 1
                self._back.append(done)
                if done.fault is not None and done.fault.kind is FaultKind.UNAVAILABLE:
                    self._give_back(block.server_key)
                block = self._take_ready()
                self._changed.notify()

    def _do(self, block: Block) -> Done:
        watch = Watch(block, may_act=self._may_act, note=self._ledger.note)
        handler = self._handlers[block.kind]
        if not block.settling and self._stopped(block):
            return _not_begun(block)
        fault = _attempt(handler, watch)
        if fault is not None and (block.settling or exhausted(fault.kind, block.tries + 1)):
            _give_up(handler, watch, fault)
        return watch.done(fault)

    def _idle(self) -> int:
        return min(self._workers - self._at_work.total(), len(self._ready))

    def _take_ready(self) -> Block | None:
        """The next block whose server has a session free; the thread that asks begins with it."""
        for at, block in enumerate(self._ready):
            if self._at_work[block.server_key] < self._ledger.sessions_of(block.server_key):
                self._at_work[block.server_key] += 1
                return self._ready.pop(at)
        return None

    def _give_back(self, server_key: str | None = None) -> None:
        """Brings back what was not begun: of a server that went away, or all."""
        given = [block for block in self._ready if server_key in {None, block.server_key}]
        self._ready = [block for block in self._ready if block not in given]
        self._back.extend(_not_begun(block) for block in given)

    def _stopped(self, block: Block) -> bool:
        """Whether a block need not be begun; an answer of a moment ago will do for that."""
        try:
            if boot_seconds() - self._went_on.get(block.job, 0.0) > _ANSWER_SECONDS:
                self._may_act(block)
        except StoppedError:
            return True
        except ClawbackError:  # the state database is away: the handler's own asking will say so
            return False
        return self._stopping

    def _may_act(self, block: Block) -> None:
        now = boot_seconds()
        if now >= self._deadlines.get(block.token, 0.0):
            raise LeaseLostError
        if self._stopping or self._ledger.state(block.job) not in WORKING:
            raise StoppedError
        self._went_on = {block.job: now}

    def _renew(self) -> None:
        now = boot_seconds()
        if not self._deadlines or now - self._renewed < _RENEW_SECONDS:
            return
        self._renewed = now
        for token in self._ledger.renew(tuple(self._deadlines)):
            self._deadlines[token] = now + LEASE_SECONDS - _SAFETY_SECONDS

    def _take_back(self) -> list[Done]:
        with self._changed:
            if self._stopping:
                self._give_back()
            back, self._back = self._back, []
            self._woken = False
            return back

    def _put_back(self, back: Sequence[Done]) -> None:
        with self._changed:
            self._back[:0] = back

    def _wait(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._woken or bool(self._back), timeout=seconds)
            gather = _GATHER_BUSY_SECONDS if self._ready else _GATHER_SECONDS
            self._changed.wait_for(self._enough, timeout=gather if self._back else 0)

    def _enough(self) -> bool:
        """Whether waiting for more blocks to come back would keep too many threads idle."""
        return self._woken or 2 * len(self._back) >= len(self._deadlines)


def _attempt(handler: Handler, watch: Watch) -> Fault | None:
    try:
        handler.work(watch)
    except (StoppedError, DatabaseUnavailableError):
        return None  # our own state being away is no fault of the mail server
    except OccupiedError as error:
        return Fault(kind=FaultKind.OCCUPIED, sentence=_said(error), wait=error.seconds)
    except UnavailableError as error:
        wait = error.seconds if isinstance(error, ThrottledError) else 0.0
        return Fault(kind=FaultKind.UNAVAILABLE, sentence=_said(error), wait=wait)
    except ClawbackError as error:
        return Fault(kind=FaultKind.BROKEN, sentence=_said(error))
    except Exception as error:  # noqa: BLE001 - a worker must bring its block back whatever happens
        _log.exception("block_broken", kind=watch.block.kind, job=watch.block.job)
        return Fault(
            kind=FaultKind.BROKEN, sentence=f"An error of our own: {type(error).__name__}."
        )
    return None


def _give_up(handler: Handler, watch: Watch, fault: Fault) -> None:
    try:
        handler.give_up(watch, fault)
    except Exception:  # noqa: BLE001 - the block comes back with its items undone, and is tried again
        _log.exception("giving_up_failed", kind=watch.block.kind, job=watch.block.job)


def _said(error: ClawbackError) -> str:
    """Its sentence; a hostile server's words in it may hold a NUL, which PostgreSQL cannot keep."""
    return str(error).replace("\0", "")


def _not_begun(block: Block) -> Done:
    doubtful = frozenset(item.seq for item in block.items if item.doubt)
    return Done(block=block, results=(), doubtful=doubtful, begun=False)
