"""Links that are never rewritten, as an administrator names them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import TypeAlias

from clawback.analysis.urls.target import Target
from clawback.filters.lists import Lists, UnknownListError
from clawback.filters.urls import refang, without_scheme
from clawback.model.folding import fold
from clawback.model.tags import fits

_WILD = frozenset("*?")
Kept: TypeAlias = Callable[[], tuple[int, tuple[str, ...]]]


def _nobody() -> tuple[int, tuple[str, ...]]:
    """Where people spare nothing."""
    return 0, ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spared:
    """Hosts, and patterns in which `*` is any run of characters and `?` any one.

    An entry without a slash names hosts (`intranet.example.org`, `*.example.org`); one with a slash
    is compared with host, path and query (`example.org/public/*`). The scheme does not count.
    """

    hosts: frozenset[str] = frozenset()
    host_patterns: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()

    @classmethod
    def read(cls, entries: Iterable[str]) -> Spared:
        """From entries as people write them."""
        plain = {fold(without_scheme(refang(entry.strip()))) for entry in entries} - {""}
        hosts = {entry for entry in plain if "/" not in entry}
        return cls(
            hosts=frozenset(entry for entry in hosts if not _WILD & set(entry)),
            host_patterns=tuple(sorted(entry for entry in hosts if _WILD & set(entry))),
            patterns=tuple(sorted(plain - hosts)),
        )

    def __call__(self, at: Target) -> bool:
        """Whether a link that leads there is left alone."""
        if at.domain in self.hosts or any(fits(one, at.domain) for one in self.host_patterns):
            return True
        if not self.patterns:
            return False
        whole = fold(at.domain + at.path + at.query)
        return any(fits(one, whole) for one in self.patterns)


class SparedNow:
    """Entries of the settings, of an uploaded list and of people, read anew when they changed.

    `kept` gives those of people, and a number that is another whenever they are.
    """

    def __init__(
        self, lists: Lists, *, entries: Iterable[str], named: str, kept: Kept = _nobody
    ) -> None:
        self._lists = lists
        self._kept = kept
        self._entries = tuple(entries)
        self._named = named
        self._turn = Lock()
        self._read: tuple[tuple[int, str], Spared] | None = None

    def now(self) -> Spared:
        """What is spared at this moment; a list that does not exist names nothing."""
        number, kept = self._kept()
        stamp = number, self._lists.stamp(self._named) if self._named else ""
        with self._turn:
            if self._read is None or self._read[0] != stamp:
                self._read = stamp, Spared.read((*self._entries, *kept, *self._listed()))
            return self._read[1]

    def _listed(self) -> frozenset[str]:
        try:
            return self._lists.entries(self._named) if self._named else frozenset()
        except UnknownListError:
            return frozenset()
