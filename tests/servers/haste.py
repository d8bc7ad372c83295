"""What spares tests time and proves nothing less: statements compiled once, no waiting for a disk.

Each test has databases of its own, so each would compile the same statements anew; and none needs
its files after a power cut. `tests/database` keeps the product's own durability.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from clawback.database import sqlite

_prepare_durably = sqlite._prepare_writer


@contextmanager
def one_compiler() -> Iterator[None]:
    """Every SQLite engine of the process shares one dialect and its compiled statements."""
    shared = create_engine("sqlite://")
    shared.connect().close()  # a dialect learns what its database can do when it first connects

    def made(*arguments: Any, **options: Any) -> Engine:  # whatever SQLAlchemy takes
        engine = create_engine(*arguments, **options)
        engine.dialect = shared.dialect
        engine._compiled_cache = shared._compiled_cache
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "create_engine", made)
        yield
    shared.dispose()


@contextmanager
def careless_disk() -> Iterator[None]:
    """SQLite gives its writes to the system and goes on; a kill loses nothing, a power cut may."""

    def prepared(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        _prepare_durably(connection, record)
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "_prepare_writer", prepared)
        yield


@contextmanager
def durable_disk() -> Iterator[None]:
    """Inside the other: SQLite as the product opens it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "_prepare_writer", _prepare_durably)
        yield
