"""Finds out what lies under a path: mailboxes, mboxes, single mails, or a tree of all these."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from clawback.ingest.sources.eml import read_eml
from clawback.ingest.sources.maildir import MaildirFolder
from clawback.ingest.sources.mbox import is_mbox, read_mbox
from clawback.ingest.sources.port import Hints, Item, Skipped, Source
from clawback.model.errors import NotFoundError

_MAILDIR_PARTS = {"cur", "new", "tmp"}


class NoSuchPathError(NotFoundError):
    """There is no such file or folder."""

    code = "no_such_path"


def open_source(path: Path, hints: Hints) -> Source:
    """A reader of whatever lies there.

    Raises:
        NoSuchPathError: nothing does.
    """
    if not path.exists():
        raise NoSuchPathError(f"There is no file or folder {path}.")
    return Tree(path.resolve(), hints)


class Tree:
    """A file, or a folder with all that is in it. Links inside are not followed."""

    def __init__(self, path: Path, hints: Hints) -> None:
        self._path = path
        self._hints = hints

    @cached_property
    def size(self) -> int:
        return sum(size for found in self._found() for size in _sizes(found))

    def __iter__(self) -> Iterator[Item]:
        for found in self._found():
            if isinstance(found, (MaildirFolder, Skipped)):
                yield from found.items(self._hints) if isinstance(found, MaildirFolder) else [found]
            elif is_mbox(found):
                yield from read_mbox(found, self._hints)
            else:
                yield from read_eml(found, self._hints, asked_for=found == self._path)

    def _found(self) -> Iterator[MaildirFolder | Path | Skipped]:
        if self._path.is_dir():
            yield from _walk(self._path, None)
        else:
            yield self._path


def _walk(folder: Path, root: Path | None) -> Iterator[MaildirFolder | Path | Skipped]:
    """`root` is the mailbox that the folder belongs to, when a folder above was one."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield Skipped(path=str(folder), reason=f"it cannot be read ({error.strerror})")
        return
    names = {entry.name for entry in entries}
    if "cur" in names:
        root = root or (folder.parent if folder.name.startswith(".") else folder)
        yield MaildirFolder(path=folder, root=root)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if not ("cur" in names and entry.name in _MAILDIR_PARTS):
                yield from _walk(Path(entry.path), root)
        elif root is None and not entry.name.startswith("."):
            yield Path(entry.path)


def _sizes(found: MaildirFolder | Path | Skipped) -> Iterator[int]:
    if isinstance(found, MaildirFolder):
        yield from found.sizes()
    elif isinstance(found, Path):
        yield found.lstat().st_size
