"""What happened to a message, delivery by delivery, as one story that can be searched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from clawback.explorer.message.sections import Named
from clawback.model.delivery import Delivery, Row
from clawback.model.event import DeliveryEvent, EventSource, EventType
from clawback.model.folding import fold
from clawback.model.location import AdditionalAction, DeliveryLocation
from clawback.model.policy import PolicyAction
from clawback.store.port import EventStore

COLUMNS = (
    *("at", "recipient", "source", "actor", "event", "result", "threats", "location", "folder"),
    *("details", "remediation_id"),
)
_TOLD_BY_ACTION = frozenset(
    {
        AdditionalAction.ZAP,
        AdditionalAction.QUARANTINE_RELEASE,
        AdditionalAction.REPROCESSED,
        AdditionalAction.DYNAMIC_DELIVERY,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One line of the timeline.

    `source` is whose doing it was, `event` what happened, `result` how it ended. `location` and
    `folder` are where the delivery lies afterwards. `details` is a sentence.
    """

    id: str
    at: datetime
    recipient: str
    source: Named
    actor: str
    event: Named
    result: str
    threats: tuple[Named, ...] = ()
    location: Named | None = None
    folder: str = ""
    details: str = ""
    remediation_id: str = ""

    def cells(self) -> tuple[object, ...]:
        """The values of `COLUMNS`, for a file."""
        return (
            self.at.isoformat(),
            self.recipient,
            self.source.label,
            self.actor,
            self.event.label,
            self.result,
            [threat.label for threat in self.threats],
            self.location.label if self.location else "",
            self.folder,
            self.details,
            self.remediation_id,
        )


def timeline_of(rows: Sequence[Row], store: EventStore, words: str = "") -> tuple[Moment, ...]:
    """The moments of deliveries of one message, oldest first, in which all `words` stand."""
    happened: dict[str, list[DeliveryEvent]] = {}
    for event in store.events_of(rows[0].delivery.network_message_id):
        happened.setdefault(event.key.recipient, []).append(event)
    moments = chain.from_iterable(
        _story(row.delivery, happened.get(row.delivery.recipient, ())) for row in rows
    )
    wanted = fold(words).split()
    found = [one for one in moments if _says(one, wanted)]
    return tuple(sorted(found, key=lambda one: (one.at, one.recipient, one.id)))


def _story(delivery: Delivery, events: Iterable[DeliveryEvent]) -> Iterator[Moment]:
    yield _original(delivery)
    location = delivery.original_delivery_location
    for event in events:
        yield _moment(event, before=location)
        location = event.location or location


def _original(delivery: Delivery) -> Moment:
    return Moment(
        id="original_delivery",
        at=delivery.time_received,
        recipient=delivery.recipient,
        source=_named(EventSource.SYSTEM),
        actor="",
        event=_named(EventType.ORIGINAL_DELIVERY),
        result=delivery.delivery_action.label,
        threats=tuple(Named(one.value, one.label) for one in delivery.threat_type),
        location=_place(delivery.original_delivery_location),
        folder=delivery.mailbox.folder if delivery.mailbox else "",
        details=_delivered(delivery),
    )


def _delivered(delivery: Delivery) -> str:
    came = f" through {delivery.connector}" if delivery.connector else ""
    where = delivery.original_delivery_location
    lies = "" if where is DeliveryLocation.UNKNOWN else f", into {where.label}"
    return f"{delivery.delivery_action.label}{lies}{came}.{_policy(delivery)}"


def _policy(delivery: Delivery) -> str:
    """Which policy acted, and what it did."""
    did = delivery.policy_action
    if delivery.policy_type is None or did is None or did is PolicyAction.NO_ACTION:
        return ""
    return f" {delivery.policy_type.label}: {did.label.lower()}."


def _moment(event: DeliveryEvent, before: DeliveryLocation) -> Moment:
    return Moment(
        id=event.id,
        at=event.at,
        recipient=event.key.recipient,
        source=_named(event.source),
        actor=event.actor,
        event=_kind(event),
        result=event.result.replace("_", " ").capitalize(),
        location=_place(event.location),
        folder=event.mailbox.folder if event.mailbox else "",
        details=event.details or _moved(event, before),
        remediation_id=event.remediation_id,
    )


def _kind(event: DeliveryEvent) -> Named:
    """Where an action has a word of its own, that; else the kind of event."""
    action = event.additional_action
    if event.type is EventType.REMEDIATED and action in _TOLD_BY_ACTION and action is not None:
        return Named(action.value, action.label)
    return _named(event.type)


def _moved(event: DeliveryEvent, before: DeliveryLocation) -> str:
    if event.location is None:
        return ""
    if event.location is before:
        return f"It lies in {event.location.label}."
    return f"From {before.label} to {event.location.label}."


def _place(location: DeliveryLocation | None) -> Named | None:
    return None if location is None else Named(location.value, location.label)


def _named(value: EventType | EventSource) -> Named:
    return Named(value.value, value.label)


def _says(moment: Moment, words: Sequence[str]) -> bool:
    if not words:
        return True
    text = fold("\n".join(_cell(cell) for cell in moment.cells()))
    return all(word in text for word in words)


def _cell(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
