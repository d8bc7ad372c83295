"""What of the list has changed, as those read it who carry it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from sqlalchemy import select

from clawback.database import Connection
from clawback.entries.entry import Direction, EntryAction, Place, Value, ValueKind
from clawback.entries.index import (
    BLOCKS,
    CLICK,
    FOR_EVER,
    INBOUND,
    MAIL,
    OUTBOUND,
    Changed,
    Line,
)
from clawback.entries.keys import key_of
from clawback.entries.records.tables import entry

_columns = entry.c
_DIRECTIONS = {
    Direction.INBOUND.value: INBOUND,
    Direction.OUTBOUND.value: OUTBOUND,
    Direction.BOTH.value: INBOUND + OUTBOUND,
}
_KINDS = {one.value: one for one in ValueKind}
_PLACES = {Place.MAIL.value: MAIL, Place.CLICK.value: CLICK}


def changed_since(connection: Connection, number: int) -> Iterator[Changed]:
    """What has changed after this edition; of the beginning what is not gone."""
    asked = select(
        _columns.number,
        _columns.kind,
        _columns.text,
        _columns.action,
        _columns.direction,
        _columns.places,
        _columns.expires_at,
        _columns.gone_at,
    ).where(_columns.edition > number)
    if number == 0:
        asked = asked.where(_columns.gone_at.is_(None))
    ordered = asked.order_by(_columns.number).execution_options(yield_per=5000)
    # Plain tuples, unpacked at once: there may be a million of them.
    for entry_number, kind, text, action, direction, places, expires, gone in connection.execute(
        ordered
    ):
        key = key_of(Value(kind=_KINDS[kind], text=text))
        if gone is not None:
            yield Changed(key, entry_number, None)
            continue
        flags = _flags(action, direction, places)
        yield Changed(key, entry_number, Line(entry_number, flags, expires or FOR_EVER))


@lru_cache(maxsize=64)
def _flags(action: str, direction: str, places: str) -> int:
    does = BLOCKS if action == EntryAction.BLOCK.value else 0
    return does + _DIRECTIONS[direction] + sum(_PLACES[one] for one in places.split(","))
