"""From a fact of a log and the row that it is about to the event that is appended; pure.

An event says only what differs from the row as it stands: of most mail nothing does, and then the
event is a line of its timeline and no more.
"""

from __future__ import annotations

from dataclasses import replace

from clawback.ingest.folder_kind import location_of
from clawback.ingest.logs.facts import Fact, Telling
from clawback.ingest.recipients import Organisation
from clawback.model.delivery import Row
from clawback.model.event import DeliveryEvent, EventSource, EventType
from clawback.model.location import (
    AdditionalAction,
    DeliveryAction,
    DeliveryLocation,
    Directionality,
    MailboxRef,
)

_INBOX = "INBOX"
_EXPUNGED = "EXPUNGED"  # lazy_expunge: what lies there has left its owner's sight
_BLOCKED = {DeliveryLocation.FAILED, DeliveryLocation.DROPPED, DeliveryLocation.QUARANTINE}
_JUNKED = {DeliveryLocation.JUNK, DeliveryLocation.DELETED_ITEMS}
_STOPPED = {
    "hold": DeliveryLocation.QUARANTINE,
    "discard": DeliveryLocation.DROPPED,
    "reject": DeliveryLocation.FAILED,
}
_DONE = {"hold": "Held", "discard": "Thrown away", "reject": "Refused"}
_HELD = "The mail server let go of it, because it is held in quarantine."
_LONGEST = 500  # characters of a server's words


def event_of(fact: Fact, row: Row, *, organisation: Organisation, server: str) -> DeliveryEvent:
    """What the fact says of this row.

    `server` is the name of the mail server whose log it is, as far as it has one.
    """
    event = DeliveryEvent(
        id=f"{fact.id}:{row.delivery.network_message_id}:{row.delivery.recipient}",
        key=row.delivery.key,
        at=fact.at,
        type=EventType.TRANSPORT,
        source=EventSource.SYSTEM,
        result=fact.outcome,
        details=_sentence(fact),
    )
    match fact.telling:
        case Telling.HANDED:
            return _way(_handed(event, fact, row, organisation), fact, row)
        case Telling.STOPPED:
            return _stopped(event, fact, row)
        case Telling.RULE:
            met = fact.rule in row.delivery.transport_rule
            return replace(event, transport_rule="" if met else fact.rule)
        case Telling.SAVED:
            seen = row.delivery.mailbox is not None
            placed = replace(event, mailbox=None if seen else _new_place(fact, row, server))
            return _corrected(placed, location_of(fact.folder), row)
        case Telling.COPIED:
            return replace(
                _by_owner(event),
                location=location_of(fact.folder),
                mailbox=_new_place(fact, row, server),
            )
        case Telling.EXPUNGED:
            return replace(_by_owner(event), location=DeliveryLocation.NOT_IN_MAILBOX)


def is_news(fact: Fact, row: Row, *, past: bool = False) -> bool:
    """Whether it is worth an event: what we moved ourselves, and what moved on since, is not.

    Of a log of the `past` neither is what came before the mail was seen in its mailbox.
    """
    latest = row.latest
    if past and row.delivery.mailbox and fact.telling in {Telling.COPIED, Telling.EXPUNGED}:
        return False
    match fact.telling:
        case Telling.COPIED:
            if fact.folder in {_EXPUNGED, latest.folder}:
                return False
            return latest.latest_delivery_location is not location_of(fact.folder) or bool(
                latest.folder
            )
        case Telling.EXPUNGED:
            if latest.folder:
                lies_there = latest.folder == fact.folder
            else:
                lies_there = latest.latest_delivery_location is location_of(fact.folder)
            return lies_there and latest.latest_delivery_location not in {
                DeliveryLocation.SOFT_DELETED,
                DeliveryLocation.HARD_DELETED,
                DeliveryLocation.NOT_IN_MAILBOX,
            }
        case _:
            return True


def _stopped(event: DeliveryEvent, fact: Fact, row: Row) -> DeliveryEvent:
    """It did not go on. What our gate holds, the mail server was told to throw away."""
    held = row.delivery.original_delivery_location is DeliveryLocation.QUARANTINE
    if held and fact.outcome == "discard":
        return replace(event, details=_HELD)
    return _corrected(event, _STOPPED.get(fact.outcome, DeliveryLocation.UNKNOWN), row)


