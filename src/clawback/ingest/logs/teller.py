"""Makes facts of logs events of the deliveries that they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from clawback.ingest.logs.facts import Fact
from clawback.ingest.logs.finding import Finder, Store
from clawback.ingest.logs.telling import event_of, is_news
from clawback.ingest.recipients import Organisation
from clawback.model.clock import Clock
from clawback.model.delivery import Row
from clawback.model.event import DeliveryEvent


class Teller:
    """Finds the rows of facts, and appends what these say of them."""

    def __init__(self, store: Store, *, organisation: Organisation, clock: Clock) -> None:
        self._store = store
        self._finder = Finder(store, clock)
        self._organisation = organisation

    def tell(
        self, facts: Sequence[Fact], *, server: str, past: bool = False
    ) -> list[Sequence[Row]]:
        """The rows of each of these facts (at most `finding.MOST`), which have been told of it.

        `server` is the name of the mail server whose log it is, as far as it has one; `past` says
        that the facts are older than what imports saw. Telling a fact again changes nothing.

        Raises:
            UnavailableError: the event store does not answer; nothing or all was told.
        """
        found = self._finder.rows(facts)
        events: list[DeliveryEvent] = []
        standing: dict[object, Row] = {}
        for fact, rows in zip(facts, found, strict=True):
            for row in rows:
                row = standing.get(row.delivery.key, row)  # noqa: PLW2901 - as the others left it
                if is_news(fact, row, past=past):
                    event = event_of(fact, row, organisation=self._organisation, server=server)
                    events.append(event)
                    standing[row.delivery.key] = after(row, event)
        if events:
            self._store.amend(events)
        return found


def after(row: Row, event: DeliveryEvent) -> Row:
    """The row as it stands after an event of ours."""
    delivery, latest = row.delivery, row.latest
    original = event.original_location or delivery.original_delivery_location
    moved = event.location or event.original_location
    rules = (event.transport_rule,) if event.transport_rule else ()
    return replace(
        row,
        delivery=replace(
            delivery,
            original_delivery_location=original,
            delivery_action=event.delivery_action or delivery.delivery_action,
            connector=event.connector or delivery.connector,
            transport_rule=(*delivery.transport_rule, *rules),
        ),
        latest=replace(
            latest,
            latest_delivery_location=moved or latest.latest_delivery_location,
            mailbox=event.mailbox or latest.mailbox,
            folder=event.mailbox.folder if event.mailbox else latest.folder,
        ),
    )
