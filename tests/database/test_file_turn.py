"""Processes that write to one SQLite file take turns."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import text

from clawback.database import Database, DatabaseUnavailableError
from clawback.database.file_turn import FileTurn

pytestmark = pytest.mark.slow

_COUNT = (
    "import sys\n"
    "from sqlalchemy import text\n"
    "from clawback.database import Database\n"
    "database = Database.open(sys.argv[1])\n"
    "for _ in range(int(sys.argv[2])):\n"
    "    with database.write() as connection:\n"
    "        n = connection.scalar(text('SELECT n FROM counter'))\n"
    "        connection.execute(text('UPDATE counter SET n = :n'), {'n': n + 1})\n"
    "database.close()\n"
)
_HOLD = (
    "import sys\n"
    "from pathlib import Path\n"
    "from clawback.database.file_turn import FileTurn\n"
    "with FileTurn(Path(sys.argv[1])):\n"
    "    print('held', flush=True)\n"
    "    sys.stdin.read()\n"
)


@pytest.fixture
def holder(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path / "turn")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.communicate()


def test_what_is_read_before_a_write_stays_true(tmp_path):
    """Three processes count in one cell by reading and writing: no count is lost, none fails."""
    path = tmp_path / "state.sqlite"
    database = Database.open(path)
    with database.write() as connection:
        connection.execute(text("CREATE TABLE counter (n INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    command = [sys.executable, "-c", _COUNT, str(path), "50"]
    counting = [subprocess.Popen(command) for _ in range(3)]
    assert [process.wait(timeout=60) for process in counting] == [0, 0, 0]
    with database.read() as connection:
        assert connection.scalar(text("SELECT n FROM counter")) == 150
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
    database.close()


def test_a_process_that_holds_its_turn_too_long_is_told_of(tmp_path, holder, monkeypatch):
    """Who waits for longer than a minute gets a sentence, and may try again."""
    monkeypatch.setattr("clawback.database.file_turn._LONGEST_SECONDS", 0.01)
    turn = FileTurn(tmp_path / "turn")
    with pytest.raises(DatabaseUnavailableError, match="another process has been writing"), turn:
        pass
    holder.communicate()
    with turn:
        pass
    turn.close()


def test_a_killed_process_gives_its_turn_back(tmp_path, holder):
    """After kill -9 in the middle of a turn the next one begins."""
    holder.kill()
    holder.wait()
    turn = FileTurn(tmp_path / "turn")
    with turn:
        pass
    turn.close()
