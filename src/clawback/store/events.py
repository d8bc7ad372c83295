"""How an event becomes a row of the overlay, and a row an event again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any

from clawback.filters.urls import url_key
from clawback.model.delivery import DeliveryKey
from clawback.model.event import DeliveryEvent, EventSource, EventType
from clawback.model.folding import fold
from clawback.model.location import (
    AdditionalAction,
    DeliveryAction,
    DeliveryLocation,
    MailboxRef,
)
from clawback.model.verdict import ThreatType
from clawback.store.columns import choice_of, mailbox_of, moment_of, naive, sound
from clawback.store.keys import canonical, message_key

EVENT_SELECT = (
    "event_id, coalesce(network_message_id, id::VARCHAR), recipient, moment, type, source, actor,"
    " location, mailbox, additional_action, remediation_id, result, details, read,"
    " alert_id, alert_policy_id, campaign_id, zap_url_signal, threat_type,"
    " delivery_action, original_location, connector, transport_rule"
)

_type = choice_of(EventType)
_source = choice_of(EventSource)
_location = choice_of(DeliveryLocation)
_action = choice_of(AdditionalAction)
_threat = choice_of(ThreatType)
_delivery_action = choice_of(DeliveryAction)
_naive = lru_cache(maxsize=64)(naive)  # many events are of one moment
_fold = lru_cache(maxsize=4096)(fold)
_parts = attrgetter("server", "account", "folder", "uid_validity", "uid", "guid")
_NOWHERE = (None,) * 6


# What is bound for each event, and its type; the rest of a row is made of these by the engine.
_BOUND = {
    "event_id": "VARCHAR",
    "id": "VARCHAR",
    "network_message_id": "VARCHAR",
    "recipient": "VARCHAR",
    "moment": "TIMESTAMP",
    "type": "VARCHAR",
    "source": "VARCHAR",
    "actor": "VARCHAR",
    "location": "VARCHAR",
    "server": "VARCHAR",
    "account": "VARCHAR",
    "folder": "VARCHAR",
    "uid_validity": "UBIGINT",
    "uid": "UBIGINT",
    "guid": "VARCHAR",
    "folder_lc": "VARCHAR",
    "additional_action": "VARCHAR",
    "remediation_id": "VARCHAR",
    "remediation_id_lc": "VARCHAR",
    "result": "VARCHAR",
    "details": "VARCHAR",
    "read": "BOOLEAN",
    "alert_id": "VARCHAR",
    "alert_id_lc": "VARCHAR",
    "alert_policy_id": "VARCHAR",
    "alert_policy_id_lc": "VARCHAR",
    "campaign_id": "VARCHAR",
    "campaign_id_lc": "VARCHAR",
    "zap_url_signal": "VARCHAR",
    "zap_url_signal_lc": "VARCHAR",
    "zap_url_signal_key": "VARCHAR",
    "threat_type": "VARCHAR[]",
    "delivery_action": "VARCHAR",
    "original_location": "VARCHAR",
    "connector": "VARCHAR",
    "connector_lc": "VARCHAR",
    "transport_rule": "VARCHAR",
    "transport_rule_lc": "VARCHAR",
}
MAILBOX_PARTS = ("server", "account", "folder", "uid_validity", "uid", "guid")
_MADE = {
    "id": "id::UUID",
    "mailbox": "CASE WHEN server IS NULL THEN NULL ELSE struct_pack("
    + ", ".join(f"{name} := {name}" for name in MAILBOX_PARTS)
    + ") END",
}
EVENT_STORED = (*(name for name in _BOUND if name not in MAILBOX_PARTS), "mailbox")
_INSERT = f"""
    INSERT INTO event ({", ".join(EVENT_STORED)})
    SELECT {", ".join(_MADE.get(name, name) for name in EVENT_STORED)} FROM
