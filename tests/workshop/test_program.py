"""The worker process of a real server: killed, orphaned, stopped and left alone."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr
from tests.jobs.scripted import until
from tests.making.mails import mail
from tests.servers.clawback import Server

from clawback.database import Database
from clawback.database.migrate import upgrade
from clawback.remediation.surprise import Threshold
from clawback.worker.orders import Orders, Word, write_orders

pytestmark = pytest.mark.slow

_MAILS = 60
_SETTINGS = """
[approval]
required = false

[[mailboxes]]
name = "maildirs"
kind = "maildir"
domains = ["example.org"]
path = "{root}/{{local}}/Maildir"
rate = {rate}
"""


@pytest.fixture
def maildir(tmp_path):
    """Anna's Maildir with many mails."""
    folder = tmp_path / "mail" / "anna" / "Maildir"
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True)
    for number in range(_MAILS):
        (folder / "cur" / f"17000000{number:02}.M1P1.host:2,S").write_bytes(mail(number))
    return folder


@pytest.fixture
def at_work(tmp_path, maildir):
    """A server in the middle of a remediation that takes some seconds."""
    settings = _SETTINGS.format(root=tmp_path / "mail", rate=15)
    with Server(tmp_path / "data", settings=settings) as server:
        server.cli("import", str(maildir), "--recipient", "anna@example.org")
        server.await_count(_MAILS)
        server.cli("remediate", "move_to_junk", "", "--name", "wave", "--yes")
        until(lambda: list((maildir / ".Junk" / "cur").glob("*")), "the first mails")
        yield server


def workers(server):
    """Ids of worker processes that work in the server's folder and live."""
    lock = server.data / "worker.lock"
    return [int(pid.name) for pid in Path("/proc").glob("[0-9]*") if _holds(pid, lock)]


def outcomes(server):
    """How the one remediation ended, once it has."""
    (done,) = server.json("remediation", "list")
    until(lambda: server.json("remediation", "show", done["id"])["state"] == "completed", "the end")
    counts = server.json("remediation", "show", done["id"])["counts"]["outcomes"]
    return {outcome: count for outcome, count in counts.items() if count}


def test_a_killed_worker_is_replaced(at_work, maildir):
    """After kill -9 another one finishes the work: every mail is moved once."""
    (killed,) = workers(at_work)
    os.kill(killed, signal.SIGKILL)
    assert sum(outcomes(at_work).values()) == _MAILS
    assert _moved(maildir) == _MAILS
    assert killed not in workers(at_work)


def test_a_killed_server_leaves_no_worker(at_work, maildir):
    """After kill -9 of the server alone its worker is gone, and the next start goes on."""
    assert workers(at_work)
    at_work.kill()
    until(lambda: not workers(at_work), "the end of the worker")
    at_work.start()
    assert sum(outcomes(at_work).values()) == _MAILS
    assert _moved(maildir) == _MAILS


def test_a_server_that_stops_takes_its_worker_along(at_work):
    """SIGTERM ends both in good order, in the middle of the work."""
    at_work.stop()
    assert at_work.process.returncode == 0
    assert workers(at_work) == []


def test_a_paused_remediation_stands_still_and_goes_on(at_work, maildir):
    """Pause reaches the other process: nothing further is moved until it is resumed."""
    (one,) = at_work.json("remediation", "list")
    at_work.cli("remediation", "pause", one["id"])
    until(lambda: _ended(at_work, one["id"]) == _moved(maildir), "what was under way")
    moved = _moved(maildir)
    assert 0 < moved < _MAILS
    assert _ended(at_work, one["id"]) == moved
    assert _moved(maildir) == moved
    at_work.cli("remediation", "resume", one["id"])
    assert sum(outcomes(at_work).values()) == _MAILS


@pytest.fixture
def told_to(tmp_path):
    """Starts the program on a folder with these orders; gives the process and our end."""
    database = Database.open(tmp_path / "state.sqlite")
    upgrade(database)
    database.close()
    started = []

    def go(idle_seconds):
        ours, theirs = socket.socketpair()
        orders = Orders(
            folder=tmp_path,
            state_url=SecretStr(""),
            mailboxes=(),
            threshold=Threshold(),
            log_level=20,
            idle_seconds=idle_seconds,
        )
        command = [sys.executable, "-m", "clawback.workshop.program", str(theirs.fileno())]
        process = subprocess.Popen(command, pass_fds=[theirs.fileno()])
        theirs.close()
        write_orders(ours, orders)
        started.append((process, ours))
        return process, ours

    yield go
    for process, ours in started:
        ours.close()
        process.wait(20)


def test_with_nothing_to_do_it_leaves(told_to):
    """After its idle time it ends by itself, in good order."""
    process, _ = told_to(0.1)
    assert process.wait(20) == 0


def test_it_leaves_when_told(told_to):
    """One word ends it, with plenty of idle time left."""
    process, line = told_to(600)
    line.send(Word.STOP.value)
    assert process.wait(20) == 0


def test_a_second_one_waits_for_the_first(told_to, tmp_path):
    """Two never work in one folder: the second begins when the first has gone."""
    first, line = told_to(600)
    until(lambda: _holds(Path(f"/proc/{first.pid}"), tmp_path / "worker.lock"), "the first")
    second, _ = told_to(0.1)
    with pytest.raises(subprocess.TimeoutExpired):
        second.wait(1.5)
    line.send(Word.STOP.value)
    assert (first.wait(20), second.wait(20)) == (0, 0)


def _ended(server, remediation):
    counts = server.json("remediation", "show", remediation)["counts"]["outcomes"]
    return sum(counts.values())


def _moved(maildir):
    return len(list((maildir / ".Junk" / "cur").glob("*")))


def _holds(process: Path, path: Path) -> bool:
    """Whether a process has a file open."""
    try:
        return any(link.readlink() == path for link in (process / "fd").iterdir())
    except OSError:
        return False
