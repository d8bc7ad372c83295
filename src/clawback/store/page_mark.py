"""A page's end as one opaque word for URLs."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from clawback.filters.fields import SHOWN, Field, Kind
from clawback.model.delivery import DeliveryKey
from clawback.store.columns import sound
from clawback.store.json_row import moment_text
from clawback.store.port import Cursor
from clawback.store.sort_value import shortened
from clawback.store.sorting import NEWEST, BadCursorError, Sort, SortValue

_PLAIN = 3  # parts of a cursor in the usual order
_SORTED = 6
_LARGEST = (1 << 63) - 1  # of an engine's integers


def write_cursor(cursor: Cursor) -> str:
    """Base64url (RFC 4648 §5) without padding. Of a long text it holds the beginning."""
    parts: list[object] = [
        moment_text(cursor.time_received),
        cursor.key.network_message_id,
        cursor.key.recipient,
    ]
    if cursor.sort != NEWEST:
        short = shortened(cursor)
        parts += [str(cursor.sort), _written(short.value), short.cut]
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).rstrip(b"=").decode()


def read_cursor(text: str) -> Cursor:
    """What `write_cursor` wrote; raises `BadCursorError` for anything else."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        parts = json.loads(base64.urlsafe_b64decode(padded))
        return _cursor(parts)
    except (ValueError, TypeError, RecursionError, binascii.Error):
        raise BadCursorError from None


def _cursor(parts: Sequence[object]) -> Cursor:
    """Raises `ValueError` or `TypeError`."""
    if not isinstance(parts, list) or len(parts) not in {_PLAIN, _SORTED}:
        raise ValueError
    at, message, recipient = map(_text, parts[:_PLAIN])
    place = Cursor(
        time_received=_moment(at),
        key=DeliveryKey(network_message_id=message, recipient=recipient),
    )
    return place if len(parts) == _PLAIN else _sorted(place, *parts[_PLAIN:])


def _sorted(place: Cursor, order: object, value: object, cut: object) -> Cursor:
    name = _text(order)
    field = SHOWN.get(name.removeprefix("-"))
    if field is None or not isinstance(cut, bool):
        raise ValueError
    return Cursor(
        time_received=place.time_received,
        key=place.key,
        sort=Sort(field=field.name, descending=name.startswith("-")),
        value=None if value is None or field.name == NEWEST.field else _read(field, value),
        cut=cut and isinstance(value, str),
    )


def _written(value: SortValue) -> object:
    match value:
        case bytes():
            return value.hex()
        case datetime():
            return moment_text(value)
        case _:
            return value


def _read(field: Field, value: object) -> SortValue:
    """A value that such a field can have; raises `ValueError` or `TypeError`."""
    if field.name == "network_message_id":
        return str(UUID(_text(value)))
    match field.kind:
        case Kind.IP:
            return bytes.fromhex(_text(value))
        case Kind.TIME:
            return _moment(_text(value))
        case Kind.NUMBER | Kind.SIZE:
            return _number(value)
        case Kind.BOOLEAN:
            return _truth(value)
        case _:
            return sound(_text(value))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LARGEST:
        raise TypeError
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(UTC)
