"""Token records of both kinds."""

from __future__ import annotations

import pytest

from clawback.database import Database, metadata
from clawback.identity.memory import MemoryTokenRecords
from clawback.identity.records import DatabaseTokenRecords, token_table


@pytest.fixture(params=["memory", "database"])
def records(request, tmp_path):
    """Where tokens are kept: in memory, and in a database."""
    if request.param == "memory":
        yield MemoryTokenRecords()
        return
    database = Database.open(tmp_path / "state.sqlite")
    with database.write() as connection:
        metadata.create_all(connection, tables=[token_table])
    yield DatabaseTokenRecords(database)
    database.close()
