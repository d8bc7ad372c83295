"""One server per data folder; the operating system keeps it, so a crash leaves no lock behind."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from clawback.model.errors import ConflictError, NotFoundError

_LOCK = "clawback.lock"


class FolderInUseError(ConflictError):
    """Another Clawback server already works in this data folder. Stop it first."""

    code = "folder_in_use"


class FolderMissingError(NotFoundError):
    """There is no data folder here. Name one that a server has used."""

    code = "folder_missing"


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Holds the folder for this process until the block ends.

    Raises:
        FolderInUseError: another process holds it.
        FolderMissingError: there is no such folder.
    """
    try:
        handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except FileNotFoundError:
        raise FolderMissingError(f"There is no data folder {folder}.") from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FolderInUseError from error
        yield
    finally:
        os.close(handle)


@contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """Holds a file for this process until the block ends; waits until another has let go of it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def node_of(folder: Path) -> str:
    """A name for whoever holds this folder: the same at each start, another for any other folder.

    A copy of the folder and the same path on another host have names of their own, so several
    servers on one database never take each other for their own past.
    """
    path = folder / _LOCK
    path.touch(mode=0o600)
    found = path.stat()
    place = f"{socket.gethostname()} {found.st_dev} {found.st_ino}"
    return sha256(place.encode()).hexdigest()[:16]
