"""A server that is killed while it holds mail has lost none that it said it holds."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from contextlib import closing

import pytest
from tests.quarantine.conftest import RESPONDER, house_on
from tests.servers.state import open_state

from clawback.database import Database

HOLD = """
import sys
from pathlib import Path
from tests.quarantine.conftest import house_on, mail
from clawback.database import Database

folder = Path(sys.argv[1])
house = house_on(Database.open(folder / "state.sqlite"), folder)
house.room.keeping.mend()
for number in range(int(sys.argv[2]), 10**6):
    house.room.hold(mail(number))
    print(mail(number).network_message_id, flush=True)
"""
_KILLS = 2


@pytest.mark.slow
def test_what_was_said_to_be_held_is_held(tmp_path):
    """Killed at any moment, twice: each acknowledged mail opens; no file is left over."""
    open_state(tmp_path / "state.sqlite").close()
    said, chance = list[str](), random.Random(6)
    for turn in range(_KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", HOLD, str(tmp_path), str(turn * 1000)],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": "."},
        ) as child:
            assert child.stdout is not None
            for _ in range(chance.randint(5, 40)):
                said.append(child.stdout.readline().strip())
            child.send_signal(signal.SIGKILL)
            said += [line for line in child.stdout.read().split("\n") if len(line) == 36]
    with closing(Database.open(tmp_path / "state.sqlite")) as database:
        house = house_on(database, tmp_path)
        house.room.keeping.mend()
        held = {one.network_message_id: one for one in house.page(RESPONDER).items}
        assert set(said) <= set(held)
        assert len(held) - len(said) <= _KILLS  # one at each kill may be held and not said
        assert {one.state.value for one in held.values()} == {"held"}
        assert {one.file for one in held.values()} == {file.name for file in house.files()}
        for one in held.values():
            assert house.room.keeping.bytes_of(one).startswith(b"From: Mallory")
