"""SQL of rows in any order, a page at a time; `sort_value.py` says what the order means.

A page is one statement: the engine reads the columns that decide the order first, and the others
only of the rows that are taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clawback.filters.fields import FIELDS, Field, Kind
from clawback.store.clickhouse.asking import condition_of, placed
from clawback.store.clickhouse.dialect import TIME, moment_text
from clawback.store.clickhouse.places import source_for
from clawback.store.clickhouse.server import Rows, Server
from clawback.store.columns import moment_of, sound
from clawback.store.fields import Place
from clawback.store.keys import message_key
from clawback.store.port import Cursor, Query
from clawback.store.sorting import ForeignCursorError, LostCursorError, Sort, SortValue

_TEXTUAL = frozenset({Kind.TEXT, Kind.URL})
_T = f"{{t:{TIME}}}"
_ID = "UUIDStringToNum({id:String})"
_TIE = f"(d.id > {_ID} OR (d.id = {_ID} AND d.recipient > {{recipient:String}}))"
_AFTER_NEWEST = f"d.time_received <= {_T} AND (d.time_received < {_T} OR {_TIE})"
_AFTER_OLDEST = f"d.time_received >= {_T} AND (d.time_received > {_T} OR {_TIE})"
_NEWEST_FIRST = "d.time_received DESC, d.id, d.recipient"
_OLDEST_FIRST = "d.time_received, d.id, d.recipient"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """A query's rows in an order: SQL of what they are sorted by, and the parts around it.

    `value` is NULL where a row has none.
    """

    value: str
    source: str
    where: str
    order: str
    bound: Mapping[str, object]

    def select(self, columns: str, *, limit: str = "") -> str:
        """SELECT of what rows are sorted by, and of these columns."""
        return (
            f"SELECT {self.value} AS sorted_by, {columns} FROM {self.source}"  # noqa: S608 - closed list, bound
            f" WHERE {self.where} ORDER BY {self.order}{limit}"
        )


def ordered(
    query: Query, sort: Sort, *, fields: frozenset[str] = frozenset(), after: Cursor | None = None
) -> Ordered:
    """The rows of the query after the cursor; `fields` are asked for as well.

    Raises:
        ForeignCursorError: the cursor is of another order.
    """
    if after is not None and after.sort != sort:
        raise ForeignCursorError
    condition = condition_of(query)
    if sort.by_time:
        later = _AFTER_NEWEST if sort.descending else _AFTER_OLDEST
        return Ordered(
            value="NULL",
            source=source_for(condition.fields | fields),
            where=condition.sql if after is None else f"{condition.sql} AND {later}",
            order=_NEWEST_FIRST if sort.descending else _OLDEST_FIRST,
            bound={**condition.values, **(_place_of(after) if after else {})},
        )
    field = FIELDS[sort.field]
    place, values = placed(field, query, condition)
    value, missing = _value(field, place)
    later = _later(value, missing, after, descending=sort.descending) if after else "true"
    return Ordered(
        value=f"if({missing}, NULL, {value})",
        source=source_for(condition.fields | fields | {field.name}),
        where=f"{condition.sql} AND {later}",
        order=f"{missing}, {value}{' DESC' if sort.descending else ''}, {_NEWEST_FIRST}",
        bound={**values, **(_bound(after) if after else {})},
    )


def known(sort: Sort, value: object) -> SortValue:
    """What the engine gave for `sorted_by`, as `sort_value.py` has it."""
    if value is None or sort.by_time:
        return None
    field = FIELDS[sort.field]
    if field.kind is Kind.IP:
        return bytes.fromhex(str(value))
    if isinstance(value, datetime):
        return moment_of(value)
    return value if isinstance(value, bool | int) else str(value)


def whole(server: Server, query: Query, after: Cursor) -> Cursor:
    """The cursor with all of a value of which it has the beginning; raises `LostCursorError`."""
    if not after.cut:
        return after
    found = ordered(query, after.sort)
    key = f"d.id = {_ID} AND d.recipient = {{recipient:String}}"
    sql = f"SELECT {found.value} FROM {found.source} WHERE {found.where} AND {key} LIMIT 1"  # noqa: S608 - closed list, bound
    rows: Rows = server.ask(sql, {**found.bound, **_place_of(after)})
    value = known(after.sort, rows[0][0]) if rows else None
    if not isinstance(value, str) or not value.startswith(str(after.value)):
        raise LostCursorError
    return Cursor(time_received=after.time_received, key=after.key, sort=after.sort, value=value)


def _value(field: Field, place: Place) -> tuple[str, str]:
    """What a row is sorted by, and whether it has none."""
    if field.name == "network_message_id":
        return "UUIDNumToString(d.id)", "false"
    value = place.equal if field.kind is Kind.IP else place.text
    if field.several and field.kind in _TEXTUAL:
        value = f"arrayFirst(each -> each <> '', {value})"
    elif field.several:
        return f"({value})[1]", f"empty({value})"
    if field.kind in _TEXTUAL | {Kind.IP, Kind.CHOICE}:
        return value, f"empty({value})"
    return value, f"isNull({value})"


def _later(value: str, missing: str, after: Cursor, *, descending: bool) -> str:
    """That a row comes after the cursor's."""
    if after.value is None:
        return f"({missing} AND {_AFTER_NEWEST})"
    sign = "<" if descending else ">"
    wanted = f"{{sorted:{_type_of(after.value)}}}"
    return f"({missing} OR {value} {sign} {wanted} OR ({value} = {wanted} AND {_AFTER_NEWEST}))"


def _type_of(value: SortValue) -> str:
    match value:
        case bool():
            return "Bool"
        case int():
            return "Int64"
        case datetime():
            return TIME
        case _:
            return "String"


def _bound(after: Cursor) -> dict[str, Any]:
    """Any: values of several types, as they are bound."""
    match after.value:
        case None:
            return _place_of(after)
        case bytes():
            value: Any = after.value.hex()  # Any: as above
        case datetime():
            value = moment_text(after.value)
        case str():
            value = sound(after.value)
        case _:
            value = after.value
    return {**_place_of(after), "sorted": value}


def _place_of(cursor: Cursor) -> dict[str, object]:
    return {
        "t": moment_text(cursor.time_received),
        "id": str(message_key(cursor.key.network_message_id)),
        "recipient": sound(cursor.key.recipient),
    }
