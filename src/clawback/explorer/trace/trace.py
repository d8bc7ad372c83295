"""A link's whole way: the mails that carried it, those who got it, those who clicked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from clawback.analysis.urls.decoding import Decoded
from clawback.explorer.message.sections import Named
from clawback.explorer.pointer import having, pointer
from clawback.explorer.sight import Sight
from clawback.explorer.trace.asked import Breadth, Wanted, value_of
from clawback.explorer.trace.clicked import Clicks, Counted, clicks_of
from clawback.explorer.trace.spellings import Spelling, spellings_in
from clawback.filters.choices import label_of
from clawback.filters.describe import describe
from clawback.filters.fields import FIELDS
from clawback.filters.span import Span
from clawback.filters.tree import AnyOf
from clawback.filters.write import write
from clawback.model.delivery import Row
from clawback.store.port import Query
from clawback.store.ranking import Extent

_ROWS = 1000  # newest deliveries of which messages are shown
_MESSAGES = 50
_READ = 200  # messages of which spellings are read
_TOPS = 10
_RECIPIENTS = 20_000
_CLICKS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A message that carried the link, by its newest delivery among those looked at."""

    network_message_id: str
    time_received: datetime
    subject: str
    sender_address: str
    deliveries: int
    recipients: tuple[str, ...]
    delivery_action: Named
    threats: tuple[Named, ...]
    filter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Broader:
    """What is found when less of the link must be the same."""

    breadth: Breadth
    label: str
    value: str
    filter: str
    deliveries: int
    messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Where a link went.

    `link` is the link taken apart, `breadth` how much of it must be the same; `filter` finds its
    deliveries and `sentence` says it. Numbers are exact; `first` and `last` are when the first and
    the last of these mails came. `senders`, `sender_domains` are the ten most frequent, by
    deliveries. `messages` are the newest 50, `spellings` are read from the newest 200 messages;
    `spellings_complete` says whether these are all.
    """

    link: Decoded
    breadth: Breadth
    label: str
    filter: str
    sentence: str
    deliveries: int
    message_count: int
    recipients: int
    first: datetime | None
    last: datetime | None
    actions: tuple[Counted, ...]
    locations: tuple[Counted, ...]
    threats: tuple[Counted, ...]
    senders: tuple[Counted, ...]
    sender_domains: tuple[Counted, ...]
    spellings: tuple[Spelling, ...]
    spellings_complete: bool
    messages: tuple[Carrier, ...]
    clicks: Clicks
    broader: tuple[Broader, ...]


def trace(wanted: Wanted, sight: Sight, span: Span) -> Trace:
    """The link's way, as far as the caller may see it."""
    store, found = sight.store, _found(wanted, sight, span)
    extent, query, ids = found.extent, found.query, found.ids
    return Trace(
        link=wanted.link,
        breadth=wanted.breadth,
        label=wanted.breadth.label,
        filter=write(wanted.tree),
        sentence=describe(wanted.tree),
        deliveries=extent.deliveries,
        message_count=extent.messages,
        recipients=extent.recipients,
        first=extent.first,
        last=extent.last,
        actions=_tops(sight, query, "delivery_action"),
        locations=_tops(sight, query, "latest_delivery_location"),
        threats=_tops(sight, query, "threat_type"),
        senders=_tops(sight, query, "sender_address"),
        sender_domains=_tops(sight, query, "sender_domain"),
        spellings=spellings_in(store.messages(ids[:_READ]), wanted),
        spellings_complete=extent.messages <= min(len(ids), _READ),
        messages=_carriers(found.rows)[:_MESSAGES],
        clicks=_clicks(wanted, sight, query, span),
        broader=tuple(_broader(wanted, each, sight, span) for each in wanted.broader),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The newest deliveries of the link, how many there are, and the cheapest question for them."""

    rows: Sequence[Row]
    extent: Extent
    query: Query

    @property
    def ids(self) -> Sequence[str]:
        return _ids(self.rows)


def _found(wanted: Wanted, sight: Sight, span: Span) -> _Found:
    """Looks through all mail as seldom as can be: a link is compared with those of every row.

    Few deliveries are asked for by their messages from then on, many within the time they came in.
    """
    asked = sight.query(wanted.tree, span.since, span.until)
    page = sight.store.page(asked, limit=_ROWS)
    if page.next is None:
        asked = sight.query(AnyOf("network_message_id", _ids(page.rows)), span.since, span.until)
        return _Found(rows=page.rows, extent=sight.store.extent(asked), query=asked)
    extent = sight.store.extent(asked)
    until = None if extent.last is None else extent.last + timedelta(microseconds=1)
    asked = sight.query(wanted.tree, extent.first, until)
    return _Found(rows=page.rows, extent=extent, query=asked)


def _ids(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.delivery.network_message_id for row in rows))


def _clicks(wanted: Wanted, sight: Sight, query: Query, span: Span) -> Clicks:
    """Clicks on the link itself, from whichever mail; only of people the caller may see."""
    found = sight.store.clicks_on(
        wanted.breadth.part, wanted.value, limit=_CLICKS, since=span.since, until=span.until
    )
    got = sight.store.top(query, field="recipient", limit=_RECIPIENTS)
    return clicks_of(
        [click for click in found if sight.covers(click.recipient)],
        [one.value for one in got],
        complete=len(found) < _CLICKS and len(got) < _RECIPIENTS,
    )


def _tops(sight: Sight, query: Query, field: str) -> tuple[Counted, ...]:
    found = sight.store.top(query, field=field, limit=_TOPS)
    return tuple(
        Counted(code=one.value, label=label_of(FIELDS[field], one.value), count=one.count)
        for one in found
    )


def _broader(wanted: Wanted, breadth: Breadth, sight: Sight, span: Span) -> Broader:
    value = value_of(wanted.link, breadth)
    extent = sight.store.extent(sight.query(having(breadth.value, value), span.since, span.until))
    return Broader(
        breadth=breadth,
        label=breadth.label,
        value=value,
        filter=pointer(breadth.value, value),
        deliveries=extent.deliveries,
        messages=extent.messages,
    )


def _carriers(rows: Sequence[Row]) -> tuple[Carrier, ...]:
    by_message: dict[str, list[Row]] = {}
    for row in rows:
        by_message.setdefault(row.delivery.network_message_id, []).append(row)
    return tuple(_carrier(found) for found in by_message.values())


def _carrier(rows: Sequence[Row]) -> Carrier:
    delivery = rows[0].delivery
    return Carrier(
        network_message_id=delivery.network_message_id,
        time_received=delivery.time_received,
        subject=delivery.subject,
        sender_address=delivery.sender_address,
        deliveries=len(rows),
        recipients=tuple(row.delivery.recipient for row in rows[:_TOPS]),
        delivery_action=Named(delivery.delivery_action.value, delivery.delivery_action.label),
        threats=tuple(Named(one.value, one.label) for one in delivery.threat_type),
        filter=pointer("network_message_id", delivery.network_message_id),
    )
