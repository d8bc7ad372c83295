"""A server that is killed in the midst of an export leaves nothing that looks whole."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
from contextlib import closing

import pytest
from tests.exports.conftest import ADA, house_on
from tests.servers.state import open_state

from clawback.database import Database
from clawback.exports.export import State

WRITE_AND_WAIT = """
import sys
from pathlib import Path
from threading import Event
from tests.exports.conftest import ADA, ROWS, house_on
from clawback.database import Database
from clawback.exports.wish import Wish
from clawback.store.memory import MemoryStore

class Halting(MemoryStore):
    def stream_lines(self, query, fields, **asked):
        for _ in range(4):
            yield [("x",) * len(fields)] * 500
        print("writing", flush=True)
        Event().wait()

folder = Path(sys.argv[1])
house = house_on(Database.open(folder / "state.sqlite"), folder)
room = house.room(Halting())
print(room.desk.ask(ADA, Wish()).id, flush=True)
room.crew.work_off()
"""


@pytest.mark.slow
def test_a_killed_export_is_begun_anew(tmp_path):
    """Half a file has no name of its own; the next start removes it and writes the whole."""
    open_state(tmp_path / "state.sqlite").close()
    with subprocess.Popen(
        [sys.executable, "-c", WRITE_AND_WAIT, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": "."},
    ) as child:
        assert child.stdout is not None
        name = child.stdout.readline().strip()
        assert child.stdout.readline() == "writing\n"
        child.send_signal(signal.SIGKILL)
    (half,) = (tmp_path / "exports").iterdir()
    assert half.name == f"{name}.csv.part"
    assert half.stat().st_size > 0
    with closing(Database.open(tmp_path / "state.sqlite")) as database:
        house = house_on(database, tmp_path)
        room = house.room()
        assert room.desk.find(ADA, name).state is State.RUNNING
        room.crew.start()
        room.crew.close()
        room = house.room()
        room.crew.work_off()
        export, path = room.desk.take(ADA, name, "")
        assert [file.name for file in (tmp_path / "exports").iterdir()] == [path.name]
        assert (export.attempts, export.written) == (2, 30)
        with path.open(encoding="utf-8", newline="") as file:
            assert len(list(csv.reader(file))) == 31
