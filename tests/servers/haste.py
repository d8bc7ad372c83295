"""What spares tests time and proves nothing less: statements compiled once, no waiting for a disk.

Each test has databases of its own, so each would compile the same statements anew; and none needs
its files after a power cut. `tests/database` keeps the product's own durability. Routes that a
`WebClient` calls need no thread besides the one it runs in; those behind a real server have theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from typing import Any

import pytest
from anyio import to_thread
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry
from tests.servers import dovecot_config

from clawback.database import sqlite

_prepare_durably = sqlite._prepare_writer
_in_a_thread = to_thread.run_sync

stay_here: ContextVar[bool] = ContextVar("stay_here", default=False)
"""Whether a request runs to its end in the thread that made it."""


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
    """SQLite and Dovecot give their writes to the system and go on.

    A kill loses nothing, a power cut may.
    """

    def prepared(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        _prepare_durably(connection, record)
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "_prepare_writer", prepared)
        mails = f"mail_fsync = never\n{dovecot_config._CONFIGURATION}"
        patch.setattr(dovecot_config, "_CONFIGURATION", mails)
        yield


@contextmanager
def durable_disk() -> Iterator[None]:
    """Inside the other: SQLite as the product opens it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "_prepare_writer", _prepare_durably)
        yield


@contextmanager
def one_thread() -> Iterator[None]:
    """What a request would do in a thread of its own is done at once, where `stay_here` is true.

    A worker thread of anyio ends with the task it began in: each request would start its own.
    """

    async def run(act: Callable[..., Any], *arguments: Any, **options: Any) -> Any:  # as it takes
        if stay_here.get():
            return copy_context().run(act, *arguments)
        return await _in_a_thread(act, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(to_thread, "run_sync", run)
        yield
