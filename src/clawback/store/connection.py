"""Opens the DuckDB file, and says in words what went wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from clawback.model.errand import current
from clawback.model.errors import ClawbackError, UnavailableError

_LOCKED = "Could not set lock"
_LOG_LIMIT = "64MB"  # a checkpoint rewrites the newest block of rows: seldom is better
_HOLDER = re.compile(r"\(PID (\d+)\)")


class StoreLockedError(UnavailableError):
    """Another process has the event store open. Stop it, or use its API."""

    code = "store_locked"


class StoreUnreadableError(UnavailableError):
    """The event store's file cannot be opened."""

    code = "store_unreadable"


class QueryTimeoutError(UnavailableError):
    """The search took too long and was stopped. Ask for a shorter time, or more precisely."""

    code = "query_timeout"


class StoreMemoryError(UnavailableError):
    """The search needs more memory than the store may use. Ask for a shorter time."""

    code = "store_memory"


class StoreFailedError(UnavailableError):
    """The event store could not do what was asked; nothing was changed."""

    code = "store_failed"


def connect(
    path: Path, *, memory_limit: str, threads: int, outbox: Path
) -> duckdb.DuckDBPyConnection:
    """The one connection to the file, which is made when it is missing.

    SQL run over it reaches no other file but those in `outbox`, and loads no extension.
    """
    try:
        connection = duckdb.connect(
            str(path),
            config={
                "memory_limit": memory_limit,
                "threads": threads,
                "wal_autocheckpoint": _LOG_LIMIT,
                "allocator_background_threads": True,  # give back what is free, after a second
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
    except duckdb.Error as error:
        raise _why_not(path, str(error)) from error
    folder = str(outbox).replace("'", "''")
    connection.execute(f"SET allowed_directories = ['{folder}']")  # can be set only once it is open
    connection.execute("SET enable_external_access = false")  # and this not be taken back
    return connection


def _why_not(path: Path, words: str) -> ClawbackError:
    if _LOCKED in words:
        holder = _HOLDER.search(words)
        who = f"process {holder[1]}" if holder else "another process"
        return StoreLockedError(
            f"The event store {path.name} is open in {who}."
            " Stop that process, or talk to it through its API."
        )
    if not path.parent.is_dir():
        return StoreUnreadableError(
            f"The event store {path.name} cannot be opened: its folder does not exist."
        )
    return StoreUnreadableError(
        f"The event store {path.name} cannot be opened: it is damaged, was written by a newer"
        " version, or may not be read by this user. Check the file, or restore a backup."
    )


@contextmanager
def in_words() -> Iterator[None]:
    """Turns the engine's errors into ours."""
    try:
        yield
    except duckdb.InterruptException as error:
        current().check()
        raise QueryTimeoutError from error
    except duckdb.OutOfMemoryException as error:
        raise StoreMemoryError from error
    except duckdb.Error as error:
        raise StoreFailedError from error
