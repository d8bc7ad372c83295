"""What later events say of a delivery: where it lies now and what was done with it.

`duckdb` says the same in SQL; the contract suite holds both to one meaning.
"""

from __future__ import annotations

from collections.abc import Iterable

from clawback.model.delivery import Delivery, Latest
from clawback.model.event import DeliveryEvent


def in_order(events: Iterable[DeliveryEvent]) -> list[DeliveryEvent]:
    """Oldest first, ties by id."""
    return sorted(events, key=lambda event: (event.at, event.id))


def latest_of(delivery: Delivery, events: Iterable[DeliveryEvent]) -> Latest:
    """The delivery as it stands after these events.

    Location and mailbox each come from the last event that says one, else from the delivery;
    actions and remediations are all that ever were, sorted.
    """
    location, mailbox = delivery.original_delivery_location, delivery.mailbox
    actions, remediations = set(), set()
    for event in in_order(events):
        location = event.location or location
        mailbox = event.mailbox or mailbox
        actions.add(event.additional_action)
        remediations.add(event.remediation_id)
    return Latest(
        latest_delivery_location=location,
        folder=mailbox.folder if mailbox else "",
        mailbox=mailbox,
        additional_action=tuple(sorted(action for action in actions if action)),
        remediation_id=tuple(sorted(remediations - {""})),
    )
