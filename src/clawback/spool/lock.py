"""One process for each spool; the operating system keeps it, so a crash leaves no lock behind."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import BinaryIO

from clawback.model.errors import ConflictError


class SpoolInUseError(ConflictError):
    """Another process uses this spool. Stop it first, or give this one its own folder."""

    code = "spool_in_use"


def locked(folder: Path) -> BinaryIO:
    """Held until the file is closed, by us or by our death."""
    file = (folder / "lock").open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise SpoolInUseError from None
    return file
