"""Notices what block lists have gained, and has the mail judged that it names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clawback.filters.entry_kind import EntryKind, NoEntryError, kind_of
from clawback.filters.lists import FolderOfLists, Lists, UnknownListError
from clawback.filters.tree import AnyOf, Filter, InList, Or
from clawback.filters.write import write
from clawback.purge.judgement import Cause, Verdict, Wish

_MOST_NAMED = 200  # entries that stand in a judgement's filter; more are named by their list
_FIELDS: Mapping[EntryKind, tuple[str, ...]] = {
    EntryKind.NETWORK_MESSAGE_ID: ("network_message_id",),
    EntryKind.INTERNET_MESSAGE_ID: ("internet_message_id",),
    EntryKind.SHA256: ("attachment_sha256",),
    EntryKind.URL: ("url",),
    EntryKind.ADDRESS: ("sender_address", "sender_mail_from_address"),
    EntryKind.DOMAIN: ("sender_domain", "sender_mail_from_domain", "url_domain"),
    EntryKind.IP: ("sender_ip",),
}
_VERDICTS = {EntryKind.SHA256: Verdict.MALWARE, EntryKind.IP: Verdict.SPAM}


@dataclass(frozen=True, slots=True)
class Gained:
    """What one list has gained, by the verdict that its entries mean, in order."""

    name: str
    entries: Mapping[Verdict, Sequence[tuple[EntryKind, str]]]


class Growth:
    """Looks at block lists, and remembers in a folder of its own what it has seen of each.

    A list that is there when it is looked at for the first time has gained nothing: it is the state
    of affairs. One that is not there yet is empty, and gains all that it is made with.
    """

    def __init__(
        self,
        lists: Lists,
        names: Sequence[str],
        *,
        seen: Path,
        judge: Callable[[Wish], object],
    ) -> None:
        self._lists = lists
        self._names = tuple(names)
        self._seen = FolderOfLists(seen)
        self._judge = judge

    def turn(self) -> None:
        """Has what came since the last look judged, and remembers that it was seen."""
        for name in self._names:
            self._look(name)

    def _look(self, name: str) -> None:
        try:
            entries = self._lists.entries(name)
        except UnknownListError:
            entries = frozenset()
        known = self._known(name)
        if known == entries:
            return
        if known is not None:
            for wish in wishes(gained(name, entries - known)):
                self._judge(wish)
        # Only now: what could not be begun is tried again, and what was begun is on record.
        self._seen.put(name, sorted(entries))

    def _known(self, name: str) -> frozenset[str] | None:
        try:
            return self._seen.entries(name)
        except UnknownListError:
            return None


def gained(name: str, entries: Iterable[str]) -> Gained:
    """The entries that can name mail, by the verdict that each means."""
    found: dict[Verdict, list[tuple[EntryKind, str]]] = {}
    for entry in sorted(entries):
        try:
            kind = kind_of(entry)
        except NoEntryError:
            continue  # whoever uploads a list is told what is wrong with it
        found.setdefault(_VERDICTS.get(kind, Verdict.PHISH), []).append((kind, entry))
    return Gained(name, found)


def wishes(found: Gained) -> Iterator[Wish]:
    """One judgement for each verdict."""
    for verdict, entries in found.entries.items():
        urls = [entry for kind, entry in entries if kind is EntryKind.URL]
        yield Wish(
            verdict=verdict,
            filter=write(_naming(found.name, entries)),
            reason=_reason(found.name, [entry for _, entry in entries]),
            url=urls[0] if len(entries) == len(urls) == 1 else "",
            cause=Cause.LIST,
        )


def _naming(name: str, entries: Sequence[tuple[EntryKind, str]]) -> Filter:
    if len(entries) > _MOST_NAMED:
        return InList(name)
    fields: dict[str, list[str]] = {}
    for kind, entry in entries:
        for field in _FIELDS[kind]:
            fields.setdefault(field, []).append(entry)
    parts = tuple(AnyOf(field, tuple(values)) for field, values in fields.items())
    return parts[0] if len(parts) == 1 else Or(parts)


def _reason(name: str, entries: Sequence[str]) -> str:
    if len(entries) == 1:
        return f"The block list {name} has gained {entries[0][:200]}."
    return f"The block list {name} has gained {len(entries):,} entries, {entries[0][:200]} first."
