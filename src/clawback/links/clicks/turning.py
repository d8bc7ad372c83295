"""Finds out who opened a link, before it turned out to be bad."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from clawback.filters.tree import And, AnyOf, Filter
from clawback.links.clicks.book import Book, Entry, Kind, marks_of
from clawback.model.click import OPENED_VERDICTS, Click, ClickedBy
from clawback.model.clock import Clock
from clawback.model.event import DeliveryEvent, EventSource, EventType
from clawback.model.verdict import ThreatType
from clawback.store.port import ClickQuery, EventStore

LOOK_BACK = timedelta(hours=48)
_PAGE = 1000
_log = structlog.stdlib.get_logger("clawback.links")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A click that was let through on what is blocked now, and the entry because of which."""

    click: Click
    entry: Entry
    at: datetime


_LET_THROUGH: Filter = And(
    (
        AnyOf("click_verdict", tuple(sorted(one.value for one in OPENED_VERDICTS))),
        AnyOf("clicked_by", (ClickedBy.PERSON.value,)),
    )
)
Hear = Callable[[Sequence[Turned]], None]


def _nobody(turned: Sequence[Turned]) -> None:
    del turned


class Turning:
    """Looks back over 48 hours, writes what it finds into timelines, and tells who wants to hear.

    A click is in the timeline once, for the event is named after it; after a start of the server
    whoever hears may hear of it again.
    """

    def __init__(self, store: EventStore, clock: Clock, hear: Hear = _nobody) -> None:
        self._store = store
        self._clock = clock
        self._hear = hear

    def look(self, before: Book, after: Book) -> None:
        """Looks for clicks on what only the newer book blocks."""
        now = self._clock.now()
        fresh = [
            one for key, one in after.entries.items() if one.blocks and key not in before.entries
        ]
        if not fresh:
            return
        known = Book(entries={one.key: one for one in fresh})
        self._tell(self._opened(now), known, now)

    def arrived(self, clicks: Iterable[Click], book: Book) -> None:
        """Looks at clicks that were under way while the book changed."""
        now = self._clock.now()
        self._tell((one for one in clicks if _let_through(one, now)), book, now)

    def _tell(self, clicks: Iterable[Click], book: Book, now: datetime) -> None:
        found = [
            Turned(click=click, entry=entry, at=now)
            for click in clicks
            if (entry := _bad(click, book, now)) is not None
        ]
        told = [event_of(one) for one in found if one.click.network_message_id]
        if told:
            self._store.amend(told)
        if found:
            _log.warning("clicks_turned_bad", clicks=len(found))
            self._hear(found)

    def _opened(self, now: datetime) -> Iterator[Click]:
        """Clicks of people who were let through, of the last 48 hours."""
        query = ClickQuery(filter=_LET_THROUGH, now=now, since=now - LOOK_BACK)
        after = None
        while True:
            page = self._store.click_page(query, limit=_PAGE, after=after)
            yield from (row.click for row in page.rows)
            after = page.next
            if after is None:
                return


def _let_through(click: Click, now: datetime) -> bool:
    opened = click.verdict in OPENED_VERDICTS and click.clicked_by is ClickedBy.PERSON
    return opened and click.at > now - LOOK_BACK


def _bad(click: Click, book: Book, now: datetime) -> Entry | None:
    """Because of which a click that knew nothing of it is told; who went on had been warned."""
    if click.clicked_through:
        return None
    marks = [
        marks_of(click.url, click.network_message_id),
        *(marks_of(hop, "") for hop in click.url_chain),
    ]
    found = (entry for one in marks for entry in book.naming(one, now, blocks=True))
    return next(found, None)


def event_of(turned: Turned) -> DeliveryEvent:
    """The line of the timeline."""
    click, entry = turned.click, turned.entry
    what = "the message" if entry.kind is Kind.MESSAGE else "the link"
    why = f"your block list {entry.source}" if entry.own else entry.source
    threat = entry.threat or ThreatType.PHISH
    return DeliveryEvent(
        id=f"link-turned:{click.id}",
        key=click.key,
        at=turned.at,
        type=EventType.LINK_TURNED,
        source=EventSource.SYSTEM,
        result=threat.value if not entry.own else "blocked",
        details=(
            f"A click at {click.at:%Y-%m-%d %H:%M} UTC was let through to {click.url_domain}; "
            f"since then {what} turned out to be bad: {why}."
        ),
    )
