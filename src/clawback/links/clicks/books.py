"""The server's books: made anew when something has changed, and told by what has changed."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from typing import Protocol

from clawback.links.clicks.book import EMPTY, Book, Change, Entry, book_of, change
from clawback.links.clicks.making import Links, Wanted, judged
from clawback.links.clicks.turning import Turning
from clawback.model.click import Click
from clawback.model.clock import Clock

_REMEMBERED = 32  # books from which a change can be told
_AT_LEAST = 60.0  # seconds between two books, whether something has changed or not
_REST = 10.0  # times what a book took to make, before the next


class Own(Protocol):
    """What the organisation itself blocks and lets through."""

    def stamp(self) -> str:
        """Another text whenever its entries are others. Quick."""
        ...

    def entries(self) -> Iterable[Entry]:
        """All of them."""
        ...


class Books:
    """Gives out the newest book. Safe on several threads; `turn` belongs to one.

    Of two entries of `own`, and of two of `mail`, that are for the same, the first counts.
    """

    def __init__(
        self,
        own: Sequence[Own],
        mail: Sequence[Callable[[], Iterable[Entry]]],
        links: Links,
        *,
        wanted: Wanted,
        stamp: Callable[[], str],
        turning: Turning,
        clock: Clock,
    ) -> None:
        self._own = tuple(own)
        self._mail = tuple(mail)
        self._links = links
        self._wanted = wanted
        self._stamp = stamp
        self._turning = turning
        self._clock = clock
        self._boot = secrets.token_hex(4)
        self._made = 0
        self._looked = EMPTY
        self._lock = Lock()
        self._books: OrderedDict[str, Book] = OrderedDict()
        self._seen: tuple[str, float, float] | None = None  # stamp, when, how long it took

    @property
    def now(self) -> Book:
        """The newest book; an empty one without a version before the first is made."""
        with self._lock:
            return next(reversed(self._books.values()), EMPTY)

    def since(self, version: str) -> Change:
        """What makes the newest book of the one of this version; of none where it is forgotten."""
        with self._lock:
            newest = next(reversed(self._books.values()), EMPTY)
            before = self._books.get(version, EMPTY)
        return change(before, newest)

    def arrived(self, clicks: Sequence[Click]) -> None:
        """Looks whether clicks that were kept just now were let through to what is bad by now."""
        self._turning.arrived(clicks, self.now)

    def turn(self) -> None:
        """Makes a new book when something may have changed; for a rhythm."""
        stamps = [*(one.stamp() for one in self._own), self._stamp()]
        stamp, began = "\n".join(stamps), time.monotonic()
        if not self._due(stamp, began):
            return
        entries = self._entries()
        self._keep(entries)
        newest = self.now
        self._turning.look(self._looked, newest)
        self._looked = newest
        self._seen = stamp, began, time.monotonic() - began

    def _due(self, stamp: str, now: float) -> bool:
        if self._seen is None:
            return True
        before, at, took = self._seen
        rested = now - at > took * _REST
        return rested and (stamp != before or now - at > _AT_LEAST)

    def _entries(self) -> list[Entry]:
        links = judged(self._links(), self._wanted, self._clock.now())
        own = (entry for one in self._own for entry in one.entries())
        mail = (entry for entries in self._mail for entry in entries())
        return [*own, *links, *mail]

    def _keep(self, entries: list[Entry]) -> None:
        made = book_of(entries, f"{self._boot}-{self._made + 1}")
        if self._books and self.now.entries == made.entries:
            return
        self._made += 1
        with self._lock:
            self._books[made.version] = made
            while len(self._books) > _REMEMBERED:
                self._books.popitem(last=False)
