"""ClickHouse's SQL. Empty text and empty lists stand for nothing; few columns know NULL."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from clawback.filters.fields import Field, Kind
from clawback.filters.ip import ip_order
from clawback.store.bars import Grain
from clawback.store.chart import Bucket
from clawback.store.columns import sound
from clawback.store.dialect import Bound
from clawback.store.keys import message_key

TIME = "DateTime64(6, 'UTC')"
_TYPES = {
    Bound.TEXT: "String",
    Bound.NUMBER: "Int64",
    Bound.TIME: TIME,
    Bound.IP: "String",
    Bound.ID: "String",
    Bound.TRUTH: "Bool",
}
FIRST = datetime(1900, 1, 1, tzinfo=UTC)
LAST = datetime(2299, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
_ISO = "%Y-%m-%dT%H:%i:%S.%fZ"  # as `json_row.moment_text`
_STARTS = {
    Grain.MINUTE: "toStartOfMinute",
    Grain.QUARTER: "toStartOfFifteenMinutes",
    Grain.HOUR: "toStartOfHour",
    Grain.DAY: "toStartOfDay",
}
_BUCKETS = {
    Bucket.MINUTE: "toStartOfMinute",
    Bucket.HOUR: "toStartOfHour",
    Bucket.DAY: "toStartOfDay",
    Bucket.WEEK: "toMonday",
    Bucket.MONTH: "toStartOfMonth",
}
_PATTERN = re.compile(r"[\\%_]")
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\x00")  # not a backslash and the letters x00


def storable(moment: datetime) -> datetime:
    """The nearest moment that the engine can hold."""
    return min(max(moment.astimezone(UTC), FIRST), LAST)


def moment_text(moment: datetime) -> str:
    """A time as the engine reads it, to the microsecond."""
    return storable(moment).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")


class ClickhouseDialect:
    """A `Dialect` over the tables of `schema.py`."""

    def bound(self, name: str, sort: Bound) -> str:
        value = f"{{{name}:{_TYPES[sort]}}}"
        return f"UUIDStringToNum({value})" if sort is Bound.ID else value

    def bound_list(self, name: str, sort: Bound) -> str:
        values = f"{{{name}:Array({_TYPES[sort]})}}"
        return f"arrayMap(one -> UUIDStringToNum(one), {values})" if sort is Bound.ID else values

    def kept(self, sort: Bound, value: object) -> object:
        match value:
            case str() if sort is Bound.ID:
                return str(message_key(value))
            case str() if sort is Bound.IP:
                return (ip_order(value) or b"").hex()
            case bytes():
                return value.hex()
            case str():
                return sound(str(value))
            case datetime():
                return moment_text(value)
            case _:
                return value

    def opposite(self, condition: str) -> str:
        return f"(NOT ifNull({condition}, false))"

    def needle(self, text: str) -> str:
        """As a pattern: the engine's indexes of words know LIKE."""
        escaped = _PATTERN.sub(r"\\\g<0>", text)
        return f"%{escaped}%"

    def expression(self, text: str) -> str:
        r"""The engine lets a dot mean a line break, too; RE2 by itself does not.

        And it looks first for a text that each match must have, of which `\x00` ends the reading.
        """
        return "(?-s)" + _NUL.sub(r"\g<1>\\x{0}", text)

    def contains(self, text: str, needle: str) -> str:
        return f"{text} LIKE {needle}"

    def matches(self, text: str, expression: str) -> str:
        return f"match({text}, {expression})"

    def some(self, entries: str, test: Callable[[str], str]) -> str:
        return f"arrayExists(each -> ({test('each')}), {entries})"

    def shares(self, entries: str, wanted: Sequence[str]) -> str:
        return f"hasAny({entries}, [{', '.join(wanted)}])"

    def among(self, value: str, many: str) -> str:
        """As a set that is made once; the bare list would be read again for each block."""
        return f"({value} IN (SELECT arrayJoin({many})))"

    def some_among(self, entries: str, many: str, *, row: str, source: str) -> str:
        del row, source
        return f"arrayExists(each -> each IN (SELECT arrayJoin({many})), {entries})"

    def known(self, field: Field, value: str) -> str:
        if field.several:
            return f"notEmpty({value})"
        return f"({value} <> '')" if field.kind is Kind.CHOICE else f"isNotNull({value})"

    def those_true(self, cases: Sequence[tuple[str, str]]) -> str:
        listed = ", ".join(f"if({true}, {value}, '')" for true, value in cases)
        return f"arrayFilter(each -> each <> '', CAST([{listed}], 'Array(String)'))"

    def grain(self, grain: Grain, moment: str) -> str:
        return f"toDateTime64({_STARTS[grain]}({moment}), 6, 'UTC')"

    def bucket(self, bucket: Bucket, moment: str) -> str:
        return f"toDateTime64({_BUCKETS[bucket]}({moment}), 6, 'UTC')"

    def words(self, field: Field, value: str) -> str:
        if field.kind is Kind.TIME:
            return f"formatDateTime({value}, '{_ISO}')"
        return f"ifNull(toString({value}), '')"

    def texts(self, values: str) -> str:
        return f"CAST({values}, 'Array(String)')"

    def entries(self, texts: str) -> str:
        told = f"arrayFilter(each -> each <> '', arrayDistinct({texts}))"
        return f"if(empty({told}), [''], {told})"

    def place_among(self, text: str, many: str) -> str:
        return f"toInt64(indexOf({many}, {text}))"

    def places_among(self, texts: str, many: str) -> str:
        place = self.place_among("each", many)
        return f"arrayDistinct(arrayMap(each -> {place}, {self.entries(texts)}))"

    def spelled_as(self, entry: str, texts: str, spellings: str) -> str:
        """The engine's lists answer for place 0, too."""
        return f"{spellings}[indexOf({texts}, {entry})]"

    def pairs(self, keys: str, numbers: str) -> str:
        each = f"SELECT arrayJoin(arrayZip({keys}, {numbers})) AS pair"
        return f"(SELECT pair.1 AS key, pair.2 AS number FROM ({each}))"  # noqa: S608 - bound

    def unfold(self, entries: str) -> str:
        return f"arrayJoin({entries})"


CLICKHOUSE = ClickhouseDialect()
