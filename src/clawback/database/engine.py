"""One database: SQLite beside the data, or PostgreSQL by its address.

Both keep the same promises: one write transaction at a time, readers that see one moment and do
not wait for it, and commits that survive a power cut.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Self

from sqlalchemy import URL, Connection, Engine, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from clawback.database.failure import DatabaseUnavailableError, in_words
from clawback.database.file_turn import FileTurn
from clawback.database.postgresql import reader_at, require_unicode, writer_at
from clawback.database.sqlite import reader_of, turn_of, writer_of

__all__ = ["Connection", "Database"]


class Database:
    """A unit of work at a time: `with database.write() as connection:` commits or rolls back."""

    def __init__(self, writer: Engine, reader: Engine, turn: FileTurn | None = None) -> None:
        self._writer = writer
        self._reader = reader
        self._file_turn = turn
        # PostgreSQL lets writers take turns itself.
        self._turn = turn or nullcontext()
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

    @property
    def shared(self) -> bool:
        """Whether servers of other data folders may use it at the same time."""
        return self.dialect != "sqlite"

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that may write: durable after the block, undone when the block raises.

        One at a time over all processes; a second one inside the first would wait for itself, so it
        is refused.

        Raises:
            DatabaseUnavailableError: it is away. Where it went away at the very end, the
                transaction may be done or not.
        """
        if getattr(self._inside, "writing", False):
            raise RuntimeError("A write transaction is already open in this thread.")
        self._inside.writing = True
        try:
            with self._turn, in_words(), self._writer.begin() as connection:
                yield connection
        finally:
            self._inside.writing = False

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one moment and cannot write."""
        with in_words(), self._reader.connect() as connection, connection.begin():
            yield connection

    def version(self) -> str:
        """The engine's name and version, for people."""
        with self.read() as connection:
            if self.dialect == "sqlite":
                return f"SQLite {connection.scalar(select(func.sqlite_version()))}"
            return f"PostgreSQL {connection.scalar(text('SHOW server_version'))}"

    def close(self) -> None:
        """Closes every connection. Nothing may be called afterwards."""
        # The last connection that closes a SQLite file also checkpoints, so that takes its turn.
        with self._turn:
            self._reader.dispose()
            self._writer.dispose()
        if self._file_turn is not None:
            self._file_turn.close()

    @classmethod
    def _in_file(cls, path: Path) -> Self:
        if not path.parent.is_dir():
            raise DatabaseUnavailableError(
                f"The folder of the state database {path.name} does not exist. Make it first."
            )
        database = cls(writer_of(path), reader_of(path), FileTurn(turn_of(path)))
        with database._closed_unless_good(), database.write():
            pass  # this made the file, so that readers find one
        return database

    @classmethod
    def _at_url(cls, where: str) -> Self:
        url = _read_url(where)
        if url.get_backend_name() == "sqlite":
            return cls._in_file(Path(url.database or ""))
        try:
            database = cls(writer_at(url), reader_at(url))
        except ImportError as error:
            raise DatabaseUnavailableError(
                "PostgreSQL needs one more package: pip install 'clawback[postgresql]'"
            ) from error
        with database._closed_unless_good(), database.read() as connection:
            require_unicode(connection)
        return database

    @contextmanager
    def _closed_unless_good(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.close()
            raise


def _read_url(where: str) -> URL:
    try:
        url = make_url(where)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.get_backend_name() not in {"sqlite", "postgresql"}:
        # The address may hold a password, so it is not repeated.
        raise DatabaseUnavailableError(
            "The address of the state database is not one that can be used here. "
            "Write a file path, or postgresql://user@host/name."
        )
    return url
