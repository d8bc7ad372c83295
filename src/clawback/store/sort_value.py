"""What a row is sorted by, and which row comes first; `page_sql.py` says it to an engine.

The value is the first that the row has of the field, as it is shown: text folded, an address as
`filters/ip.py` orders addresses, the code of an enumeration, the message's key for its id. Text
goes by code points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from enum import Enum
from functools import partial
from itertools import dropwhile
from typing import Any

from clawback.filters.comparing import entries
from clawback.filters.fields import FIELDS, Field, Kind
from clawback.filters.ip import ip_order
from clawback.model.delivery import Row
from clawback.store.columns import folded
from clawback.store.counting import TEXTS
from clawback.store.keys import message_key, order_of, order_of_cursor
from clawback.store.port import Cursor, Page
from clawback.store.sorting import ForeignCursorError, LostCursorError, Sort, SortValue

LONGEST_VALUE = 300  # characters of a value that a cursor repeats

Value = Callable[[Row], SortValue]


def value_of(field: Field) -> Value:
    """How a row answers when it is sorted by the field."""
    if field.name == "network_message_id":
        return lambda row: str(message_key(row.delivery.network_message_id))
    return partial(_first, field)


def sorted_by(sort: Sort, rows: Iterable[Row]) -> list[Row]:
    """The rows in this order."""
    every = sorted(rows, key=lambda row: order_of(row.delivery))
    if sort.by_time:
        return every if sort.descending else sorted(every, key=_moment)
    value = value_of(FIELDS[sort.field])
    known: list[tuple[Any, Row]] = [(value(row), row) for row in every]  # Any: all of one kind
    told = sorted(
        (pair for pair in known if pair[0] is not None),
        key=lambda pair: pair[0],
        reverse=sort.descending,
    )
    return [row for _, row in told] + [row for own, row in known if own is None]


def page_of(rows: Iterable[Row], sort: Sort, *, limit: int, after: Cursor | None) -> Page:
    """A page of the rows. Raises `ForeignCursorError` or `LostCursorError`."""
    if after is not None and after.sort != sort:
        raise ForeignCursorError
    every = sorted_by(sort, rows)
    later = every if after is None else _beyond(after, every)
    shown = tuple(later[:limit])
    more = len(later) > limit and shown
    return Page(rows=shown, next=cursor_after(shown[-1], sort) if more else None)


def cursor_after(row: Row, sort: Sort) -> Cursor:
    """A page ends with this row."""
    value = None if sort.by_time else value_of(FIELDS[sort.field])(row)
    return Cursor(
        time_received=row.delivery.time_received, key=row.delivery.key, sort=sort, value=value
    )


def shortened(cursor: Cursor) -> Cursor:
    """The cursor with no more than the beginning of a long text, for a URL."""
    if isinstance(cursor.value, str) and len(cursor.value) > LONGEST_VALUE:
        return cursor.cut_to(LONGEST_VALUE)
    return cursor


def _beyond(cursor: Cursor, rows: Sequence[Row]) -> Sequence[Row]:
    """Those of the sorted rows that come after the cursor."""
    whole = _whole(cursor, rows)
    return list(dropwhile(lambda row: not _comes_after(row, whole), rows))


def _first(field: Field, row: Row) -> SortValue:
    found = entries(field, row)
    if not found:
        return None
    first: Any = found[0]  # Any: as its field's kind says
    if field.kind is Kind.IP:
        return ip_order(first)
    if field.kind in TEXTS:
        return folded(first)
    value: SortValue = first.value if isinstance(first, Enum) else first
    return value


def _moment(row: Row) -> timedelta:
    """Ascending, for rows that are in descending order: their ties stay as they are."""
    return -order_of(row.delivery)[0]


def _whole(cursor: Cursor, rows: Sequence[Row]) -> Cursor:
    if not cursor.cut:
        return cursor
    for row in rows:
        if row.delivery.key == cursor.key:
            return cursor_after(row, cursor.sort)
    raise LostCursorError


def _comes_after(row: Row, cursor: Cursor) -> bool:
    sort = cursor.sort
    if sort.by_time and not sort.descending:
        own, end = order_of(row.delivery), order_of_cursor(cursor)
        return own[0] < end[0] if own[0] != end[0] else own > end
    value: Any = None if sort.by_time else value_of(FIELDS[sort.field])(row)  # Any: of one kind
    if value == cursor.value:
        return order_of(row.delivery) > order_of_cursor(cursor)
    if value is None or cursor.value is None:
        return value is None
    return bool(value < cursor.value if sort.descending else value > cursor.value)
