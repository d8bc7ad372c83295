"""The durable work in a process of its own: started when there is some, watched, started again.

So the web server and the work each have a processor, and neither waits for the other's turn in one
interpreter. The ledger is what they share; on the line between them they only wake each other.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import structlog

from clawback.jobs.handler import Hearer
from clawback.jobs.ledger import Ledger
from clawback.jobs.patience import PATIENCE, Patience
from clawback.jobs.teller import Teller
from clawback.worker.orders import Orders, Word, write_orders

_PROGRAM = (sys.executable, "-P", "-m", "clawback.workshop.program")
_SOURCE = str(Path(__file__).parents[2])  # where the package lies, installed or not
_END_SECONDS = 60.0  # for what is under way; what is cut off then is found by the next start
_LIVED_SECONDS = 60.0  # who lived so long did not fail at the start
_LONGEST_PAUSE = 60.0  # seconds
_TROUBLED_AFTER = 3  # failures in a row

_log = structlog.get_logger(__name__)


class WorkerProcess:
    """Hands (`jobs.crew.Hands`) that are another process, there while there is work.

    The ledger is asked every second whether there is, so that a wake-up that is lost costs a
    moment. What ended is told here, to the hearers of its kind.
    """

    def __init__(
        self,
        orders: Orders,
        ledger: Ledger,
        hearers: Mapping[str, Hearer],
        patience: Patience = PATIENCE,
    ) -> None:
        self._orders = orders
        self._ledger = ledger
        self._poll = patience.poll
        self._teller = Teller(ledger, hearers, self.wake, patience)
        self._changed = threading.Condition()
        self._woken = self._stopping = False
        self._line: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._failures = 0
        self._thread = threading.Thread(target=self._run, name="worker-watch", daemon=True)

    def start(self) -> None:
        """Begins to watch; the process itself is started when there is work."""
        self._teller.start()
        self._thread.start()

    def wake(self) -> None:
        """Starts the process, or tells it to look."""
        with self._changed:
            self._woken = self._line is None
            self._say(Word.WAKE)
            self._changed.notify()

    def stop(self) -> None:
        """Lets the process finish what is under way, and waits for its end."""
        with self._changed:
            self._stopping = True
            self._say(Word.STOP)
            self._changed.notify()
        self._thread.join()
        self._teller.stop()

    def trouble(self) -> str | None:
        """A sentence when the process does not stay alive."""
        if self._failures < _TROUBLED_AFTER:
            return None
        return (
            f"The worker process has ended by itself {self._failures} times in a row, so no "
            "remediation goes on. Look at the log, and restart the server."
        )

    @property
    def pid(self) -> int | None:
        """The process id, while there is one."""
        process = self._process
        return None if process is None else process.pid

    def _run(self) -> None:
        while self._await_work():
            began = time.monotonic()
            try:
                code = self._live()
            except OSError:
                _log.exception("worker_not_started")
                code = 1
            self._ended(code, time.monotonic() - began)

    def _await_work(self) -> bool:
        """Waits for something to do; false when it is time to end."""
        while not self._stopping:
            with self._changed:
                woken, self._woken = self._woken, False
            if woken or self._anything_to_do():
                return True
            with self._changed:
                self._changed.wait_for(lambda: self._woken or self._stopping, self._poll)
        return False

    def _anything_to_do(self) -> bool:
        try:
            return self._ledger.anything_to_do()
        except Exception:  # noqa: BLE001 - the watch must go on; the database may come back
            _log.exception("worker_watch_failed")
            return False

    def _live(self) -> int:
        """One life of the process; its exit code."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                    [*_PROGRAM, str(theirs.fileno())],
                    stdin=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    env=_environment(),
                )
            try:
                with suppress(OSError):  # a process that ends at once says so by its exit code
                    write_orders(ours, self._orders)
                    self._begin(process, ours)
                    self._listen(ours)
                return self._end(process)
            finally:
                with self._changed:
                    self._line = self._process = None

    def _begin(self, process: subprocess.Popen[bytes], line: socket.socket) -> None:
        with self._changed:
            self._line, self._process, self._woken = line, process, False
            if self._stopping:
                self._say(Word.STOP)

    def _listen(self, line: socket.socket) -> None:
        """Passes on what the process says, until it ends."""
        while said := line.recv(4096):
            ended = Word.ENDED.value in said or Word.RESTED.value in said
            self._teller.news(ended=ended, resting=said.endswith(Word.RESTED.value))

    def _end(self, process: subprocess.Popen[bytes]) -> int:
        try:
            return process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def _ended(self, code: int, seconds: float) -> None:
        """What the process left is told; after a failure there is a pause, longer each time."""
        self._teller.news(ended=True, resting=True)
        if code == 0 or self._stopping:
            self._failures = 0
            return
        self._failures = 1 if seconds > _LIVED_SECONDS else self._failures + 1
        pause = min(_LONGEST_PAUSE, float(1 << min(self._failures - 1, 6)))
        _log.error("worker_ended", code=code, pause=pause)
        with self._changed:
            self._changed.wait_for(lambda: self._stopping, timeout=pause)

    def _say(self, word: Word) -> None:
        """Says a word if somebody listens; a full line means that he has much to read already."""
        if self._line is not None:
            with suppress(OSError):
                self._line.send(word.value, socket.MSG_DONTWAIT)


def _environment() -> dict[str, str]:
    path = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([_SOURCE, *([path] if path else [])])}
