"""A process beside the server: it is told its orders, started again, and ends with the server."""

from __future__ import annotations

import sys
import time

import pytest

from clawback.worker import companion
from clawback.worker.companion import Companion

pytestmark = pytest.mark.slow
_PROGRAM = """
import pickle, socket, sys
line = socket.socket(fileno=int(sys.argv[1]))
said = line.makefile("rb")
orders = pickle.load(said)
with open(orders["file"], "a") as file:
    file.write("begun\\n")
if orders["fails"]:
    sys.exit(4)
said.read(1)
with open(orders["file"], "a") as file:
    file.write("ended\\n")
"""


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """A companion of a program that notes its beginning and its end; the notes."""
    (tmp_path / "beside_program.py").write_text(_PROGRAM)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(companion, "_LONGEST_PAUSE", 0.01)
    notes = tmp_path / "notes"

    def made(*, fails):
        orders = {"file": str(notes), "fails": fails}
        return Companion("helper of a test", "beside_program", orders, [])

    return made, lambda: notes.read_text().split() if notes.exists() else []


def until(true):
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline, sys.version
        time.sleep(0.01)


def test_it_ends_when_it_is_told_to(beside):
    """By the end of its line, so that it also ends when the server is gone without a word."""
    made, notes = beside
    one = made(fails=False)
    one.start()
    until(lambda: notes() == ["begun"])
    assert one.trouble() is None
    one.stop()
    assert notes() == ["begun", "ended"]


def test_one_that_ends_by_itself_is_started_again_and_told_of(beside):
    """After three times in a row there is a sentence for whoever watches."""
    made, notes = beside
    one = made(fails=True)
    one.start()
    until(one.trouble)
    one.stop()
    assert len(notes()) >= 3
    assert "helper of a test has ended by itself" in one.trouble()
