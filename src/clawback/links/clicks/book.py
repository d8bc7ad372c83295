"""The book: everything that the click service judges by, small enough to be carried about.

An entry is for a message (all of its links), a host (and what lies below it, or one of both), a
link, or a path and what lies below it, and blocks it or lets it through. Entries are told apart by
their key: what they are for, and how they judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b

from clawback.filters.urls import url_key
from clawback.model.folding import fold
from clawback.model.verdict import ThreatType

_MOST_STEPS = 32  # of a path; what lies deeper is found by these
_MESSAGE_BYTES = 8  # of a message's number in the book


class Kind(StrEnum):
    """What an entry is for."""

    MESSAGE = "m"
    HOST = "h"
    HOST_ALONE = "o"
    BELOW_HOST = "b"
    URL = "u"
    PATH = "p"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the book.

    `what` is the message's number, the host or the link, in the form in which they are compared.
    `own` is whether somebody of the organisation put it on a list; `source` names the list, or says
    who found it. An entry that lets through (`blocks` false) has no threat. After `until` it does
    not count any more; `None` is for ever.
    """

    kind: Kind
    what: str
    blocks: bool = True
    threat: ThreatType | None = None
    own: bool = False
    source: str = ""
    until: datetime | None = None

    @property
    def key(self) -> str:
        return f"{self.kind}{'-' if self.blocks else '+'}{self.what}"

    def counts(self, now: datetime) -> bool:
        """Whether it still does."""
        return self.until is None or now < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What of a link entries can be for, the most telling first."""

    message: str
    urls: tuple[str, ...]
    hosts: tuple[str, ...]
    paths: tuple[str, ...] = ()

    def keys(self, *, blocks: bool) -> Iterator[str]:
        """The keys of all entries that could be for it."""
        sign = "-" if blocks else "+"
        yield from (f"{Kind.URL}{sign}{one}" for one in self.urls)
        yield from (f"{Kind.PATH}{sign}{one}" for one in self.paths)
        yield from (f"{Kind.HOST_ALONE}{sign}{one}" for one in self.hosts[:1])
        yield from (f"{Kind.HOST}{sign}{one}" for one in self.hosts)
        yield from (f"{Kind.BELOW_HOST}{sign}{one}" for one in self.hosts[1:])
        if self.message:
            yield f"{Kind.MESSAGE}{sign}{self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """All entries by their keys. `version` is another text whenever they are others."""

    version: str = ""
    entries: Mapping[str, Entry] = field(default_factory=dict, repr=False)

    def naming(self, marks: Marks, now: datetime, *, blocks: bool) -> list[Entry]:
        """The entries that are for a link, the most telling first."""
        found = (self.entries.get(key) for key in marks.keys(blocks=blocks))
        return [entry for entry in found if entry is not None and entry.counts(now)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What makes one book of another. An empty `since` begins with none."""

    since: str
    version: str
    put: tuple[Entry, ...] = ()
    gone: tuple[str, ...] = ()


EMPTY = Book()


def book_of(entries: Iterable[Entry], version: str) -> Book:
    """A book; of two entries with one key, the first counts."""
    kept: dict[str, Entry] = {}
    for entry in entries:
        kept.setdefault(entry.key, entry)
    return Book(version=version, entries=kept)


def change(before: Book, after: Book) -> Change:
    """What of `before` makes `after`."""
    old, new = before.entries, after.entries
    return Change(
        since=before.version,
        version=after.version,
        put=tuple(entry for key, entry in new.items() if old.get(key) != entry),
        gone=tuple(key for key in old if key not in new),
    )


def changed(book: Book, told: Change) -> Book:
    """The book after a change; one that begins with none takes the place of all."""
    entries = dict(book.entries) if told.since else {}
    for key in told.gone:
        entries.pop(key, None)
    entries.update((entry.key, entry) for entry in told.put)
    return Book(version=told.version, entries=entries)


def message_number(network_message_id: str) -> str:
    """A message as the book names it: ids that differ only in folding are one."""
    text = fold(network_message_id).encode("utf-8", "surrogatepass")
    return blake2b(text, digest_size=_MESSAGE_BYTES).hexdigest() if text else ""


def marks_of(url: str, network_message_id: str) -> Marks:
    """What entries can be for: the link with and without its query, its host and those above."""
    whole = url_key(url)
    place = whole.partition("?")[0].partition("#")[0].rstrip("/")
    host = host_of(whole)
    return Marks(
        message=message_number(network_message_id),
        urls=tuple(dict.fromkeys((whole, place))),
        hosts=tuple(_above(host)),
        paths=tuple(_paths(place)),
    )


def _paths(place: str) -> Iterator[str]:
    """The place of a link and all above it, its host last."""
    steps = place.split("/")[:_MOST_STEPS]
    yield from ("/".join(steps[:end]) for end in range(len(steps), 0, -1))


def host_of(key: str) -> str:
    """The host of a link in the form in which links are compared."""
    authority = key.partition("/")[0].partition("?")[0].partition("#")[0].rpartition("@")[2]
    if authority.startswith("["):
        return authority.partition("]")[0] + "]"
    return authority.partition(":")[0]


def _above(host: str) -> Iterator[str]:
    """The host and all that it lies below; an address lies below nothing."""
    if host.startswith("[") or host.replace(".", "").isdigit():
        yield host
        return
    while host:
        yield host
        host = host.partition(".")[2]
