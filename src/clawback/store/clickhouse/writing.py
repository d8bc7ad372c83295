"""Appends to the ClickHouse tables what they do not have yet.

There is no transaction over several tables. Messages go before their deliveries, and each table
takes a call's rows as one block; a call that fails half-way is made whole by repeating it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from clawback.model.body import body_fingerprint
from clawback.model.click import Click
from clawback.model.codec import message_to_json
from clawback.model.delivery import Delivery
from clawback.model.event import DeliveryEvent
from clawback.model.message import Message
from clawback.store import clicks, events
from clawback.store.clickhouse.columns import DELIVERIES, Writer, delivery_row
from clawback.store.clickhouse.schema import CLICK, EVENT, MESSAGE
from clawback.store.clickhouse.server import Server
from clawback.store.columns import sound
from clawback.store.contents import searched
from clawback.store.keys import message_key

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")

MESSAGES = Writer(tuple(MESSAGE), MESSAGE)
EVENTS = Writer(tuple(EVENT), EVENT)
CLICKS = Writer(clicks.CLICK_STORED, CLICK)

IDS = "arrayMap(one -> UUIDStringToNum(one), {ids:Array(String)})"
_KNOWN_DELIVERIES = f"""
    SELECT toUUID(UUIDNumToString(id)), recipient FROM delivery
    WHERE id IN (SELECT arrayJoin({IDS}))
"""  # noqa: S608 - bound
_KNOWN_MESSAGES = f"""
    SELECT toUUID(UUIDNumToString(id)) FROM message WHERE id IN (SELECT arrayJoin({IDS}))
"""  # noqa: S608 - bound
_KNOWN_EVENTS = (
    "SELECT event_id FROM event WHERE event_id IN (SELECT arrayJoin({ids:Array(String)}))"
)
_KNOWN_CLICKS = (
    "SELECT click_id FROM click WHERE click_id IN (SELECT arrayJoin({ids:Array(String)}))"
)


def insert_deliveries(server: Server, deliveries: Iterable[Delivery]) -> int:
    """Appends those that are not there yet; says how many."""
    rows = _first_of_each(deliveries, _delivery_key)
    if rows:
        ids = sorted({str(key[0]) for key in rows})
        for message, recipient in server.ask(_KNOWN_DELIVERIES, {"ids": ids}):
            rows.pop((message, recipient), None)
    made = [delivery_row(each) for each in rows.values()]
    server.insert("delivery", DELIVERIES.columns, made)
    return len(rows)


def insert_messages(server: Server, messages: Iterable[Message]) -> None:
    """Appends those that are not there yet."""
    rows = _first_of_each(messages, lambda message: message_key(message.network_message_id))
    if rows:
        for (known,) in server.ask(_KNOWN_MESSAGES, {"ids": list(map(str, rows))}):
            rows.pop(known, None)
    made = [
        (key, message_to_json(each), body_fingerprint(each.text), *searched(each))
        for key, each in rows.items()
    ]
    server.insert("message", MESSAGES.columns, MESSAGES.rows(made))


def insert_events(server: Server, many: Sequence[DeliveryEvent]) -> None:
    """Appends those that are not there yet."""
    rows = _first_of_each(many, lambda event: sound(event.id))
    if rows:
        for (known,) in server.ask(_KNOWN_EVENTS, {"ids": list(rows)}):
            rows.pop(known, None)
    if not rows:
        return
    columns = events.event_columns(list(rows.values()))
    columns["id"] = list(map(UUID, columns["id"]))
    columns["mailbox"] = [
        None if each[0] is None else dict(zip(events.MAILBOX_PARTS, each, strict=True))
        for each in zip(*(columns[name] for name in events.MAILBOX_PARTS), strict=True)
    ]
    made = zip(*(columns[name] for name in EVENTS.columns), strict=True)
    server.insert("event", EVENTS.columns, EVENTS.rows(made))


def insert_clicks(server: Server, many: Iterable[Click]) -> None:
    """Appends those that are not there yet."""
    rows = _first_of_each(many, lambda click: sound(click.id))
    if rows:
        for (known,) in server.ask(_KNOWN_CLICKS, {"ids": list(rows)}):
            rows.pop(known, None)
    made = CLICKS.rows(clicks.click_row(name, each) for name, each in rows.items())
    server.insert("click", CLICKS.columns, made)


def _delivery_key(delivery: Delivery) -> tuple[UUID, str]:
    return message_key(delivery.network_message_id), sound(delivery.recipient)


def _first_of_each(
    values: Iterable[_Value], key_of: Callable[[_Value], _Key]
) -> dict[_Key, _Value]:
    first: dict[_Key, _Value] = {}
    for value in values:
        first.setdefault(key_of(value), value)
    return first
