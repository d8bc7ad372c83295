"""SQLite beside the data: one writing connection a process, and readers that cannot write.

Writing connections take turns (`file_turn.py`) and they alone checkpoint: releases before 3.51.3
can damage a file when two connections write and checkpoint at the same moment.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

_READERS = 8
_BUSY_SECONDS = 10
_CHECKPOINT_PAGES = 4000  # 16 MB of log between checkpoints; a bulk job writes tens of MB
_CACHE_KIB = 32 * 1024


def turn_of(path: Path) -> Path:
    """The empty file by which the processes that write to a database take turns."""
    return path.with_name(f"{path.name}-turn")


def writer_of(path: Path) -> Engine:
    """This process's one connection that writes to the file, which it makes when it is missing."""
    engine = _engine(path, "rwc", size=1)
    event.listen(engine, "connect", _prepare_writer)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def reader_of(path: Path) -> Engine:
    """Connections that read this file and can do nothing else."""
    engine = _engine(path, "ro", size=_READERS)
    event.listen(engine, "connect", _prepare_reader)
    event.listen(engine, "begin", _begin)
    return engine


def _engine(path: Path, mode: str, *, size: int) -> Engine:
    return create_engine(
        f"sqlite:///file:{quote(str(path.resolve()))}?mode={mode}&uri=true",
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        connect_args={"check_same_thread": False, "timeout": _BUSY_SECONDS},
    )


def _prepare_writer(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    _pragmas(
        connection,
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"wal_autocheckpoint={_CHECKPOINT_PAGES}",
        f"cache_size=-{_CACHE_KIB}",
    )


def _prepare_reader(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    _pragmas(connection, "query_only=ON", "wal_autocheckpoint=0")


def _pragmas(connection: DBAPIConnection, *pragmas: str) -> None:
    # The driver's own transactions begin too late and end too early; ours are said aloud.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
