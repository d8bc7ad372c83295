"""Blocks and allowances out of the lists that filters know, as the settings name them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock

from clawback.analysis.judges.entries import Entry, Marks
from clawback.filters.entry_kind import EntryKind, NoEntryError, kind_of
from clawback.filters.ip import ip_key
from clawback.filters.lists import Lists, UnknownListError
from clawback.filters.urls import refang, url_key, url_keys

_HOSTED = (EntryKind.DOMAIN, EntryKind.IP)  # what can be the host of a link


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """One list as it was read: its entries by kind, in the form in which they are compared."""

    stamp: str
    kinds: dict[EntryKind, frozenset[str]]
    linked: frozenset[str] = frozenset()  # hosts of its links; a key is made for those alone


_EMPTY = _Read(stamp="", kinds={})


class NamedLists:
    """Reads a list anew when it has changed; one that does not exist names nothing."""

    def __init__(self, lists: Lists, *, blocks: Sequence[str], allows: Sequence[str]) -> None:
        self._lists = lists
        self._names = [*((name, True) for name in blocks), *((name, False) for name in allows)]
        self._read: dict[str, _Read] = {}
        self._turn = Lock()

    def naming(self, marks: Marks) -> Sequence[Entry]:
        return [
            entry
            for name, blocks in self._names
            for entry in _found(self._current(name), marks, name, blocks=blocks)
        ]

    def missing(self) -> tuple[str, ...]:
        """The lists that do not exist."""
        return tuple(name for name, _ in self._names if not self._lists.stamp(name))

    def _current(self, name: str) -> _Read:
        known, stamp = self._read.get(name, _EMPTY), self._lists.stamp(name)
        if known.stamp == stamp:
            return known
        with self._turn:
            self._read[name] = _read(self._lists, name, stamp)
            return self._read[name]


def _read(lists: Lists, name: str, stamp: str) -> _Read:
    kinds: dict[EntryKind, set[str]] = {}
    try:
        entries = lists.entries(name)
    except UnknownListError:
        return _EMPTY
    for entry in entries:
        plain = refang(entry)
        try:
            kind = kind_of(plain)
        except NoEntryError:
            continue  # whoever uploads a list is told what is wrong with it
        kinds.setdefault(kind, set()).add(_form(kind, plain))
    return _Read(
        stamp=stamp,
        kinds={kind: frozenset(texts) for kind, texts in kinds.items()},
        linked=frozenset(_host_of(f"//{key}") for key in kinds.get(EntryKind.URL, ())),
    )


def _form(kind: EntryKind, text: str) -> str:
    if kind is EntryKind.IP:
        return ip_key(text) or text
    return url_key(text) if kind in {EntryKind.URL, EntryKind.DOMAIN} else text


def _found(read: _Read, marks: Marks, name: str, *, blocks: bool) -> Iterator[Entry]:
    kinds = read.kinds

    def entry(kind: EntryKind, text: str, where: str, *, by_link: bool = False) -> Entry:
        return Entry(
            kind=kind, text=text, listed_in=name, blocks=blocks, where=where, by_link=by_link
        )

    if not kinds:
        return
    for kind, text, where in _of_the_sender(kinds, marks):
        yield entry(kind, text, where)
    if not blocks:  # anybody can link to an honest place, or attach a harmless file
        return
    for kind, text in _of_the_links(read, marks):
        yield entry(kind, text, "in a link", by_link=True)
    for text in _both(kinds, EntryKind.SHA256, marks.files):
        yield entry(EntryKind.SHA256, text, "as an attachment")


def _of_the_sender(
    kinds: dict[EntryKind, frozenset[str]], marks: Marks
) -> Iterator[tuple[EntryKind, str, str]]:
    addresses, domains = kinds.get(EntryKind.ADDRESS, ()), kinds.get(EntryKind.DOMAIN, ())
    for address, what in marks.senders:
        if address in addresses:
            yield EntryKind.ADDRESS, address, what
        if domains:
            for domain in above(_host(address.rpartition("@")[2])):
                if domain in domains:
                    yield EntryKind.DOMAIN, domain, what
    for text in _both(kinds, EntryKind.IP, marks.clients):
        yield EntryKind.IP, text, "as the server that sent it"


def _of_the_links(read: _Read, marks: Marks) -> Iterator[tuple[EntryKind, str]]:
    kinds = read.kinds
    for kind in _HOSTED:
        if kind in kinds:
            hosts = dict.fromkeys(one for host in marks.hosts for one in above(host))
            yield from ((kind, text) for text in _both(kinds, kind, hosts))
    if read.linked:
        keys = dict.fromkeys(url_keys([url for url in marks.urls if _host_of(url) in read.linked]))
        yield from ((EntryKind.URL, text) for text in _both(kinds, EntryKind.URL, keys))


def _both(
    kinds: dict[EntryKind, frozenset[str]], kind: EntryKind, texts: Iterable[str]
) -> Iterator[str]:
    listed = kinds.get(kind, frozenset())
    return (text for text in texts if text in listed)


def _host(domain: str) -> str:
    return domain if domain.isascii() else url_key(domain)


def _host_of(url: str) -> str:
    """The host of a link in the form that browsers give it; quick, for there are many."""
    authority = url.partition("//")[2].partition("/")[0].partition("?")[0]
    return authority.rpartition("@")[2].partition(":")[0].lower().rstrip(".")


def above(domain: str) -> Iterator[str]:
    """The domain and all that it lies below: an entry is for what lies below it, too."""
    while domain:
        yield domain
        domain = domain.partition(".")[2]
