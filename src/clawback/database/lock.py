"""One server per data folder; the operating system keeps it, so a crash leaves no lock behind."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clawback.model.errors import ConflictError


class FolderInUseError(ConflictError):
    """Another Clawback server already works in this data folder. Stop it first."""

    code = "folder_in_use"


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Holds the folder for this process until the block ends.

    Raises:
        FolderInUseError: another process holds it.
    """
    handle = os.open(folder / "clawback.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FolderInUseError from error
        yield
    finally:
        os.close(handle)
