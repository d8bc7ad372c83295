"""One mail must not keep the server from starting."""

import os
import subprocess
import sys

import pytest
from tests.ingest.doubles import SqliteStore, intake

from clawback.ingest.suspects import DEATHS, Suspects

pytestmark = pytest.mark.slow


DEADLY = "tests/ingest/deadly_server.py"


def test_a_single_mail_is_deadly_after_three_deaths(tmp_path):
    """Deaths over the same single mail are counted from start to start."""
    for death in range(DEATHS):
        suspects = Suspects(tmp_path / "suspects")
        assert not suspects.deadly(7), death
        suspects.take(7, 7)
    assert Suspects(tmp_path / "suspects").deadly(7)
    assert not Suspects(tmp_path / "suspects").deadly(8)


def test_a_block_is_taken_apart_not_condemned(tmp_path):
    """Deaths over many mails condemn none of them: they are taken one by one."""
    for _ in range(5):
        Suspects(tmp_path / "suspects").take(3, 9)
    suspects = Suspects(tmp_path / "suspects")
    assert suspects.last == 9
    assert not any(suspects.deadly(number) for number in range(3, 10))


def test_progress_clears_suspicion(tmp_path):
    """What was stored is no longer suspected."""
    suspects = Suspects(tmp_path / "suspects")
    suspects.take(1, 5)
    suspects.done(4)
    assert Suspects(tmp_path / "suspects").last == 5
    suspects.done(5)
    assert Suspects(tmp_path / "suspects").last == 0


def test_an_unreadable_note_is_no_note(tmp_path):
    """A note torn by a crash costs another try, not the start."""
    (tmp_path / "suspects").write_bytes(b'{"fir')
    assert Suspects(tmp_path / "suspects").last == 0


def test_a_mail_that_kills_the_process_is_parked(open_spool, tmp_path):
    """The server dies over one mail four times, then starts, stores the rest and parks that one."""
    spool = open_spool()
    spool.accept([intake(number) for number in range(6)])
    spool.close()
    deaths = 0
    while run(tmp_path).returncode:
        deaths += 1
        assert deaths < 10
    assert deaths == 1 + DEATHS
    rows = SqliteStore(tmp_path / "store.sqlite").rows()
    assert [(recipient, parse) for _, recipient, parse in rows] == [
        (f"r{n}@example.org", "failed:poison" if n == 3 else "complete") for n in range(6)
    ]
    (name,) = open_spool().parking.names()
    assert name.endswith(".poison.eml")


def run(folder):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [sys.executable, DEADLY, str(folder)], env=environment, check=False, timeout=60
    )
