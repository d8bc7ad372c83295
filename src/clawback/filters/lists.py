"""Uploaded lists of IDs, hashes, URLs and addresses, which a filter names with `list:name`."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterable
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import Protocol

from clawback.filters.entry_kind import LONGEST_ENTRY
from clawback.filters.errors import FilterError
from clawback.filters.list_name import LIST_NAME, LIST_NAME_RULE
from clawback.filters.tree import And, Filter, InList, Not, Or
from clawback.model.errors import BadInputError, NotFoundError
from clawback.model.folding import fold

MOST_ENTRIES = 1_000_000


_ENDING = ".txt"


class UnknownListError(NotFoundError):
    """There is no list of this name."""

    code = "unknown_list"


class BadListError(BadInputError):
    """The list cannot be kept."""

    code = "bad_list"


class Lists(Protocol):
    """Keeps named lists. Names follow `LIST_NAME_RULE`. Safe to call from several threads."""

    def names(self) -> tuple[str, ...]:
        """The names of all lists, in order."""
        ...

    def entries(self, name: str) -> frozenset[str]:
        """A list's entries, folded. Raises `UnknownListError`."""
        ...

    def stamp(self, name: str) -> str:
        """Another text whenever the list has changed; empty when there is none. Quick."""
        ...

    def put(self, name: str, entries: Iterable[str], *, add: bool = False) -> int:
        """Keeps the entries under this name in place of what was there, durable on return.

        With `add` what was there stays too, also when several add at once. White space around an
        entry and empty entries are left out. Gives the number of entries kept. Raises
        `BadListError`.
        """
        ...

    def delete(self, name: str) -> None:
        """Forgets a list. Raises `UnknownListError`."""
        ...


class FolderOfLists:
    """Lists as text files in one folder, an entry a line; written whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writing = threading.Lock()
        path.mkdir(parents=True, exist_ok=True)

    def names(self) -> tuple[str, ...]:
        stems = (file.stem for file in self._path.glob(f"*{_ENDING}"))
        return tuple(sorted(stem for stem in stems if LIST_NAME.fullmatch(stem)))

    def entries(self, name: str) -> frozenset[str]:
        try:
            lines = self._lines(name)
        except FileNotFoundError:
            raise _unknown(name) from None
        return frozenset(fold(line) for line in lines if line)

    def stamp(self, name: str) -> str:
        try:
            found = self._file(name).stat()
        except (OSError, UnknownListError):
            return ""
        return f"{found.st_mtime_ns} {found.st_ino} {found.st_size}"

    def put(self, name: str, entries: Iterable[str], *, add: bool = False) -> int:
        checked_name(name)
        with self._writing:
            before = self._lines(name) if add and self._file(name).exists() else []
            kept = _checked(chain(before, entries))
            _write_durably(self._file(name), "\n".join(kept).encode("utf-8"))
        return len(kept)

    def delete(self, name: str) -> None:
        try:
            self._file(name).unlink()
        except FileNotFoundError:
            raise _unknown(name) from None
        _sync(self._path)

    def _lines(self, name: str) -> list[str]:
        return self._file(name).read_text("utf-8").split("\n")

    def _file(self, name: str) -> Path:
        if not LIST_NAME.fullmatch(name):
            raise _unknown(name)
        return self._path / f"{name}{_ENDING}"


def named(filter: Filter) -> frozenset[str]:  # noqa: A002 - as in `match`
    """The lists that a filter names."""
    match filter:
        case And(parts) | Or(parts):
            return frozenset().union(*(named(part) for part in parts))
        case Not(part):
            return named(part)
        case InList(name):
            return frozenset((name,))
        case _:
            return frozenset()


def require(filter: Filter, lists: Lists) -> None:  # noqa: A002 - as in `match`
    """Raises `FilterError` when a list the filter names does not exist; reads no entries."""
    for name in sorted(named(filter) - set(lists.names())):
        raise _missing(name, lists)


def resolve(filter: Filter, lists: Lists) -> dict[str, frozenset[str]]:  # noqa: A002 - as in `match`
    """The entries of every list the filter names, for `store.port.Query.lists`.

    Raises `FilterError` when one does not exist.
    """
    found: dict[str, frozenset[str]] = {}
    for name in sorted(named(filter)):
        try:
            found[name] = lists.entries(name)
        except UnknownListError:
            raise _missing(name, lists) from None
    return found


def checked_name(name: str) -> str:
    """The name, if a list may have it. Raises `BadListError`."""
    if not LIST_NAME.fullmatch(name):
        raise BadListError(f"A list cannot have this name. {LIST_NAME_RULE}")
    return name


def _missing(name: str, lists: Lists) -> FilterError:
    return FilterError(f'There is no list "{name}".', hint=_near(name, lists), word=name)


def _near(name: str, lists: Lists) -> str:
    known = lists.names()
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    if near:
        return f'Did you mean "{near[0]}"?'
    return "Upload it first." if not known else f"There is {', '.join(known[:8])}."


def _unknown(name: str) -> UnknownListError:
    return UnknownListError(f'There is no list "{name[:64]}".')


def _checked(entries: Iterable[str]) -> list[str]:
    kept: dict[str, None] = {}
    for number, entry in enumerate(entries, start=1):
        text = entry.strip()
        _check_entry(text, number)
        if text:
            kept[text] = None
        if len(kept) > MOST_ENTRIES:
            raise BadListError(f"A list can have {MOST_ENTRIES:,} entries; this one has more.")
    return list(kept)


def _check_entry(text: str, number: int) -> None:
    if len(text) > LONGEST_ENTRY:
        raise BadListError(f"Entry {number:,} is longer than {LONGEST_ENTRY:,} characters.")
    if not text.isprintable():
        raise BadListError(f"Entry {number:,} holds a character that cannot be printed.")


def _write_durably(file: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".list-")
    try:
        with os.fdopen(handle, "wb") as draft:
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync(file.parent)


def _sync(folder: Path) -> None:
    """Makes a rename or a removal in the folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
