"""A state database with all tables for each test, migrated once and copied from then on."""

from __future__ import annotations

from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from clawback.database import Database
from clawback.database.migrate import upgrade


def put_state(path: Path) -> None:
    """Writes a SQLite state database with all tables, and nothing in them, to a new file."""
    with path.open("xb") as file:
        file.write(_migrated())


def open_state(path: Path) -> Database:
    """Opens a new SQLite state database with all tables, and nothing in them."""
    put_state(path)
    return Database.open(path)


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "state.db"
        with closing(Database.open(path)) as database:
            upgrade(database)
        return path.read_bytes()