def _handed(
    event: DeliveryEvent, fact: Fact, row: Row, organisation: Organisation
) -> DeliveryEvent:
    match fact.outcome:
        case "bounced" | "expired":
            return _corrected(event, DeliveryLocation.FAILED, row)
        case "sent" if fact.service == "discard":
            return _corrected(event, DeliveryLocation.DROPPED, row)
        case "sent" if fact.service == "smtp":
            passes = "[127." in fact.relay or "[::1]" in fact.relay  # through a filter, and back
            ours = any(organisation.owns(one) for one in fact.recipients)
            return event if passes or ours else _corrected(event, DeliveryLocation.EXTERNAL, row)
        case "sent":
            return _landed(event, row)
        case _:
            return event


def _landed(event: DeliveryEvent, row: Row) -> DeliveryEvent:
    """In a mailbox. What was held before has been released; in which folder it lies, others say."""
    match row.delivery.original_delivery_location:
        case DeliveryLocation.QUARANTINE:
            held = row.latest.latest_delivery_location is DeliveryLocation.QUARANTINE
            return replace(
                event,
                location=DeliveryLocation.INBOX if held else None,
                additional_action=AdditionalAction.QUARANTINE_RELEASE,
            )
        case DeliveryLocation.UNKNOWN | DeliveryLocation.FAILED:
            # Refused by the gate, and handed on: the gate's answer never came to the mail server.
            return _corrected(event, DeliveryLocation.INBOX, row)
        case _:
            return event


def _corrected(event: DeliveryEvent, location: DeliveryLocation, row: Row) -> DeliveryEvent:
    """Where it was put at delivery, if the row says otherwise.

    What was held is a place of its own, to which later ones do not belong; and where an import saw
    the mail is newer than a log of the time when it came.
    """
    delivery = row.delivery
    before = delivery.original_delivery_location
    if before is DeliveryLocation.QUARANTINE and location is not before:
        return replace(event, location=location)
    action = _action(location)
    seen = row.latest.latest_delivery_location if delivery.mailbox else None
    return replace(
        event,
        original_location=None if location is before else location,
        delivery_action=None if action is delivery.delivery_action else action,
        location=None if location is before else seen,
    )


def _action(location: DeliveryLocation) -> DeliveryAction:
    if location in _BLOCKED:
        return DeliveryAction.BLOCKED
    junk = location in _JUNKED
    return DeliveryAction.DELIVERED_TO_JUNK if junk else DeliveryAction.DELIVERED


def _way(event: DeliveryEvent, fact: Fact, row: Row) -> DeliveryEvent:
    """The connector: of what goes out, whom it was given to; else the way in, if it has a name."""
    if row.delivery.directionality is Directionality.OUTBOUND:
        given = fact.relay not in {"", "none"} and "[127." not in fact.relay
        name = f"{fact.service}:{fact.relay.partition('[')[0]}" if given else ""
    else:
        name = fact.listener
    return replace(event, connector="" if name == row.delivery.connector else name)


def _by_owner(event: DeliveryEvent) -> DeliveryEvent:
    return replace(event, type=EventType.LOCATED, source=EventSource.USER)


def _new_place(fact: Fact, row: Row, server: str) -> MailboxRef | None:
    """The copy, where its server is known; one that is known already is known better."""
    if not server or row.latest.folder == fact.folder:
        return None
    known = row.latest.mailbox
    account = known.account if known and known.server == server else fact.account
    return MailboxRef(server=server, account=account, folder=fact.folder, uid=fact.uid)


def _sentence(fact: Fact) -> str:
    words = _shortened(fact.words)
    match fact.telling:
        case Telling.HANDED:
            return _handed_in_words(fact, words)
        case Telling.STOPPED:
            told = f": {words}" if words else ""
            return f"{_DONE.get(fact.outcome, 'Stopped')} by {fact.by}{told}."
        case Telling.RULE:
            return f"The rule {fact.rule} met it ({fact.outcome})."
        case Telling.SAVED:
            return f"Dovecot put it into {fact.folder}."
        case Telling.COPIED:
            return f"It was copied or moved from {fact.origin} to {fact.folder}."
        case Telling.EXPUNGED:
            return f"It was removed from {fact.folder}."


def _handed_in_words(fact: Fact, words: str) -> str:
    if fact.outcome == "expired":
        return "It could not be delivered in time and went back to its sender."
    said = {
        "sent": "Handed on",
        "bounced": "Not delivered, and told so to its sender,",
        "deferred": "Not delivered yet; it is tried again",
    }.get(fact.outcome, fact.outcome)
    to = f" to {fact.relay}" if fact.relay not in {"", "none"} else ""
    return f"{said} by {fact.service}{to} after {fact.delay} s. DSN {fact.dsn}: {words}"


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
