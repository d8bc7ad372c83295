"""The port to the server, which the click service speaks with through its API alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from clawback.links.clicks.book import EMPTY, Book, Change, change
from clawback.links.clicks.opened import Opened


class Server(Protocol):
    """Keeps clicks, and makes the book. Every method raises `ClawbackError` when it cannot."""

    def record(self, opened: Sequence[Opened]) -> int:
        """Hands clicks over, in order; says how many, from the first, are kept now.

        A click that is handed over again is kept once. Of the others it is too early to tell whose
        they are: they are handed over again later.
        """
        ...

    def book(self, since: str) -> Change:
        """What makes the book of now of the one of this version (empty for none)."""
        ...


class MemoryServer:
    """Keeps clicks in memory, and gives out a book that it was given."""

    def __init__(self, book: Callable[[], Book] = lambda: EMPTY) -> None:
        self.kept: dict[str, Opened] = {}
        self._book = book

    def record(self, opened: Sequence[Opened]) -> int:
        """Keeps all of them."""
        for one in opened:
            self.kept.setdefault(one.id, one)
        return len(opened)

    def book(self, since: str) -> Change:
        """The whole book, each time it is another."""
        now = self._book()
        return change(now if since == now.version else EMPTY, now)
