"""How an event becomes a row of the overlay, and a row an event again."""

from __future__ import annotations

from collections.abc import Sequence

from clawback.model.delivery import DeliveryKey
from clawback.model.event import DeliveryEvent, EventSource, EventType
from clawback.model.folding import fold
from clawback.model.location import AdditionalAction, DeliveryLocation
from clawback.store.columns import (
    choice_of,
    mailbox_columns,
    mailbox_of,
    moment_of,
    sound,
)
from clawback.store.keys import canonical, message_key

EVENT_STORED = (
    "event_id",
    "id",
    "network_message_id",
    "recipient",
    "moment",
    "type",
    "source",
    "actor",
    "location",
    "mailbox",
    "folder_lc",
    "additional_action",
    "remediation_id",
    "remediation_id_lc",
    "result",
    "details",
)
EVENT_SELECT = (
    "event_id, coalesce(network_message_id, id::VARCHAR), recipient, moment, type, source, actor,"
    " location, mailbox, additional_action, remediation_id, result, details"
)

_type = choice_of(EventType)
_source = choice_of(EventSource)
_location = choice_of(DeliveryLocation)
_action = choice_of(AdditionalAction)


def event_row(event: DeliveryEvent) -> list[object]:
    """The values of `EVENT_STORED` for one event."""
    written = event.key.network_message_id
    return [
        sound(event.id),
        message_key(written),
        None if canonical(written) else sound(written),
        sound(event.key.recipient),
        event.at,
        event.type,
        event.source,
        sound(event.actor),
        event.location,
        *mailbox_columns(event.mailbox),
        event.additional_action,
        sound(event.remediation_id),
        fold(sound(event.remediation_id)),
        sound(event.result),
        sound(event.details),
    ]


def event_of(values: Sequence[object]) -> DeliveryEvent:
    """An event from the values of `EVENT_SELECT`."""
    (name, message, recipient, at, kind, source, actor, location, mailbox, action, *texts) = values
    remediation, result, details = map(str, texts)
    return DeliveryEvent(
        id=str(name),
        key=DeliveryKey(network_message_id=str(message), recipient=str(recipient)),
        at=moment_of(at),
        type=_type(kind),  # type: ignore[arg-type] # the reader of this enumeration
        source=_source(source),  # type: ignore[arg-type] # as above
        actor=str(actor),
        location=_location(location),  # type: ignore[arg-type] # as above
        mailbox=mailbox_of(mailbox),
        additional_action=_action(action),  # type: ignore[arg-type] # as above
        remediation_id=remediation,
        result=result,
        details=details,
    )
