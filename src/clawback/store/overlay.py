"""What later events say of a delivery: where it lies now and what was done with it.

`duckdb` says the same in SQL; the contract suite holds both to one meaning.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from clawback.model.delivery import Delivery, Latest
from clawback.model.event import DeliveryEvent, EventType
from clawback.model.verdict import ClickVerdict, ThreatType

_Value = TypeVar("_Value")
_Text = TypeVar("_Text", bound=str)


def in_order(events: Iterable[DeliveryEvent]) -> list[DeliveryEvent]:
    """Oldest first, ties by id."""
    return sorted(events, key=lambda event: (event.at, event.id))


def at_delivery(delivery: Delivery) -> Latest:
    """The same as `latest_of` before anything happened, in a tenth of the time."""
    mailbox = delivery.mailbox
    return Latest(
        latest_delivery_location=delivery.original_delivery_location,
        folder=mailbox.folder if mailbox else "",
        mailbox=mailbox,
        read=delivery.read,
        latest_threat_type=delivery.threat_type,
    )


def latest_of(
    delivery: Delivery, events: Iterable[DeliveryEvent], verdicts: Iterable[ClickVerdict] = ()
) -> Latest:
    """The delivery as it stands after these events, and the verdicts of the clicks on its links.

    Location, mailbox, campaign, threats and `read` each come from the last event that says one,
    else from the delivery; what there can be several of is all that ever was, sorted.
    """
    told, clicked = in_order(events), set(verdicts)
    mailbox = _last((event.mailbox for event in told), delivery.mailbox)
    original = delivery.original_delivery_location
    return Latest(
        latest_delivery_location=_last((event.location for event in told), original),
        folder=mailbox.folder if mailbox else "",
        mailbox=mailbox,
        additional_action=_all(event.additional_action for event in told),
        remediation_id=_all(event.remediation_id for event in told),
        alert_id=_all(event.alert_id for event in told),
        alert_policy_id=_all(event.alert_policy_id for event in told),
        campaign_id=_last((event.campaign_id or None for event in told), ""),
        zap_url_signal=_all(event.zap_url_signal for event in told),
        reported=any(event.type is EventType.REPORTED for event in told),
        read=_last((event.read for event in told), delivery.read),
        latest_threat_type=_last(map(_judged, told), delivery.threat_type),
        clicked=bool(clicked),
        click_verdict=tuple(sorted(clicked)),
    )


def _judged(event: DeliveryEvent) -> tuple[ThreatType, ...] | None:
    return event.threat_type if event.type is EventType.JUDGED else None


def corrected(delivery: Delivery, events: Iterable[DeliveryEvent]) -> Delivery:
    """The delivery with what events corrected of it; itself where none did.

    Rules that it was stored with come first, in their order; what events add follows, sorted.
    """
    told = [event for event in in_order(events) if _corrects(event)]
    if not told:
        return delivery
    rules = {event.transport_rule for event in told if event.transport_rule}
    return replace(
        delivery,
        delivery_action=_last((event.delivery_action for event in told), delivery.delivery_action),
        original_delivery_location=_last(
            (event.original_location for event in told), delivery.original_delivery_location
        ),
        connector=_last((event.connector or None for event in told), delivery.connector),
        transport_rule=(*delivery.transport_rule, *sorted(rules)),
    )


def _corrects(event: DeliveryEvent) -> bool:
    return bool(
        event.delivery_action or event.original_location or event.connector or event.transport_rule
    )


def _last(values: Iterable[_Value | None], otherwise: _Value) -> _Value:
    """The last that is one."""
    for value in values:
        otherwise = otherwise if value is None else value
    return otherwise


def _all(values: Iterable[_Text | None]) -> tuple[_Text, ...]:
    return tuple(sorted({value for value in values if value}))
