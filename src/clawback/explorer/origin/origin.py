"""Deliveries by the country of the server that handed the mail over."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address

from clawback.explorer.origin.atlas import Atlas, Country
from clawback.explorer.origin.countries import Countries
from clawback.explorer.pointer import pointer
from clawback.explorer.views.asked import Asked
from clawback.filters.ip import ip_key
from clawback.filters.views import Shows, UnknownTabError
from clawback.store.port import EventStore, Top

MOST_ADDRESSES = 500
"""Addresses that the filter of a country names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """Which country database answered, and when it was made."""

    kind: str
    built: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FromCountry:
    """Deliveries from one country, and from how many addresses.

    `filter` finds those of the 500 addresses with most deliveries; `complete` says whether these
    are all of them.
    """

    code: str
    name: str
    deliveries: int
    addresses: int
    filter: str
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where the mail of a view came from, most deliveries first.

    `private` are deliveries from addresses of internal networks (RFC 6890) that the database does
    not know, `unknown` those from other addresses without a country, `without` those of which no
    address is known. `note` says what is wrong with the country database; it is empty when nothing
    is.
    """

    view: str
    countries: Sequence[FromCountry]
    unknown: int
    private: int
    without: int
    database: Database | None
    note: str
    exact: bool
    sentence: str


@dataclass(slots=True)
class _Gathered:
    deliveries: int = 0
    addresses: int = 0
    most: list[tuple[int, str]] = field(default_factory=list)

    def add(self, address: str, count: int) -> None:
        self.deliveries += count
        self.addresses += 1
        push = heapq.heappush if len(self.most) < MOST_ADDRESSES else heapq.heappushpop
        push(self.most, (count, address))


@dataclass(slots=True)
class _Sum:
    by_country: dict[Country, _Gathered] = field(default_factory=dict)
    unknown: int = 0
    private: int = 0
    without: int = 0


def origin(asked: Asked, store: EventStore, countries: Countries) -> Origin:
    """Looks up every address of the mail that was found.

    Raises:
        UnknownTabError: the view does not tell where mail came from.
    """
    tab = next((one for one in asked.view.tabs if one.shows is Shows.COUNTRIES), None)
    if tab is None:
        raise UnknownTabError(f'The view "{asked.view.name}" does not tell where mail came from.')
    atlas, note = countries.look()
    found = _summed(store.tally(asked.mail_alone(), field=tab.field), atlas)
    ranked = sorted(
        found.by_country.items(), key=lambda one: (-one[1].deliveries, one[0].code, one[0].name)
    )
    return Origin(
        view=asked.view.name,
        countries=tuple(_shown(country, those, tab.field) for country, those in ranked),
        unknown=found.unknown,
        private=found.private,
        without=found.without,
        database=None if atlas is None else Database(kind=atlas.kind, built=atlas.built),
        note=note,
        exact=True,
        sentence=asked.sentence,
    )


def _summed(blocks: Iterable[Sequence[Top]], atlas: Atlas | None) -> _Sum:
    found = _Sum()
    for block in blocks:
        for each in block:
            _add(found, each, atlas)
    return found


def _add(found: _Sum, each: Top, atlas: Atlas | None) -> None:
    address = ip_key(each.value) if each.value else None
    if not each.value:
        found.without += each.count
    elif address and (country := atlas.country_of(address) if atlas else None):
        found.by_country.setdefault(country, _Gathered()).add(each.value, each.count)
    elif address and ip_address(address).is_private:
        found.private += each.count
    else:
        found.unknown += each.count


def _shown(country: Country, those: _Gathered, name: str) -> FromCountry:
    most = sorted(those.most, key=lambda one: (-one[0], one[1]))
    return FromCountry(
        code=country.code,
        name=country.name,
        deliveries=those.deliveries,
        addresses=those.addresses,
        filter=pointer(name, *(address for _, address in most)),
        complete=those.addresses == len(most),
    )
