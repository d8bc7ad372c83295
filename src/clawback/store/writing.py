"""Appends to the DuckDB tables, inside a transaction that the caller began."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar
from uuid import UUID

import duckdb

from clawback.model.body import body_fingerprint
from clawback.model.codec import message_to_json
from clawback.model.delivery import Delivery
from clawback.model.event import DeliveryEvent
from clawback.model.message import Message
from clawback.store.columns import STORED, row_of, sound
from clawback.store.contents import SEARCHED, searched
from clawback.store.events import insertion
from clawback.store.hashes import HASH_COLUMNS, hashes_of
from clawback.store.keys import message_key

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")

_KNOWN_DELIVERIES = """
    SELECT d.id, d.recipient FROM delivery d
    JOIN (SELECT unnest($ids::UUID[]) AS message, unnest($recipients::VARCHAR[]) AS person) wanted
    ON wanted.message = d.id AND wanted.person = d.recipient
"""
_KNOWN_MESSAGES = "SELECT id FROM message WHERE id IN (SELECT unnest($ids::UUID[]))"
_KNOWN_EVENTS = "SELECT event_id FROM event WHERE event_id IN (SELECT unnest($ids::VARCHAR[]))"
_EVENTS_AT_ONCE = 2000  # binding them keeps other threads waiting for some milliseconds


def insert_deliveries(connection: duckdb.DuckDBPyConnection, deliveries: Iterable[Delivery]) -> int:
    """Appends those that are not there yet; says how many."""
    rows = _first_of_each(deliveries, _delivery_key)
    ids, recipients = [key[0] for key in rows], [key[1] for key in rows]
    wanted = {"ids": ids, "recipients": recipients}
    for known in connection.execute(_KNOWN_DELIVERIES, wanted).fetchall():
        del rows[known]
    stored = [row_of(each) for each in rows.values()]
    hashed = [row + hashes_of(row) for row in stored]
    _insert(connection, "delivery", STORED + HASH_COLUMNS, hashed)
    return len(rows)


def insert_messages(connection: duckdb.DuckDBPyConnection, messages: Iterable[Message]) -> None:
    """Appends those that are not there yet."""
    rows = _first_of_each(messages, lambda message: message_key(message.network_message_id))
    for (known,) in connection.execute(_KNOWN_MESSAGES, {"ids": list(rows)}).fetchall():
        del rows[known]
    contents = [
        (key, message_to_json(each), body_fingerprint(each.text), *searched(each))
        for key, each in rows.items()
    ]
    _insert(connection, "message", ("id", "content", "body_fingerprint", *SEARCHED), contents)


def insert_events(connection: duckdb.DuckDBPyConnection, events: Iterable[DeliveryEvent]) -> None:
    """Appends those that are not there yet."""
    rows = _first_of_each(events, lambda event: sound(event.id))
    for (known,) in connection.execute(_KNOWN_EVENTS, {"ids": list(rows)}).fetchall():
        del rows[known]
    fresh = list(rows.values())
    for at in range(0, len(fresh), _EVENTS_AT_ONCE):
        made = insertion(fresh[at : at + _EVENTS_AT_ONCE])
        connection.execute(made.sql, made.values)


def _delivery_key(delivery: Delivery) -> tuple[UUID, str]:
    return message_key(delivery.network_message_id), sound(delivery.recipient)


def _first_of_each(
    values: Iterable[_Value], key_of: Callable[[_Value], _Key]
) -> dict[_Key, _Value]:
    first: dict[_Key, _Value] = {}
    for value in values:
        first.setdefault(key_of(value), value)
    return first


def _insert(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
) -> None:
    """The engine's appender: 10 to 20 times as fast as bound INSERTs, and needs no Arrow."""
    if rows:
        with connection.appender(table, columns=list(columns)) as appender:
            appender.append_rows(rows)