"""  # noqa: S608 - closed list


@dataclass(frozen=True, slots=True)
class Insertion:
    """SQL that appends events, and the values it binds by name."""

    sql: str
    values: dict[str, object]


def insertion(events: Sequence[DeliveryEvent]) -> Insertion:
    """Appends these events, at least one, whose ids are not there yet.

    Bound lists cost the engine a fourth of what appended rows do, and what all events share is
    bound only once: a remediation's events differ in little.
    """
    columns = event_columns(events)
    shared = {name for name, column in columns.items() if column.count(column[0]) == len(column)}
    shared -= {"event_id"}  # there must be one list to count by
    taken = ", ".join(
        f"${name}::{kind} AS {name}" if name in shared else f"unnest(${name}::{kind}[]) AS {name}"
        for name, kind in _BOUND.items()
    )
    values = {name: column[0] if name in shared else column for name, column in columns.items()}
    return Insertion(f"{_INSERT} (SELECT {taken})", values)


def event_columns(events: Sequence[DeliveryEvent]) -> dict[str, list[Any]]:
    """The values of `_BOUND`, by name. Any: each column has a type of its own."""
    written = [event.key.network_message_id for event in events]
    zapped = [event.zap_url_signal or None for event in events]
    remediations = _sound([event.remediation_id for event in events])
    return {
        "event_id": _sound([event.id for event in events]),
        "id": [one if canonical(one) else str(message_key(one)) for one in written],
        "network_message_id": [None if canonical(one) else sound(one) for one in written],
        "recipient": _sound([event.key.recipient for event in events]),
        "moment": [_naive(event.at) for event in events],
        "type": [event.type.value for event in events],
        "source": [event.source.value for event in events],
        "actor": _sound([event.actor for event in events]),
        "location": [event.location and event.location.value for event in events],
        **_places([event.mailbox for event in events]),
        "additional_action": [
            event.additional_action and event.additional_action.value for event in events
        ],
        "remediation_id": remediations,
        "remediation_id_lc": list(map(_fold, remediations)),
        "result": _sound([event.result for event in events]),
        "details": _sound([event.details for event in events]),
        "read": [event.read for event in events],
        **_named("alert_id", [event.alert_id for event in events]),
        **_named("alert_policy_id", [event.alert_policy_id for event in events]),
        **_named("campaign_id", [event.campaign_id for event in events]),
        **_named("zap_url_signal", zapped),
        "zap_url_signal_key": [url and sound(url_key(url)) for url in zapped],
        "threat_type": [tuple(one.value for one in event.threat_type) for event in events],
        **_corrections(events),
    }


def _corrections(events: Sequence[DeliveryEvent]) -> dict[str, list[Any]]:
    """What these say of the delivery itself. Any: as above."""
    actions = [event.delivery_action for event in events]
    originals = [event.original_location for event in events]
    return {
        "delivery_action": [each and each.value for each in actions],
        "original_location": [each and each.value for each in originals],
        **_named("connector", [event.connector for event in events]),
        **_named("transport_rule", [event.transport_rule for event in events]),
    }


def _named(name: str, texts: Sequence[str | None]) -> dict[str, list[Any]]:
    """What few events say, as it was written and folded; NULL where one does not. Any: as above."""
    written = _sound([text or None for text in texts])
    return {name: written, f"{name}_lc": [text and _fold(text) for text in written]}


def _places(refs: Sequence[MailboxRef | None]) -> dict[str, list[Any]]:
    """The values of `MAILBOX_PARTS` and `folder_lc`; `None` for no place. Any: as above."""
    values = [_NOWHERE if ref is None else _parts(ref) for ref in refs]
    columns = dict(zip(MAILBOX_PARTS, map(list, zip(*values, strict=True)), strict=True))
    for name in ("server", "account", "folder", "guid"):
        columns[name] = _sound(columns[name])
    return {**columns, "folder_lc": [each and _fold(each) for each in columns["folder"]]}


def _sound(texts: list[Any]) -> list[Any]:
    """The texts, `None` as it is, as `sound` makes them. Any: so that lists of either will do."""
    if "".join(filter(None, texts)).isascii():
        return texts
    return [text and sound(text) for text in texts]


def event_of(values: Sequence[object]) -> DeliveryEvent:
    """An event from the values of `EVENT_SELECT`."""
    (name, message, recipient, at, kind, source, actor, location, mailbox, action, *rest) = values
    remediation, result, details, read, *names = rest
    alert, policy, campaign, zapped = (str(each or "") for each in names[:4])
    threats, delivered, original, connector, rule = names[4:]
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
        remediation_id=str(remediation),
        alert_id=alert,
        alert_policy_id=policy,
        campaign_id=campaign,
        zap_url_signal=zapped,
        read=None if read is None else bool(read),
        threat_type=tuple(map(_threat, threats or ())),  # type: ignore[call-overload] # as above
        result=str(result),
        details=str(details),
        delivery_action=_delivery_action(delivered),  # type: ignore[arg-type] # as above
        original_location=_location(original),  # type: ignore[arg-type] # as above
        connector=str(connector or ""),
        transport_rule=str(rule or ""),
    )
