"""Single mails as files: listed, read, renamed, removed, written, each step made durable."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from clawback.mailboxes.maildir.names import Uids, new_name, read_uids, unique_part
from clawback.mailboxes.maildir.tree import SUBDIRECTORIES, Tree, subdirectory
from clawback.mailboxes.port import FolderMissingError, Original, RefusedError

_HEADER_LIMIT = 256 * 1024
_BLOCK = 8192
_UIDLIST_LIMIT = 64 * 1024 * 1024
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


@dataclass(frozen=True, slots=True)
class File:
    """A mail's file as a listing shows it; `sub` is `cur` or `new`."""

    folder: str
    sub: str
    name: str

    @property
    def guid(self) -> str:
        return unique_part(self.name)


@dataclass(frozen=True, slots=True)
class Seen:
    """A file and what was read of it."""

    file: File
    size: int
    modified: float
    data: bytes


@contextmanager
def refusals() -> Iterator[None]:
    """What the file system forbids becomes a refusal with its reason."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.EXDEV:
            raise RefusedError(
                "The folder lies on another file system than the Maildir. "
                "Set recoverable_root to a place on the same one."
            ) from error
        raise RefusedError(f"The file system refused: {error.strerror}.") from error


def listed(tree: Tree, folder: str) -> dict[str, File]:
    """A folder's mails by GUID; none when there is no such folder."""
    try:
        with tree.folder(folder) as held:
            return {file.guid: file for file in _files(held, folder)}
    except FolderMissingError:
        return {}


def uids(tree: Tree, folder: str) -> Uids:
    """What Dovecot calls the mails of a folder, where it has ever served it."""
    try:
        with tree.folder(folder) as held:
            text = _read(held, "dovecot-uidlist", _UIDLIST_LIMIT)
    except FolderMissingError:
        return Uids()
    return read_uids(text[2]) if text else Uids()


def headers(tree: Tree, folder: str, *, known: Collection[str]) -> Iterator[Seen]:
    """The header block of every mail whose GUID is not known yet.

    A mail client may rename a file, to change a flag, between listing and reading; what vanished is
    listed again.
    """
    vanished: set[str] | None = None
    for _ in range(3):
        with tree.folder(folder) as held:
            files = [
                file
                for file in _files(held, folder)
                if file.guid not in known and (vanished is None or file.guid in vanished)
            ]
            vanished = set()
            for sub in SUBDIRECTORIES:
                with subdirectory(held, sub) as inner:
                    for file in files:
                        if file.sub != sub:
                            continue
                        seen = _seen(inner, file, _HEADER_LIMIT, header_only=True)
                        if seen:
                            yield seen
                        else:
                            vanished.add(file.guid)
        if not vanished:
            return


def look(
    tree: Tree, folder: str, guid: str, *, limit: int, there: Mapping[str, File] | None = None
) -> Seen | None:
    """One mail with at most `limit` bytes of it, found by its GUID; `None` when it is gone.

    `there` is a listing of the folder, for callers that look at many.
    """
    for _ in range(3):
        file = (there or listed(tree, folder)).get(guid)
        there = None
        if file is None:
            return None
        with tree.folder(folder) as held, subdirectory(held, file.sub) as inner:
            seen = _seen(inner, file, limit, header_only=False)
        if seen:
            return seen
    return None


def rename(tree: Tree, file: File, target: str, aim: int) -> File | None:
    """Moves a file into a folder held open; `None` when it is gone. Never overwrites a mail."""
    moved = File(target, file.sub, file.name)
    with tree.folder(file.folder) as held, subdirectory(held, file.sub) as here:
        with subdirectory(aim, file.sub) as there:
            if _exists(there, moved.name):
                moved = File(target, file.sub, new_name((), 0).partition(":")[0])
            try:
                os.rename(file.name, moved.name, src_dir_fd=here, dst_dir_fd=there)
            except FileNotFoundError:
                return None
            os.fsync(there)
        os.fsync(here)
    return moved


def unlink(tree: Tree, file: File) -> None:
    """Removes a file for good."""
    with tree.folder(file.folder) as held, subdirectory(held, file.sub) as here:
        with suppress(FileNotFoundError):
            os.unlink(file.name, dir_fd=here)
        os.fsync(here)


def write(folder: int, original: Original) -> str:
    """Writes a mail into the folder held open, durable before it can be seen; gives its name."""
    name = new_name(original.flags, len(original.raw))
    with subdirectory(folder, "tmp") as tmp, subdirectory(folder, "cur") as cur:
        _write(tmp, name, original.raw, original.internal_date, like=os.fstat(folder))
        os.rename(name, name, src_dir_fd=tmp, dst_dir_fd=cur)
        os.fsync(cur)
    return name


def _files(folder: int, name: str) -> Iterator[File]:
    for sub in SUBDIRECTORIES:
        with subdirectory(folder, sub) as inner:
            for entry in os.listdir(inner):  # noqa: PTH208 - a descriptor, not a path
                if not entry.startswith("."):
                    yield File(name, sub, entry)


def _seen(directory: int, file: File, limit: int, *, header_only: bool) -> Seen | None:
    read = _read(directory, file.name, limit, header_only=header_only)
    return Seen(file, *read) if read else None


def _read(
    directory: int, name: str, limit: int, *, header_only: bool = False
) -> tuple[int, float, bytes] | None:
    """Size, time of change and bytes of a regular file; `None` for what is gone or is none."""
    try:
        descriptor = os.open(name, _READ, dir_fd=directory)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO):
            return None
        raise
    about = os.fstat(descriptor)
    if not stat.S_ISREG(about.st_mode):
        os.close(descriptor)
        return None
    with open(descriptor, "rb", buffering=0) as stream:  # noqa: PTH123 - a descriptor, not a path
        data = b""
        while len(data) < limit and (block := stream.read(_BLOCK if header_only else limit)):
            data += block
            if header_only and (b"\n\n" in data or b"\r\n\r\n" in data):
                break
        return about.st_size, about.st_mtime, data


def _exists(directory: int, name: str) -> bool:
    try:
        os.stat(name, dir_fd=directory, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def _write(
    directory: int, name: str, raw: bytes, moment: datetime, *, like: os.stat_result
) -> None:
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC
    mode = stat.S_IMODE(like.st_mode) & 0o666
    descriptor = os.open(name, flags, mode, dir_fd=directory)
    with open(descriptor, "wb") as stream:  # noqa: PTH123 - a descriptor, not a path
        stream.write(raw)
        stream.flush()
        if os.fstat(descriptor).st_uid != like.st_uid:
            os.fchown(descriptor, like.st_uid, like.st_gid)
        os.utime(descriptor, (moment.timestamp(), moment.timestamp()))
        os.fsync(descriptor)
