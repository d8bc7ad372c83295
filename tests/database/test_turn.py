"""Taking turns."""

from __future__ import annotations

from contextlib import closing

from clawback.database import Database
from clawback.database.turn import take_turn


def test_a_turn_may_be_taken_twice(empty_state_url):
    """Inside a write transaction it is one's turn anyway, so asking again waits for nobody."""
    with closing(Database.open(empty_state_url)) as database, database.write() as connection:
        take_turn(connection, "x")
        take_turn(connection, "x")
