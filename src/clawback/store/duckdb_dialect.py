"""DuckDB's SQL. NULL stands for empty text and empty lists, and counts as false."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from clawback.filters.fields import Field
from clawback.filters.ip import ip_order
from clawback.store.columns import naive, sound
from clawback.store.dialect import Bound
from clawback.store.keys import message_key

_TYPES = {
    Bound.TEXT: "VARCHAR",
    Bound.NUMBER: "BIGINT",
    Bound.TIME: "TIMESTAMP",
    Bound.IP: "BLOB",
    Bound.ID: "UUID",
    Bound.TRUTH: "BOOLEAN",
}


class DuckdbDialect:
    """A `Dialect` over the tables of `schema.py`."""

    def bound(self, name: str, sort: Bound) -> str:
        return f"${name}::{_TYPES[sort]}"

    def bound_list(self, name: str, sort: Bound) -> str:
        return f"${name}::{_TYPES[sort]}[]"

    def kept(self, sort: Bound, value: object) -> object:
        match value:
            case str() if sort is Bound.ID:
                return message_key(value)
            case str() if sort is Bound.IP:
                return ip_order(value)
            case str():
                return sound(str(value))
            case datetime():
                return naive(value)
            case _:
                return value

    def opposite(self, condition: str) -> str:
        return f"(({condition}) IS NOT TRUE)"

    def needle(self, text: str) -> str:
        return text

    def expression(self, text: str) -> str:
        return text

    def contains(self, text: str, needle: str) -> str:
        return f"contains({text}, {needle})"

    def matches(self, text: str, expression: str) -> str:
        return f"regexp_matches({text}, {expression})"

    def some(self, entries: str, test: Callable[[str], str]) -> str:
        return f"(len(list_filter({entries}, lambda each: {test('each')})) > 0)"

    def shares(self, entries: str, wanted: Sequence[str]) -> str:
        return f"list_has_any({entries}, [{', '.join(wanted)}])"

    def among(self, value: str, many: str) -> str:
        """A join: rows are not compared with each value."""
        return f"({value} IN (SELECT unnest({many})))"

    def some_among(self, entries: str, many: str, *, row: str, source: str) -> str:
        """As a join, too."""
        every = f"SELECT {row} AS r, unnest({entries}) AS entry FROM {source}"  # noqa: S608 - closed list
        return f"({row} IN (SELECT r FROM ({every}) WHERE entry IN (SELECT unnest({many}))))"  # noqa: S608 - bound

    def known(self, field: Field, value: str) -> str:
        return f"(len({value}) > 0)" if field.several else f"({value} IS NOT NULL)"

    def those_true(self, cases: Sequence[tuple[str, str]]) -> str:
        listed = ", ".join(f"CASE WHEN {true} THEN {value} END" for true, value in cases)
        return f"list_filter([{listed}]::VARCHAR[], lambda each: each IS NOT NULL)"


DUCKDB = DuckdbDialect()
