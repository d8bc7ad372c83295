"""The worker process is there while there is work, whatever becomes of it."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from pathlib import Path
from queue import Queue

import pytest
from pydantic import SecretStr
from tests.jobs.scripted import until

from clawback.jobs.block import Told
from clawback.jobs.patience import Patience
from clawback.remediation.surprise import Threshold
from clawback.worker import process
from clawback.worker.orders import Orders
from clawback.worker.process import WorkerProcess

pytestmark = pytest.mark.slow

_ATTENTIVE = """
import socket, sys
line = socket.socket(fileno=int(sys.argv[1]))
size = int.from_bytes(line.recv(4), "big")
while size:
    size -= len(line.recv(size))
line.sendall(b"e")
while said := line.recv(64):
    if b"s" in said:
        break
    if b"w" in said:
        line.sendall(b"r")
"""
_FAILING = "import sys; sys.exit(7)"
_LEAVING = "import sys; sys.exit(0)"


class _Ledger:
    """Says whether there is work, and what ended."""

    def __init__(self):
        self.busy = False
        self.asked = 0
        self.waiting: list[Told] = []
        self.heard: Queue[int] = Queue()

    def anything_to_do(self):
        self.asked += 1
        return self.busy

    def untold(self, *, items):
        del items
        return list(self.waiting)

    def told(self, tokens):
        self.waiting = [one for one in self.waiting if one.token not in tokens]

    def tell(self, told):
        for one in told:
            self.heard.put(one.token)


def attempt(token):
    return Told(
        job=1, kind="test", token=token, server_key="main", account="ada", items=(), results=()
    )


@pytest.fixture
def ledger():
    return _Ledger()


@pytest.fixture
def watching(ledger, monkeypatch, tmp_path):
    """Starts to watch over a program; all end with the test."""
    started = []

    def go(program):
        monkeypatch.setattr(process, "_PROGRAM", (sys.executable, "-S", "-c", program))
        orders = Orders(
            folder=Path(tmp_path),
            state_url=SecretStr(""),
            mailboxes=(),
            threshold=Threshold(),
            log_level=logging.INFO,
        )
        patience = Patience(poll=0.02, retell=0.02, gather=30)
        hands = WorkerProcess(orders, ledger, {"test": ledger}, patience)
        hands.start()
        started.append(hands)
        return hands

    yield go
    for hands in started:
        hands.stop()


def test_without_work_there_is_no_process(watching, ledger):
    """It is asked for work again and again, and nothing is started."""
    hands = watching(_ATTENTIVE)
    until(lambda: ledger.asked > 3, "looks at the ledger")
    assert hands.pid is None


def test_work_that_nobody_announced_starts_it(watching, ledger):
    """A lost wake-up costs a moment."""
    hands = watching(_ATTENTIVE)
    ledger.busy = True
    until(lambda: hands.pid, "the process")


def test_what_ended_there_is_told_here(watching, ledger):
    """Its word that the work rests lets the teller read the ledger."""
    hands = watching(_ATTENTIVE)
    hands.wake()
    until(lambda: hands.pid, "the process")
    ledger.waiting = [attempt(4)]
    hands.wake()
    assert ledger.heard.get(timeout=20) == 4


def test_a_killed_process_is_started_again(watching, ledger):
    """While there is work, there is soon another; what the first left is told."""
    hands = watching(_ATTENTIVE)
    ledger.busy = True
    until(lambda: hands.pid, "the process")
    first = hands.pid
    ledger.waiting = [attempt(9)]
    os.kill(first, signal.SIGKILL)
    assert ledger.heard.get(timeout=20) == 9
    until(lambda: hands.pid not in {None, first}, "another process")
    assert hands.trouble() is None


def test_one_that_keeps_failing_is_trouble(watching, ledger, monkeypatch):
    """Three failures in a row are told, and end the watch in good order all the same."""
    monkeypatch.setattr(process, "_LONGEST_PAUSE", 0.01)
    ledger.busy = True
    hands = watching(_FAILING)
    until(hands.trouble, "the trouble")
    assert "has ended by itself" in hands.trouble()


def test_one_that_cannot_be_started_is_trouble(watching, ledger, monkeypatch):
    """So is a program that is not there."""
    monkeypatch.setattr(process, "_LONGEST_PAUSE", 0.01)
    hands = watching(_FAILING)
    monkeypatch.setattr(process, "_PROGRAM", ("/nowhere/python",))
    ledger.busy = True
    until(hands.trouble, "the trouble")


def test_one_that_left_comes_back_for_work_alone(watching, ledger):
    """It left because nothing was to do; that is no failure, and it is not started for nothing."""
    hands = watching(_LEAVING)
    hands.wake()
    asked = ledger.asked
    until(lambda: ledger.asked > asked + 3, "looks at the ledger")
    assert (hands.pid, hands.trouble()) == (None, None)


def test_stopping_waits_for_its_end(watching):
    """An orderly end is asked for, and no process is left."""
    hands = watching(_ATTENTIVE)
    hands.wake()
    until(lambda: hands.pid, "the process")
    pid = hands.pid
    ending = threading.Thread(target=hands.stop)
    ending.start()
    ending.join(20)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
