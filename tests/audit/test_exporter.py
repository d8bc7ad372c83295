"""Sending on: every entry arrives at least once, in order, whatever happens to the receiver."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.servers.clawback import free_port

from clawback.audit.exporter import Exporter
from clawback.audit.receiver import ReceiverUnavailableError, receiver_at
from clawback.audit.records import seals
from clawback.audit.syslog import Syslog

_PROGRAM = Path(__file__).with_name("receiving.py")
_SYSLOG = Syslog(origin="test.example/audit", host="mx1", version="0.1.0")


class Taker:
    """A receiver in this process that can be told to refuse."""

    def __init__(self):
        self.messages = []
        self.refuses = 0

    def send(self, messages):
        if self.refuses:
            self.refuses -= 1
            raise ReceiverUnavailableError
        self.messages += messages


def _exporter(house, receiver, target="one"):
    return Exporter(
        house.database,
        receiver,
        target=target,
        write=_SYSLOG.text,
        checkpoint=_SYSLOG.checkpoint,
    )


def _numbers(data):
    """The entries in bytes of octet-counted messages; a torn end is left out."""
    found, at = [], 0
    while match := re.compile(rb"([0-9]+) ").match(data, at):
        message = data[match.end() : match.end() + int(match[1])]
        if len(message) < int(match[1]):
            break
        number = re.search(rb'number="([0-9]+)"', message)
        found += [int(number[1])] if number else []
        at = match.end() + int(match[1])
    return found


def test_each_entry_is_sent_once_when_all_goes_well(any_house):
    """In order, with a checkpoint after each batch; what is new comes next time."""
    taker = Taker()
    exporter = _exporter(any_house, taker)
    any_house.seal(700)
    assert exporter.run() == 700
    any_house.write(5)
    assert exporter.run() == 0
    any_house.sealer.seal()
    assert exporter.run() == 5
    sent = [re.search(rb'number="([0-9]+)"', message) for message in taker.messages]
    assert [int(number[1]) for number in sent if number] == list(range(1, 706))
    assert sum(b" checkpoint - " in message for message in taker.messages) == 3


def test_what_was_refused_is_sent_again(house):
    """The cursor moves only when a batch has arrived; each target has its own."""
    house.seal(700)
    taker, other = Taker(), Taker()
    taker.refuses = 3
    for _ in range(3):
        with pytest.raises(ReceiverUnavailableError):
            _exporter(house, taker).run()
    assert _exporter(house, taker).run() == 700
    assert _exporter(house, other, "two").run() == 700
    with house.database.read() as connection:
        assert seals.next_for(connection, "one") == seals.next_for(connection, "two") == 700


def _start(port, folder):
    process = subprocess.Popen(
        [sys.executable, str(_PROGRAM), str(port), str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "0\n"
    return process


@pytest.mark.slow
def test_a_receiver_killed_twenty_times_misses_nothing(house, tmp_path):
    """Kill -9 at 20 random points of a slow receiver: no gap in what it had read in all."""
    house.seal(8000)
    folder, port, seeded = tmp_path / "read", free_port(), random.Random(3)
    folder.mkdir()
    exporter = _exporter(house, receiver_at(f"tcp://127.0.0.1:{port}"))
    ended, failures = threading.Event(), []

    def send():
        while not ended.is_set():
            try:
                exporter.run()
                ended.set()
            except ReceiverUnavailableError as error:
                failures.append(str(error))

    sending = threading.Thread(target=send, daemon=True)
    process = _start(port, folder)
    sending.start()
    for _ in range(20):
        # Together less than there is to send, so something always comes until the point.
        point = seeded.randrange(1, 260_000)
        while int(process.stdout.readline()) < point:
            pass
        process.kill()
        process.communicate()
        process = _start(port, folder)
    assert not ended.is_set()
    draining = threading.Thread(target=process.stdout.read)
    draining.start()
    sending.join(120)
    process.kill()
    draining.join()
    process.communicate()
    assert ended.is_set()
    numbers = [number for file in folder.iterdir() for number in _numbers(file.read_bytes())]
    twice = len(numbers) - len(set(numbers))
    sys.stdout.write(
        f"20 kills, {len(failures)} failed sends: {len(set(numbers))} of 8000 arrived, "
        f"{twice} of them again\n"
    )
    assert set(numbers) == set(range(1, 8001))
    assert failures
