"""The database's own clock."""

from __future__ import annotations

import time

from clawback.database import Database
from clawback.database.moment import moment


def test_it_tells_seconds_since_1970(empty_state_url):
    """Here it is this machine's clock, to a few milliseconds, and goes on within a transaction."""
    database = Database.open(empty_state_url)
    with database.read() as connection:
        before = time.time()
        told = moment(connection)
        after = time.time()
        assert moment(connection) >= told
    database.close()
    assert before - 0.01 <= told <= after + 0.01
