"""The files of exports: a name is given only to what is whole and on the disk."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from clawback.model.errors import ConflictError, UnavailableError

_PART = ".part"
_LOOK_EVERY = 4 << 20  # bytes


class ExportTooLargeError(ConflictError):
    """There is no room for this export. Delete older ones, or ask for less."""

    code = "export_too_large"


class ExportUnwritableError(UnavailableError):
    """The export cannot be written."""

    code = "export_unwritable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Most bytes of all exports together, and the bytes they leave free on their disk."""

    most: int
    reserve: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A whole file: its bytes and their SHA-256."""

    size: int
    sha256: str


class ExportFolder:
    """Where files lie. Each name is written by one thread at a time."""

    def __init__(self, path: Path, room: Room) -> None:
        self.path = path
        self._room = room

    def write(self, name: str, pieces: Iterable[bytes], told: Callable[[int], None]) -> Written:
        """Writes a file; `told` hears its size as it grows. It is there whole, or not at all.

        Raises:
            ExportTooLargeError: it takes more room than exports may have.
            ExportUnwritableError: the disk does not take it.
        """
        part = self.path / (name + _PART)
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            written = self._write(part, pieces, told)
            part.replace(self.path / name)
            _sync(self.path)
        except OSError as error:
            raise ExportUnwritableError(
                f"The export cannot be written: {error.strerror or error}."
            ) from error
        finally:
            with suppress(OSError):  # it is there no more, or its folder never was
                part.unlink()
        return written

    def file(self, name: str) -> Path:
        return self.path / name

    def remove(self, name: str) -> None:
        """Harmless when it is not there."""
        (self.path / name).unlink(missing_ok=True)

    def used(self) -> int:
        """Bytes of all files, those that are being written included."""
        return sum(_size(file) for file in self.path.rglob("*"))

    def require_room(self, more: int = 0) -> None:
        """Raises `ExportTooLargeError` where so many bytes more are too many."""
        if self.used() + more > self._room.most:
            raise ExportTooLargeError(
                f"All exports together may take {self._room.most:,} bytes. Delete older ones, or "
                "ask for less."
            )
        if shutil.disk_usage(self.path).free - more < self._room.reserve:
            raise ExportTooLargeError(
                "The disk is nearly full, and mail that comes in must have room. Delete older "
                "exports, or ask for less."
            )

    def sweep(self, known: Iterable[str]) -> None:
        """Removes whatever is not one of these files; for when nothing is being written."""
        keep = set(known)
        for file in self.path.glob("*"):
            if file.is_dir():
                shutil.rmtree(file, ignore_errors=True)
            elif file.name not in keep:
                file.unlink(missing_ok=True)

    def _write(self, part: Path, pieces: Iterable[bytes], told: Callable[[int], None]) -> Written:
        size, looked, digest = 0, 0, hashlib.sha256()
        with part.open("wb") as file:
            for piece in pieces:
                if not size or size - looked >= _LOOK_EVERY:
                    self.require_room(len(piece))
                    looked = size
                file.write(piece)
                digest.update(piece)
                size += len(piece)
                told(size)
            file.flush()
            self.require_room()
            os.fsync(file.fileno())
        return Written(size=size, sha256=digest.hexdigest())


def _size(file: Path) -> int:
    try:
        return file.stat().st_size if file.is_file() else 0
    except FileNotFoundError:  # it was finished or removed meanwhile
        return 0


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
