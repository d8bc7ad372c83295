"""One link or host that somebody blocks or lets through at the click."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from clawback.analysis.urls.decoding import NoLinkError, decode
from clawback.filters.entry_kind import EntryKind, NoEntryError, kind_of, plain
from clawback.filters.urls import url_key
from clawback.links.clicks.book import Entry
from clawback.links.clicks.making import place_of
from clawback.model.errors import BadInputError
from clawback.model.labelled import Labelled

MOST = 10_000
"""Entries that can count at once."""
LONGEST_REASON = 300  # characters
SOURCE = "entries"
"""What a click says of the list that blocked it or let it through."""


class EntryAction(Labelled):
    """What becomes of a click on it."""

    BLOCK = "block", "Blocked"
    ALLOW = "allow", "Let through"


class NoClickEntryError(BadInputError):
    """Only a link, a host or an IP address can be blocked or let through at the click."""

    code = "no_click_entry"


class TooManyEntriesError(BadInputError):
    """There are 10,000 entries already. Delete some, or put them on a list."""

    code = "too_many_click_entries"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What an entry is for: as text, of which kind, and in the form in which it is compared."""

    value: str
    what: EntryKind
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickEntry:
    """An entry, who made it and why. After `expires_at` it does not count; `None` is for ever."""

    id: str
    action: EntryAction
    named: Named
    reason: str
    at: datetime
    by: str
    by_name: str
    expires_at: datetime | None = None

    def counts(self, now: datetime) -> bool:
        """Whether it still does."""
        return self.expires_at is None or now < self.expires_at


def named(value: str) -> Named:
    """What somebody means, in any spelling; of a wrapped link what is inside.

    Raises:
        NoClickEntryError: it is neither a link nor a host.
    """
    text = plain(value)
    try:
        what = kind_of(text)
        if what is EntryKind.URL:
            text = decode(text).url
    except (NoEntryError, NoLinkError) as error:
        raise NoClickEntryError from error
    if what not in {EntryKind.URL, EntryKind.DOMAIN, EntryKind.IP}:
        raise NoClickEntryError
    return Named(value=text, what=what, key=url_key(text))


def in_book(entry: ClickEntry) -> Entry | None:
    """The entry as the book has it."""
    place = place_of(entry.named.what, entry.named.value)
    if place is None:
        return None
    return Entry(
        kind=place[0],
        what=place[1],
        blocks=entry.action is EntryAction.BLOCK,
        own=True,
        source=SOURCE,
        until=entry.expires_at,
    )
