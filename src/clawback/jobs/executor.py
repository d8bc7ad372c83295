"""The worker of the ledger: a bounded pool of threads, and one dispatcher that does the paperwork.

The dispatcher alone writes to the ledger: results of all blocks that came back meanwhile and the
next claims go into one transaction. It is woken when something changes and looks by itself every
`POLL_SECONDS`, so a lost wake-up costs a moment and a doubled one nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import structlog

from clawback.jobs.backoff import exhausted
from clawback.jobs.block import Block, Done, Fault, FaultKind, Told
from clawback.jobs.boottime import boot_seconds
from clawback.jobs.handler import Handler, LeaseLostError, StoppedError, Watch
from clawback.jobs.job import WORKING
from clawback.jobs.ledger import LEASE_SECONDS, Ledger
from clawback.jobs.teller import Teller
from clawback.model.errors import ClawbackError, UnavailableError

POLL_SECONDS = 1.0
WORKERS = 8
_GATHER_SECONDS = 0.01  # for further blocks to come back; an exchange costs about the same for many
_RENEW_SECONDS = LEASE_SECONDS / 3
_SAFETY_SECONDS = 3.0  # a command already sent may take this long to land

_log = structlog.get_logger(__name__)


class Executor:
    """Runs the ledger's blocks with the handler of their kind."""

    def __init__(
        self, ledger: Ledger, handlers: Mapping[str, Handler], *, workers: int = WORKERS
    ) -> None:
        self._ledger = ledger
        self._handlers = handlers
        self._workers = workers
        self._changed = threading.Condition()
        self._woken = False
        self._stopping = False
        self._back: list[Done] = []
        self._deadlines: dict[int, float] = {}  # by token, in boot time
        self._renewed = boot_seconds()
        self._teller = Teller(ledger, handlers, self.wake)
        self._dispatcher = threading.Thread(target=self._run, name="jobs-dispatcher", daemon=True)

    def start(self) -> None:
        """Begins to work. Call `Ledger.recover` before, where this process is alone."""
        self._teller.start()
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
        self._teller.stop()

    def _run(self) -> None:
        with ThreadPoolExecutor(self._workers, thread_name_prefix="jobs-worker") as pool:
            while not (self._stopping and not self._deadlines):
                try:
                    self._turn(pool)
                except Exception:  # noqa: BLE001 - without its dispatcher the house stands still
                    _log.exception("dispatching_failed")
                    time.sleep(POLL_SECONDS)
                else:
                    self._wait(POLL_SECONDS)

    def _turn(self, pool: ThreadPoolExecutor) -> None:
        self._renew()
        back = self._take_back()
        slots = 0 if self._stopping else self._workers - len(self._deadlines) + len(back)
        asked_at = boot_seconds()
        try:
            given = self._ledger.exchange(back, slots=slots)
        except BaseException:
            self._put_back(back)
            raise
        for done in back:
            self._deadlines.pop(done.block.token, None)
        ended = [_told(done) for done in given.accepted if done.results]
        self._teller.add(ended, resting=not (given.blocks or self._deadlines))
        for block in given.blocks:
            self._deadlines[block.token] = asked_at + LEASE_SECONDS - _SAFETY_SECONDS
            pool.submit(self._work, block)

    def _work(self, block: Block) -> None:
        watch = Watch(block, may_act=self._may_act, note=self._ledger.note)
        handler = self._handlers[block.kind]
        fault = _attempt(handler, watch)
        if fault is not None and (block.settling or exhausted(fault.kind, block.tries + 1)):
            handler.give_up(watch, fault)
        with self._changed:
            self._back.append(watch.done(fault))
            self._changed.notify()

    def _may_act(self, block: Block) -> None:
        if boot_seconds() >= self._deadlines.get(block.token, 0.0):
            raise LeaseLostError
        if self._stopping or self._ledger.state(block.job) not in WORKING:
            raise StoppedError

    def _renew(self) -> None:
        now = boot_seconds()
        if not self._deadlines or now - self._renewed < _RENEW_SECONDS:
            return
        self._renewed = now
        for token in self._ledger.renew(tuple(self._deadlines)):
            self._deadlines[token] = now + LEASE_SECONDS - _SAFETY_SECONDS

    def _take_back(self) -> list[Done]:
        with self._changed:
            back, self._back = self._back, []
            self._woken = False
            return back

    def _put_back(self, back: Sequence[Done]) -> None:
        with self._changed:
            self._back[:0] = back

    def _wait(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._woken or bool(self._back), timeout=seconds)
            self._changed.wait_for(self._enough, timeout=_GATHER_SECONDS if self._back else 0)

    def _enough(self) -> bool:
        """Whether waiting for more blocks to come back would keep too many workers idle."""
        return self._woken or 2 * len(self._back) >= len(self._deadlines)


def _attempt(handler: Handler, watch: Watch) -> Fault | None:
    try:
        handler.work(watch)
    except StoppedError:
        return None
    except UnavailableError as error:
        return Fault(kind=FaultKind.UNAVAILABLE, sentence=str(error))
    except ClawbackError as error:
        return Fault(kind=FaultKind.BROKEN, sentence=str(error))
    except Exception as error:  # noqa: BLE001 - a worker must bring its block back whatever happens
        _log.exception("block_broken", kind=watch.block.kind, job=watch.block.job)
        return Fault(
            kind=FaultKind.BROKEN, sentence=f"An error of our own: {type(error).__name__}."
        )
    return None


def _told(done: Done) -> Told:
    block = done.block
    return Told(
        job=block.job,
        kind=block.kind,
        token=block.token,
        server_key=block.server_key,
        account=block.account,
        items=block.items,
        results=tuple(done.results),
    )
