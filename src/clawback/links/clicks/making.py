"""Makes the book out of what the server knows: own lists, verdicts of mail, judged links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from clawback.filters.entry_kind import EntryKind, NoEntryError, kind_of
from clawback.filters.ip import ip_key
from clawback.filters.lists import Lists, UnknownListError
from clawback.filters.tree import AnyOf
from clawback.filters.urls import refang, url_key
from clawback.links.clicks.book import Entry, Kind, message_number
from clawback.model.clock import Clock
from clawback.model.verdict import ThreatType
from clawback.store.port import EventStore, Query

_FIELDS = ("network_message_id", "latest_threat_type", "time_received")
_MOST_MESSAGES = 200_000  # in the book, the newest
_SEVERITY = (ThreatType.MALWARE, ThreatType.PHISH, ThreatType.SPAM)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedLink:
    """A link that was judged; no threat when it is held for none."""

    url: str
    threat: ThreatType | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which lists block and let through, how long verdicts count, and whether spam does."""

    blocks: tuple[str, ...] = ()
    allows: tuple[str, ...] = ()
    keep: timedelta = timedelta(days=30)
    spam: bool = True


class OwnLists:
    """Entries for the book out of named lists; each is read when it has changed."""

    def __init__(self, lists: Lists, wanted: Wanted) -> None:
        self._lists = lists
        self._names = [
            *((name, True) for name in wanted.blocks),
            *((name, False) for name in wanted.allows),
        ]
        self._read: dict[tuple[str, bool], tuple[str, tuple[Entry, ...]]] = {}

    def stamp(self) -> str:
        """Another text whenever one of them has changed."""
        return "\n".join(self._lists.stamp(name) for name, _ in self._names)

    def entries(self) -> Iterator[Entry]:
        """All of them, blocks first."""
        for name, blocks in self._names:
            yield from self._entries(name, blocks=blocks)

    def _entries(self, name: str, *, blocks: bool) -> tuple[Entry, ...]:
        stamp = self._lists.stamp(name)
        known = self._read.get((name, blocks))
        if known is None or known[0] != stamp:
            known = stamp, tuple(listed(name, self._texts(name), blocks=blocks))
            self._read[name, blocks] = known
        return known[1]

    def _texts(self, name: str) -> Sequence[str]:
        try:
            return sorted(self._lists.entries(name))
        except UnknownListError:
            return ()


def listed(name: str, texts: Iterable[str], *, blocks: bool) -> Iterator[Entry]:
    """The entries of a list that can be for a link, as the book has them."""
    for text in texts:
        plain = refang(text)
        try:
            place = place_of(kind_of(plain), plain)
        except NoEntryError:
            continue  # whoever uploads a list is told what is wrong with it
        if place is not None:
            yield Entry(kind=place[0], what=place[1], blocks=blocks, own=True, source=name)


def place_of(kind: EntryKind, text: str) -> tuple[Kind, str] | None:
    """What an entry of this kind is for, as the book has it; `None` for what no link has."""
    match kind:
        case EntryKind.URL:
            return Kind.URL, url_key(text)
        case EntryKind.DOMAIN:
            return Kind.HOST, url_key(text)
        case EntryKind.IP:
            address = ip_key(text) or text
            return Kind.HOST, f"[{address}]" if ":" in address else address
        case EntryKind.NETWORK_MESSAGE_ID:
            return Kind.MESSAGE, message_number(text)
        case _:
            return None


class BadMail:
    """Entries for the book out of the verdicts that messages have now."""

    def __init__(self, store: EventStore, clock: Clock, wanted: Wanted) -> None:
        self._store = store
        self._clock = clock
        self._wanted = wanted

    def entries(self) -> list[Entry]:
        """One for each message that is held for something, by the worst that it is held for."""
        now = self._clock.now()
        threats = _SEVERITY if self._wanted.spam else _SEVERITY[:2]
        query = Query(
            filter=AnyOf("latest_threat_type", tuple(one.value for one in threats)),
            now=now,
            since=now - self._wanted.keep,
        )
        found: dict[str, tuple[ThreatType, datetime]] = {}
        for block in self._store.stream_lines(query, _FIELDS):
            for message, held_for, received in block:
                _worse(found, str(message), _threats(held_for), moment(received))
            if len(found) >= _MOST_MESSAGES:
                break
        return [
            Entry(
                kind=Kind.MESSAGE,
                what=message_number(message),
                threat=threat,
                source="its verdict",
                until=end_of_day(received + self._wanted.keep),
            )
            for message, (threat, received) in found.items()
        ]


def _worse(
    found: dict[str, tuple[ThreatType, datetime]],
    message: str,
    threats: Sequence[ThreatType],
    received: datetime,
) -> None:
    known = found.get(message)
    among = [*threats, *([known[0]] if known else [])]
    if among:
        found[message] = min(among, key=_SEVERITY.index), received


def _threats(shown: object) -> list[ThreatType]:
    values = shown if isinstance(shown, list | tuple) else ()
    return [ThreatType(value) for value in values]


def moment(shown: object) -> datetime:
    """What a row of the store has for one."""
    return shown if isinstance(shown, datetime) else datetime.fromisoformat(str(shown))


def end_of_day(moment: datetime) -> datetime:
    """So that entries of one day are told together."""
    start = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return start + timedelta(days=1)


def judged(links: Iterable[JudgedLink], wanted: Wanted, now: datetime) -> Iterator[Entry]:
    """Links that were judged, newest first: the last word counts."""
    seen: set[str] = set()
    for link in links:
        what, until = url_key(link.url), end_of_day(link.at + wanted.keep)
        if what in seen or until <= now:
            continue
        seen.add(what)
        if link.threat is not None and (wanted.spam or link.threat is not ThreatType.SPAM):
            yield Entry(
                kind=Kind.URL, what=what, threat=link.threat, source="it was judged", until=until
            )


Links = Callable[[], Iterable[JudgedLink]]
