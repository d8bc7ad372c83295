"""Which rows a page holds, found in as few and as narrow looks as it takes.

Rows that share a value come newest first. So a page is: the rest of the value at which the last
page ended, then the next values in order, then the rows without a value. A look at the values
alone says which come next; only of the last of them may there be more rows than fit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, takewhile
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from clawback.store.columns import moment_of, naive, sound
from clawback.store.keys import OrderKey, message_key
from clawback.store.page_sql import Ordered, by_time_sql, leading_sql, tied_sql, value_of_sql
from clawback.store.port import Cursor
from clawback.store.sorting import LostCursorError, Sort, SortValue

# Any: a row holds what its SELECT says.
Ask: TypeAlias = Callable[[str, Mapping[str, object]], Sequence[tuple[Any, ...]]]


class Pick(NamedTuple):
    """A row of a page: what it is sorted by, its number in the table, its message if that was read.

    To tell the messages of rows afterwards costs a tenth of a page; to be sorted by time it is read
    anyway.
    """

    value: SortValue
    row: int
    message: UUID | None = None


Chosen: TypeAlias = list[Pick]
"""Equal values stand together."""


def settled(chosen: Chosen, sort: Sort, keys: Mapping[int, OrderKey]) -> Chosen:
    """The rows in their order, now that it is known which key each has (`keys.order_of`)."""
    if sort.by_time:
        return chosen
    ties = (list(same) for _, same in groupby(chosen, key=lambda pick: pick.value))
    return [pick for same in ties for pick in sorted(same, key=lambda pick: keys[pick.row])]


@dataclass(frozen=True, slots=True, kw_only=True)
class ByTime:
    """Rows in order of time."""

    ask: Ask
    source: str
    where: str
    values: Mapping[str, object]
    newest_first: bool

    def chosen(self, after: Cursor | None, most: int) -> Chosen:
        sql = by_time_sql(
            self.source, self.where, newest_first=self.newest_first, after=after is not None
        )
        values = {**self.values, **_place_of(after), "most": most}
        return [Pick(None, row, message) for row, message in self.ask(sql, values)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ByValue:
    """Rows in order of a field's value."""

    ask: Ask
    ordered: Ordered
    values: Mapping[str, object]
    is_id: bool

    def chosen(self, after: Cursor | None, most: int) -> Chosen:
        """Raises `LostCursorError`."""
        if after is None:
            return self._onward(None, most)
        value = self._whole(after) if after.cut else after.value
        found = self._tied(value, after, most)
        if value is None or len(found) == most:
            return found
        return found + self._onward(value, most - len(found))

    def _onward(self, beyond: SortValue, most: int) -> Chosen:
        found = self._leading(beyond, most)
        if len(found) < most:
            return found + self._tied(None, None, most - len(found))
        last = found[-1].value
        complete = list(takewhile(lambda pick: pick.value != last, found))
        return complete + self._tied(last, None, most - len(complete))

    def _leading(self, beyond: SortValue, most: int) -> Chosen:
        sql = leading_sql(self.ordered, self._bound(beyond))
        values = {**self.values, "most": most, **_bindings(beyond)}
        return [Pick(known_value(value), row) for value, row in self.ask(sql, values)]

    def _tied(self, value: SortValue, after: Cursor | None, most: int) -> Chosen:
        sql = tied_sql(self.ordered, self._bound(value), after=after is not None)
        values = {**self.values, **_place_of(after), "most": most, **_bindings(value)}
        return [Pick(value, row, message) for row, message in self.ask(sql, values)]

    def _whole(self, after: Cursor) -> SortValue:
        message, recipient = message_key(after.key.network_message_id), sound(after.key.recipient)
        values = {**self.values, "id": message, "recipient": recipient}
        for (value,) in self.ask(value_of_sql(self.ordered), values):
            if isinstance(value, str) and value.startswith(str(after.value)):
                return value
        raise LostCursorError

    def _bound(self, value: SortValue) -> str:
        """The name of a bound value with its type, or nothing for none."""
        if value is None:
            return ""
        return "$sorted::UUID" if self.is_id else f"$sorted::{_TYPES[type(value)]}"


_TYPES: Mapping[type, str] = {
    str: "VARCHAR",
    bool: "BOOLEAN",
    int: "BIGINT",
    bytes: "BLOB",
    datetime: "TIMESTAMP",
}


def known_value(value: object) -> SortValue:
    """As `sort_value.py` has it."""
    match value:
        case UUID():
            return str(value)
        case datetime():
            return moment_of(value)
        case str() | int() | bytes():
            return value
        case _:
            raise AssertionError(value)


def _bindings(value: SortValue) -> dict[str, object]:
    if value is None:
        return {}
    return {"sorted": naive(value) if isinstance(value, datetime) else value}


def _place_of(cursor: Cursor | None) -> dict[str, object]:
    if cursor is None:
        return {}
    return {
        "t": naive(cursor.time_received),
        "id": message_key(cursor.key.network_message_id),
        "recipient": sound(cursor.key.recipient),
    }
