"""One database: SQLite beside the data, or PostgreSQL by its address.

On SQLite there is exactly one writing connection, which a lock hands round and which alone
checkpoints: releases before 3.51.3 can damage a file when two connections write and checkpoint at
the same moment. Readers have connections of their own and cannot write.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, func, literal_column, select
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    DBAPIError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
)
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from clawback.model.errors import UnavailableError

__all__ = ["Connection", "Database", "DatabaseUnavailableError"]

_READERS = 8
_BUSY_SECONDS = 10
_CHECKPOINT_PAGES = 4000  # 16 MB of log between checkpoints; a bulk job writes tens of MB
_OUR_MISTAKES = (DataError, IntegrityError, NotSupportedError, ProgrammingError)
_CACHE_KIB = 32 * 1024


class DatabaseUnavailableError(UnavailableError):
    """The state database cannot be opened or does not answer."""

    code = "database_unavailable"


class Database:
    """A unit of work at a time: `with database.write() as connection:` commits or rolls back."""

    def __init__(self, writer: Engine, reader: Engine) -> None:
        self._writer = writer
        self._reader = reader
        self._lock = threading.Lock() if writer.dialect.name == "sqlite" else None
        self._inside = threading.local()

    @classmethod
    def open(cls, where: str | Path) -> Self:
        """Opens a SQLite file (made when missing) by its path, or any database by its URL.

        Raises:
            DatabaseUnavailableError: it cannot be opened.
        """
        if isinstance(where, str) and "://" in where:
            return cls._at_url(where)
        return cls._in_file(Path(where))

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._writer.dialect.name

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that may write: durable after the block, undone when the block raises.

        One at a time on SQLite; a second one inside the first would wait for itself, so it is
        refused.
        """
        if getattr(self._inside, "writing", False):
            raise RuntimeError("A write transaction is already open in this thread.")
        self._inside.writing = True
        try:
            with _held(self._lock), _words(), self._writer.begin() as connection:
                yield connection
        finally:
            self._inside.writing = False

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one moment and cannot write."""
        with _words(), self._reader.connect() as connection, connection.begin():
            yield connection

    def version(self) -> str:
        """The engine's name and version, for people."""
        with self.read() as connection:
            if self.dialect == "sqlite":
                return f"SQLite {connection.scalar(select(func.sqlite_version()))}"
            return f"PostgreSQL {connection.scalar(select(literal_column('version()')))}"

    def close(self) -> None:
        """Closes every connection. Nothing may be called afterwards."""
        self._reader.dispose()
        self._writer.dispose()

    @classmethod
    def _in_file(cls, path: Path) -> Self:
        if not path.parent.is_dir():
            raise DatabaseUnavailableError(
                f"The folder of the state database {path.name} does not exist. Make it first."
            )
        location = quote(str(path.resolve()))
        writer = _sqlite(f"file:{location}?mode=rwc&uri=true", size=1)
        event.listen(writer, "connect", _prepare_writer)
        event.listen(writer, "begin", _begin_immediate)
        reader = _sqlite(f"file:{location}?mode=ro&uri=true", size=_READERS)
        event.listen(reader, "connect", _prepare_reader)
        event.listen(reader, "begin", _begin)
        database = cls(writer, reader)
        with database.write():  # makes the file, so that readers find one
            pass
        return database

    @classmethod
    def _at_url(cls, where: str) -> Self:
        try:
            url = make_url(where)
            if url.get_backend_name() == "sqlite":
                return cls._in_file(Path(url.database or ""))
            engine = create_engine(url, pool_size=_READERS, pool_pre_ping=True)
        except (ArgumentError, ModuleNotFoundError) as error:
            raise DatabaseUnavailableError(
                "The address of the state database is not one that can be used here. "
                "Write a file path, or postgresql+psycopg://user@host/name."
            ) from error
        return cls(engine, engine.execution_options(postgresql_readonly=True))


def _sqlite(location: str, *, size: int) -> Engine:
    return create_engine(
        f"sqlite:///{location}",
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


@contextmanager
def _held(lock: threading.Lock | None) -> Iterator[None]:
    if lock is None:
        yield
        return
    with lock:
        yield


@contextmanager
def _words() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        if isinstance(error, _OUR_MISTAKES):
            raise
        raise DatabaseUnavailableError(
            f"The state database does not answer: {_reason(error)}."
        ) from error


def _reason(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0] if error.orig else "no reason given"
