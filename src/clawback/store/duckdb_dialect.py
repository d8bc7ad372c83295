"""DuckDB's SQL. NULL stands for empty text and empty lists, and counts as false."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from clawback.filters.fields import Field, Kind
from clawback.filters.ip import ip_order
from clawback.store.bars import Grain
from clawback.store.chart import Bucket
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
    Bound.HASH: "UINTEGER",
}
_ISO = "%Y-%m-%dT%H:%M:%S.%fZ"  # as `json_row.moment_text`


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
        if len(wanted) == 1:  # twice as quick
            return f"list_contains({entries}, {wanted[0]})"
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

    def grain(self, grain: Grain, moment: str) -> str:
        if grain is Grain.QUARTER:
            return f"time_bucket(INTERVAL '15 minutes', {moment})"
        return f"date_trunc('{grain.value}', {moment})::TIMESTAMP"

    def bucket(self, bucket: Bucket, moment: str) -> str:
        return f"date_trunc('{bucket.value}', {moment})::TIMESTAMP"

    def words(self, field: Field, value: str) -> str:
        text = f"strftime({value}, '{_ISO}')" if field.kind is Kind.TIME else f"({value})::VARCHAR"
        return f"coalesce({text}, '')"

    def texts(self, values: str) -> str:
        return f"coalesce({values}, [])::VARCHAR[]"

    def entries(self, texts: str) -> str:
        """The quick way is for nearly all lists there are."""
        return (
            f"CASE WHEN len({texts}) = 0 THEN [''] WHEN len({texts}) = 1 THEN {texts}"
            f" ELSE {_some_entries(texts)} END"
        )

    def place_among(self, text: str, many: str) -> str:
        return f"coalesce(list_position({many}, {text}), 0)"

    def places_among(self, texts: str, many: str) -> str:
        """Quick for nearly all, too."""
        only = self.place_among(f"coalesce(({texts})[1], '')", many)
        each = self.place_among("each", many)
        places = f"list_transform({_some_entries(texts)}, lambda each: {each})"
        return f"CASE WHEN len({texts}) <= 1 THEN [{only}] ELSE list_distinct({places}) END"

    def spelled_as(self, entry: str, texts: str, spellings: str) -> str:
        return (
            f"coalesce(CASE WHEN len({texts}) <= 1 THEN {spellings}[1]"
            f" ELSE {spellings}[list_position({texts}, {entry})] END, '')"
        )

    def pairs(self, keys: str, numbers: str) -> str:
        return f"(SELECT unnest({keys}) AS key, unnest({numbers}) AS number)"

    def unfold(self, entries: str) -> str:
        return f"unnest({entries})"


def _some_entries(texts: str) -> str:
    entries = f"list_filter(list_distinct({texts}), lambda each: each <> '')"
    return f"CASE WHEN len({entries}) = 0 THEN [''] ELSE {entries} END"


DUCKDB = DuckdbDialect()
