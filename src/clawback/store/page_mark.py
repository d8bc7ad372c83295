"""A page's end, of rows or of groups, as one opaque word for URLs."""

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
from clawback.store.grouping import GroupMark, GroupOrder
from clawback.store.groups import digest_of
from clawback.store.json_row import moment_text
from clawback.store.port import Cursor
from clawback.store.sort_value import LONGEST_VALUE, shortened
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
    return _word(parts)


def read_cursor(text: str) -> Cursor:
    """What `write_cursor` wrote; raises `BadCursorError` for anything else."""
    try:
        return _cursor(_parts(text))
    except (ValueError, TypeError, RecursionError, binascii.Error):
        raise BadCursorError from None


def write_group_mark(mark: GroupMark) -> str:
    """The same of groups."""
    key, digest = mark.key, mark.digest
    if isinstance(key, str) and len(key) > LONGEST_VALUE:
        key, digest = key[:LONGEST_VALUE], digest_of(key)
    return _word([mark.field, mark.order.value, _written(mark.measure), _written(key), digest])


def read_group_mark(text: str) -> GroupMark:
    """What `write_group_mark` wrote; raises `BadCursorError` for anything else."""
    try:
        return _group_mark(_parts(text))
    except (ValueError, TypeError, RecursionError, binascii.Error):
        raise BadCursorError from None


def _word(parts: Sequence[object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).rstrip(b"=").decode()


def _parts(text: str) -> list[object]:
    padded = text.encode("ascii") + b"=" * (-len(text) % 4)
    parts = json.loads(base64.urlsafe_b64decode(padded))
    if not isinstance(parts, list):
        raise TypeError
    return parts


def _group_mark(parts: Sequence[object]) -> GroupMark:
    name, order, measure, key, digest = parts
    field, by = SHOWN.get(_text(name)), GroupOrder(_text(order))
    if field is None:
        raise ValueError
    return GroupMark(
        field=field.name,
        order=by,
        measure=_number(measure) if by is GroupOrder.COUNT else _moment(_text(measure)),
        key=None if key is None else _read(field, key),
        digest=_text(digest) if isinstance(key, str) else "",
    )


def _cursor(parts: Sequence[object]) -> Cursor:
    """Raises `ValueError` or `TypeError`."""
    if len(parts) not in {_PLAIN, _SORTED}:
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
