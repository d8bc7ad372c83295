"""Which entries name a mail: what the judge of lists asks while mail comes in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from clawback.analysis.judges.entries import Entry, Marks
from clawback.entries.current import CurrentEntries
from clawback.entries.entry import ValueKind
from clawback.entries.index import BLOCKS, INBOUND, MAIL, OUTBOUND, Index, Line
from clawback.entries.keys import (
    domain_keys,
    host_keys,
    host_of,
    infrastructure_of,
    ip_keys,
    spoof_keys,
    url_path_keys,
    value_of,
)
from clawback.filters.entry_kind import EntryKind as ListKind
from clawback.filters.urls import url_key, url_keys

_PLAIN_HOST = re.compile(r"[a-z0-9.-]*[a-z0-9]")
_KINDS = {
    ValueKind.ADDRESS: ListKind.ADDRESS,
    ValueKind.DOMAIN: ListKind.DOMAIN,
    ValueKind.URL: ListKind.URL,
    ValueKind.FILE: ListKind.SHA256,
    ValueKind.IP: ListKind.IP,
    ValueKind.SPOOF: ListKind.ADDRESS,
}


class _Ask(NamedTuple):
    """Keys under which entries would name a mail, and what of the mail that is."""

    keys: Collection[str]
    where: str
    by_link: bool = False
    blocks_only: bool = False


class TenantEntries:
    """The allow/block list as `Entries` of the judges."""

    def __init__(self, current: CurrentEntries, own_domains: frozenset[str] = frozenset()) -> None:
        self._current = current
        self._own = own_domains

    def naming(self, marks: Marks) -> Sequence[Entry]:
        """Every entry that names something of the mail, blocks first."""
        index = self._current.fresh()
        if index.empty:
            return ()
        outside = self._outside(marks)
        found: list[Entry] = []
        if not outside or len(outside) < len(marks.recipients):
            found += self._found(_of_content(index, marks), INBOUND)
        if outside:
            found += self._found(_of_content(index, marks, senders=False), OUTBOUND)
            found += self._of_recipients(outside)
        found.sort(key=lambda one: not one.blocks)
        return found

    def _outside(self, marks: Marks) -> list[str]:
        """Recipients elsewhere of a mail that somebody of ours sends."""
        if not any(self._owns(address) for address, _ in marks.senders):
            return []
        return [one for one in marks.recipients if not self._owns(one)]

    def _owns(self, address: str) -> bool:
        domain = address.rpartition("@")[2]
        while domain and self._own:
            if domain in self._own:
                return True
            domain = domain.partition(".")[2]
        return False

    def _found(self, asks: Iterable[_Ask], direction: int) -> Iterator[Entry]:
        index = self._current.index
        for ask in asks:
            if not index.touches(ask.keys):
                continue
            wanted = MAIL + direction + BLOCKS * ask.blocks_only
            for key, line in self._current.find(ask.keys, wanted):
                self._current.note_use(line.number)
                yield _entry(key, line, ask)

    def _of_recipients(self, outside: Sequence[str]) -> Iterator[Entry]:
        """Blocks of anybody to whom it goes; allowances where all are allowed."""
        allowed: list[Entry] = []
        covered = 0
        for one in outside:
            asks = [_Ask(_sender_keys(one), "as a recipient")]
            found = list(self._found(asks, OUTBOUND))
            yield from (each for each in found if each.blocks)
            allowing = [each for each in found if not each.blocks]
            covered += bool(allowing)
            allowed += allowing
        if covered == len(outside):
            yield from allowed


def link_keys(url: str, index: Index) -> list[str]:
    """Keys of entries for a link."""
    key = url_key(url)
    return [*_link_keys(host_of(key), index), *url_path_keys(key)]


def _of_content(index: Index, marks: Marks, *, senders: bool = True) -> Iterator[_Ask]:
    if senders:
        for address, where in marks.senders:
            yield _Ask(_sender_keys(address), where)
        for client in marks.clients:
            yield _Ask(ip_keys(client, index.lengths), "as the server that sent it")
        if index.pairs:
            yield from _pairs(index, marks)
    hosts = [key for host in marks.hosts for key in _link_keys(host, index)]
    yield _Ask(hosts, "in a link", by_link=True, blocks_only=True)
    paths = [url for url in marks.urls if index.links_of(_quick_host(url))] if index.linked else []
    if paths:
        keys = [key for one in url_keys(paths) for key in url_path_keys(one)]
        yield _Ask(keys, "in a link", by_link=True, blocks_only=True)
    if marks.files:
        yield _Ask([f"f{one}" for one in marks.files], "as an attachment", blocks_only=True)


def _pairs(index: Index, marks: Marks) -> Iterator[_Ask]:
    sent = infrastructure_of(marks.proved, marks.clients, index.lengths)
    if marks.author:
        yield _Ask(spoof_keys(marks.author, sent), "as who is spoofed, and who sends it")


def _sender_keys(address: str) -> list[str]:
    domain = address.rpartition("@")[2]
    return [f"a{address}", *domain_keys(domain if domain.isascii() else url_key(domain))]


def _link_keys(host: str, index: Index) -> list[str]:
    bare = host.strip("[]")
    if bare != host or bare.replace(".", "").isdigit():
        return [*ip_keys(bare, index.lengths), f"D{host}"]
    return domain_keys(host) + host_keys(host)


def _quick_host(url: str) -> str:
    """The host of a link as browsers give it; quick, for there are many."""
    authority = url.split("/", 3)[2:3]
    if authority and _PLAIN_HOST.fullmatch(authority[0]):
        return authority[0]
    return host_of(url.partition("//")[2]).lower().rstrip(".")


def _entry(key: str, line: Line, ask: _Ask) -> Entry:
    value = value_of(key)
    return Entry(
        kind=_KINDS[value.kind],
        text=value.text,
        listed_in="",
        blocks=bool(line.flags & BLOCKS),
        where=ask.where,
        by_link=ask.by_link,
        spoof=value.kind is ValueKind.SPOOF,
    )
