"""An account's directories, opened step by step so that no symbolic link leads elsewhere.

Owners may have a shell and may swap a directory for a link while we work; every directory is
therefore held open and files are named relative to it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from clawback.mailboxes.maildir.names import directory_of, folder_of
from clawback.mailboxes.port import FolderMissingError, MailboxMissingError, RefusedError

INBOX = "INBOX"
RECOVERABLE = "/Recoverable"  # no Maildir++ directory can be called so
SUBDIRECTORIES = ("cur", "new")
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """Where an account's mail lies: its Maildir, and the place its owner does not see.

    Both are a trusted part and the parts below it that an account's name chooses.
    """

    maildir: tuple[Path, tuple[str, ...]]
    recoverable: tuple[Path, tuple[str, ...]]

    def exists(self) -> bool:
        """Whether there is such a Maildir."""
        try:
            with opened(*self.maildir) as root:
                return stat.S_ISDIR(os.stat("cur", dir_fd=root, follow_symlinks=False).st_mode)
        except (FileNotFoundError, NotADirectoryError):
            return False

    def folders(self) -> list[str]:
        """Every folder by name, INBOX first, the recoverable one last."""
        with self._opened_root() as root:
            names = sorted(
                name
                for entry in os.listdir(root)  # noqa: PTH208 - a descriptor, not a path
                if (name := folder_of(entry)) and _is_directory(root, entry)
            )
        return [INBOX, *names, RECOVERABLE]

    @contextmanager
    def folder(self, name: str, *, make: bool = False) -> Iterator[int]:
        """A folder's directory, held open.

        Raises:
            FolderMissingError: it is not there; never for those that are made when missing.
        """
        if name == RECOVERABLE:
            with self._recoverable() as held:
                yield held
            return
        directory = "." if name == INBOX else directory_of(name)
        if directory is None:
            raise FolderMissingError(f"The account has no folder {name!r}.")
        with self._opened_root() as root:
            if make:
                _make_folder(root, directory)
            with _below(root, directory, name) as held:
                yield held

    @contextmanager
    def _opened_root(self) -> Iterator[int]:
        try:
            with opened(*self.maildir) as root:
                yield root
        except (FileNotFoundError, NotADirectoryError) as error:
            raise MailboxMissingError("The account has no Maildir.") from error

    @contextmanager
    def _recoverable(self) -> Iterator[int]:
        trusted, parts = self.recoverable
        with ExitStack() as stack:
            held = stack.enter_context(_held(os.open(trusted, os.O_RDONLY | os.O_DIRECTORY)))
            for part in parts:
                with suppress(FileExistsError):
                    os.mkdir(part, 0o700, dir_fd=held)
                held = stack.enter_context(_held(os.open(part, _DIRECTORY, dir_fd=held)))
            _make_subdirectories(held, 0o700)
            yield held


@contextmanager
def opened(trusted: Path, parts: tuple[str, ...]) -> Iterator[int]:
    """A directory below a trusted one, reached without following links."""
    with ExitStack() as stack:
        held = stack.enter_context(_held(os.open(trusted, os.O_RDONLY | os.O_DIRECTORY)))
        for part in parts:
            held = stack.enter_context(_held(os.open(part, _DIRECTORY, dir_fd=held)))
        yield held


@contextmanager
def subdirectory(folder: int, name: str) -> Iterator[int]:
    """`cur`, `new` or `tmp` of a folder."""
    with _held(os.open(name, _DIRECTORY, dir_fd=folder)) as held:
        yield held


@contextmanager
def _below(root: int, directory: str, name: str) -> Iterator[int]:
    try:
        held = os.open(directory, _DIRECTORY, dir_fd=root)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FolderMissingError(f"The account has no folder {name!r}.") from error
    with _held(held):
        yield held


@contextmanager
def _held(descriptor: int) -> Iterator[int]:
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _is_directory(root: int, entry: str) -> bool:
    return stat.S_ISDIR(os.stat(entry, dir_fd=root, follow_symlinks=False).st_mode)


def _make_folder(root: int, directory: str) -> None:
    """Makes a Maildir++ folder with the owner and mode of its Maildir."""
    if directory == ".":
        return
    like = os.fstat(root)
    try:
        os.mkdir(directory, stat.S_IMODE(like.st_mode), dir_fd=root)
    except FileExistsError:
        return
    with _held(os.open(directory, _DIRECTORY, dir_fd=root)) as held:
        _make_subdirectories(held, stat.S_IMODE(like.st_mode))
        mark = os.open(
            "maildirfolder", os.O_CREAT | os.O_WRONLY | os.O_NOFOLLOW, 0o600, dir_fd=held
        )
        for descriptor in (mark, held):
            _give(descriptor, like)
        os.close(mark)
        for name in ("cur", "new", "tmp"):
            with subdirectory(held, name) as inner:
                _give(inner, like)
        os.fsync(held)
    os.fsync(root)


def _make_subdirectories(folder: int, mode: int) -> None:
    for name in ("cur", "new", "tmp"):
        with suppress(FileExistsError):
            os.mkdir(name, mode, dir_fd=folder)


def _give(descriptor: int, like: os.stat_result) -> None:
    if os.fstat(descriptor).st_uid == like.st_uid and os.fstat(descriptor).st_gid == like.st_gid:
        return
    try:
        os.fchown(descriptor, like.st_uid, like.st_gid)
    except PermissionError as error:
        raise RefusedError("A new folder cannot be given to the mailbox's owner.") from error
