"""A real disk of few bytes, in memory, which can be filled and emptied."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_PIECE = bytes(1 << 20)


class NoDiskError(Exception):
    """This account may not mount a disk."""


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """Where it lies."""

    folder: Path

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"

    def fill(self) -> None:
        """Leaves no byte free."""
        handle = os.open(self._ballast, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            piece = len(_PIECE)
            while piece:
                try:
                    os.write(handle, _PIECE[:piece])
                except OSError:
                    piece //= 2
        finally:
            os.close(handle)

    def empty(self) -> None:
        """Takes away what `fill` put there."""
        self._ballast.unlink(missing_ok=True)


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[SmallDisk]:
    """Mounts one of `size` (as `mount` has it, such as `1m`) at `folder` while the block runs.

    Raises:
        NoDiskError: that is not permitted.
    """
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        raise NoDiskError("needs leave to mount a small disk")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)
