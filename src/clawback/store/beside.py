"""Rows of the store in memory: deliveries as they stand, and what lies beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from clawback.model.click import Click, ClickedBy
from clawback.model.delivery import NOTHING_BESIDE, Beside, Delivery, Row
from clawback.model.event import DeliveryEvent
from clawback.model.folding import fold
from clawback.model.message import Message
from clawback.model.tags import Tags
from clawback.model.verdict import ClickVerdict
from clawback.store.keys import message_key, row_key
from clawback.store.overlay import corrected, latest_of


class Surroundings:
    """Knows the contents of messages, and who wrote to whom when first."""

    def __init__(self, deliveries: Iterable[Delivery], messages: Mapping[UUID, Message]) -> None:
        self._messages = messages
        self._first: dict[tuple[str, str], datetime] = {}
        for delivery in deliveries:
            pair, at = _pair(delivery), delivery.time_received
            self._first[pair] = min(at, self._first.get(pair, at))

    def beside(self, row: Row) -> Row:
        """The row as a filter is asked about it."""
        delivery = row.delivery
        first = self._first[_pair(delivery)] == delivery.time_received
        message = self._messages.get(message_key(delivery.network_message_id))
        return replace(
            row,
            beside=Beside(
                text=message.text if message else "",
                headers=message.headers if message else (),
                first_contact=first if delivery.sender_address else None,
            ),
        )


def given_out(row: Row) -> Row:
    """The row without what lies beside it."""
    return replace(row, beside=NOTHING_BESIDE)


def rows_of(
    deliveries: Iterable[Delivery],
    events: Mapping[tuple[UUID, str], Mapping[str, DeliveryEvent]],
    clicks: Iterable[Click],
    tags: Tags,
) -> list[Row]:
    """The deliveries as they stand after these events and clicks, with their recipients' tags."""
    verdicts = _verdicts_of(clicks)
    return [
        Row(
            delivery=each,
            latest=latest_of(
                each,
                events.get(row_key(each.key), {}).values(),
                verdicts.get(row_key(each.key), ()),
            ),
            tags=tuple(sorted(tags.of(each.recipient))),
        )
        for each in (
            corrected(one, events.get(row_key(one.key), {}).values()) for one in deliveries
        )
    ]


def _verdicts_of(clicks: Iterable[Click]) -> Mapping[tuple[UUID, str], set[ClickVerdict]]:
    """What became of the clicks on each delivery's links."""
    found: dict[tuple[UUID, str], set[ClickVerdict]] = {}
    for click in (one for one in clicks if one.clicked_by is ClickedBy.PERSON):
        found.setdefault(row_key(click.key), set()).add(click.verdict)
    return found


def _pair(delivery: Delivery) -> tuple[str, str]:
    return fold(delivery.recipient), fold(delivery.sender_address)
