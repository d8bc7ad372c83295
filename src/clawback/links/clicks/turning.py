"""Finds out who opened a link, before it turned out to be bad."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
        known = {one.key: one for one in fresh}
        found = [
            Turned(click=click, entry=entry, at=now)
            for click in self._opened(now)
            if (entry := _entry(click, known)) is not None
        ]
        told = [event_of(one) for one in found if one.click.network_message_id]
        if told:
            self._store.amend(told)
        if found:
            _log.warning("clicks_turned_bad", clicks=len(found))
            self._hear(found)

    def _opened(self, now: datetime) -> Iterator[Click]:
        """Clicks of people who were let through, of the last 48 hours."""
        query = ClickQuery(filter=_let_through(), now=now, since=now - LOOK_BACK)
        after = None
        while True:
            page = self._store.click_page(query, limit=_PAGE, after=after)
            yield from (row.click for row in page.rows)
            after = page.next
            if after is None:
                return


def _let_through() -> Filter:
    verdicts = tuple(sorted(one.value for one in OPENED_VERDICTS))
    return And((AnyOf("click_verdict", verdicts), AnyOf("clicked_by", (ClickedBy.PERSON.value,))))


def _entry(click: Click, known: dict[str, Entry]) -> Entry | None:
    keys = marks_of(click.url, click.network_message_id).keys(blocks=True)
    return next((known[key] for key in keys if key in known), None)


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
