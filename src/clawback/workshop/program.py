"""The program of the worker process: `python -m clawback.workshop.program LINE`.

Run by `worker.process` only; LINE is the number of the inherited socket. It works until it is told
to stop or has had nothing to do for a while. When the server is gone without a word, it is gone in
that moment, too: what it was at is looked at by whoever comes next.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.database.lock import alone_with
from clawback.jobs.executor import Executor
from clawback.jobs.ledger import Ledger
from clawback.mailboxes.directory import Directory
from clawback.model.clock import SystemClock
from clawback.remediation.escrow import Escrow
from clawback.remediation.seal import Seals
from clawback.remediation.warrant import Warrants
from clawback.worker.data_folder import DataFolder
from clawback.worker.logs import configure_logs, tell_crashes
from clawback.worker.orders import Orders, Word, read_orders
from clawback.worker.work import handlers, ledger_of
from clawback.workshop.adapters import mail_server

_LOOK_SECONDS = 1.0  # between looks whether there is still something to do
_SWITCH_SECONDS = 0.0005  # a thread with an answer from a server must not wait long for others
_ABANDONED = 3  # exit code: the server is gone


def main() -> None:
    """Reads the orders and works."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server to decide
    os.umask(0o077)
    line = socket.socket(fileno=int(sys.argv[1]))
    try:
        orders = read_orders(line)
    except (EOFError, OSError):
        sys.exit(_ABANDONED)
    tell_crashes()
    configure_logs(level=orders.log_level)
    sys.setswitchinterval(_SWITCH_SECONDS)
    with at_work(orders, line) as (executor, ledger):
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 10, 10)
        _attend(line, executor, ledger, orders.idle_seconds)


@contextmanager
def at_work(orders: Orders, line: socket.socket) -> Iterator[tuple[Executor, Ledger]]:
    """Everything built and started; stopped in the opposite order.

    Only when no earlier worker of this folder lives any more, so that its leases are void.
    """
    folder = DataFolder(orders.folder)
    clock = SystemClock()
    with ExitStack() as stack:
        stack.enter_context(alone_with(folder.worker_lock))
        where = orders.state_url.get_secret_value() or folder.state
        database = stack.enter_context(closing(Database.open(where)))
        ledger = ledger_of(orders, database, Trail(database, clock))
        ledger.recover()
        executor = Executor(
            ledger,
            handlers(
                database=database,
                ledger=ledger,
                servers=Directory(mail_server(table) for table in orders.mailboxes),
                warrants=Warrants(Seals.in_folder(folder.path)),
                escrow=Escrow(folder.path, database=database, clock=clock),
            ),
            Reporter(line),
        )
        executor.start()
        stack.callback(executor.stop)
        yield executor, ledger


class Reporter:
    """Tells the server when there is something that it has not heard."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._resting = True

    def __call__(self, *, ended: bool, resting: bool) -> None:
        if ended or resting is not self._resting:
            self._resting = resting
            self._line.sendall((Word.RESTED if resting else Word.ENDED).value)


def _attend(line: socket.socket, executor: Executor, ledger: Ledger, idle_seconds: float) -> None:
    """Listens to the server until it says stop, or there was nothing to do for a while."""
    idle_since = time.monotonic()
    while True:
        readable, _, _ = select.select([line], [], [], _LOOK_SECONDS)
        if readable:
            said = _hear(line)
            if Word.STOP.value in said:
                return
            executor.wake()
            idle_since = time.monotonic()
        elif not executor.resting or ledger.anything_to_do():
            idle_since = time.monotonic()
        elif time.monotonic() - idle_since > idle_seconds:
            return


def _hear(line: socket.socket) -> bytes:
    try:
        said = line.recv(4096)
    except OSError:
        said = b""
    if not said:
        os._exit(_ABANDONED)
    return said


if __name__ == "__main__":
    main()
