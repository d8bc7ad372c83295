"""The database's own clock."""

from __future__ import annotations

import time

from clawback.database import Database
from clawback.database.moment import moment
from clawback.database.turn import take_turn


def test_it_tells_seconds_since_1970(tmp_path):
    """On SQLite it is this machine's clock, to a few milliseconds, and goes forward."""
    database = Database.open(tmp_path / "state.db")
    with database.read() as connection:
        before = time.time()
        told = moment(connection)
        after = time.time()
    database.close()
    assert before - 0.01 <= told <= after + 0.01


def test_a_turn_costs_nothing_where_one_writes_anyway(tmp_path):
    """On SQLite taking a turn is already done by the writer's lock, and runs no statement."""
    database = Database.open(tmp_path / "state.db")
    with database.write() as connection:
        take_turn(connection, "x")
        take_turn(connection, "x")
    database.close()
