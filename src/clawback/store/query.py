"""Compiles a filter to DuckDB's SQL; `filters/match.py` says what each test means.

User text never becomes SQL: columns come from the closed list in `fields.py`, values are bound.
NULL counts as false everywhere: AND and OR keep it so by themselves, and NOT asks `IS NOT TRUE`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from clawback.filters.comparing import moment, wanted_keys, wanted_text
from clawback.filters.errors import FilterError
from clawback.filters.fields import Field, Kind
from clawback.filters.ip import ip_order, network_order
from clawback.filters.listed import listed
from clawback.filters.patterns import regex_expression, wildcard_expression
from clawback.filters.tagged import tagged_with, untagged
from clawback.filters.tree import (
    And,
    AnyOf,
    Between,
    Compare,
    Contains,
    Everything,
    Filter,
    InList,
    InNetwork,
    Not,
    Or,
    Present,
    Regex,
    Scalar,
    Test,
    Wildcard,
    Words,
)
from clawback.model.tags import NO_TAGS, Tags
from clawback.store.columns import NEWLINE, folded, naive, sound
from clawback.store.fields import Place
from clawback.store.keys import message_key
from clawback.store.tables import DELIVERY_TABLE, Table

_LARGEST = (1 << 63) - 1  # of the engine's BIGINT
_SQL_TYPES = {
    Kind.NUMBER: "BIGINT",
    Kind.SIZE: "BIGINT",
    Kind.CLOCK: "BIGINT",
    Kind.TIME: "TIMESTAMP",
    Kind.IP: "BLOB",
    Kind.BOOLEAN: "BOOLEAN",
}
_NEVER = "false"
_MANY = 1000  # values; a join is quicker than comparing with so many


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """SQL that is true for the rows a filter finds, with the values it binds by name.

    `fields` are the filter fields it asks about.
    """

    sql: str
    values: Mapping[str, object]
    fields: frozenset[str]


def compile_filter(
    part: Filter,
    *,
    now: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
    lists: Mapping[str, frozenset[str]] | None = None,
    tags: Tags = NO_TAGS,
    table: Table = DELIVERY_TABLE,
    beside: Condition | None = None,
) -> Condition:
    """The filter and its bounds on the time of a row, as SQL over the source of the table.

    It binds what `beside` binds too, so that both can stand in one statement.

    Raises `FilterError` for a list that is not among `lists`, or a tag that is not among `tags`.
    """
    compiler = _Compiler(now, lists or {}, table, beside.values if beside else {})
    bounds = [
        f"{table.time} {order} {compiler.bind(naive(at))}::TIMESTAMP"
        for order, at in ((">=", since), ("<", until))
        if at is not None
    ]
    sql = " AND ".join([*bounds, compiler.condition(untagged(part, tags))])
    return Condition(sql=sql, values=compiler.values, fields=frozenset(compiler.fields))


def compile_tags(
    tags: Tags, *, now: datetime, beside: Condition, table: Table = DELIVERY_TABLE
) -> Condition:
    """SQL of the list of a row's tags, over the same source; binds what `beside` binds too."""
    compiler = _Compiler(now, {}, table, beside.values)
    cases = [
        f"CASE WHEN {compiler.condition(tagged_with([name], tags))}"
        f" THEN {compiler.bind(name)}::VARCHAR END"
        for name in tags.names
    ]
    sql = f"list_filter([{', '.join(cases)}]::VARCHAR[], lambda each: each IS NOT NULL)"
    return Condition(sql=sql, values=compiler.values, fields=frozenset(compiler.fields))


class _Compiler:
    def __init__(
        self,
        now: datetime,
        lists: Mapping[str, frozenset[str]],
        table: Table,
        values: Mapping[str, object],
    ) -> None:
        self._now = now
        self._lists = lists
        self._table = table
        self._words = table.vocabulary
        self.values: dict[str, object] = dict(values)
        self.fields: set[str] = set()

    def bind(self, value: object) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"${name}"

    def condition(self, part: Filter) -> str:
        match part:
            case Everything():
                return "true"
            case And(parts):
                return _joined(" AND ", map(self.condition, parts), "true")
            case Or(parts):
                return _joined(" OR ", map(self.condition, parts), _NEVER)
            case Not(inner):
                return f"(({self.condition(inner)}) IS NOT TRUE)"
            case _:
                return self._test(part)

    def _test(self, test: Test) -> str:
        match test:
            case Words(text):
                needle = folded(text)
                fields = map(self._words.field, self._words.words)
                places = (self._contains(field, needle) for field in fields)
                return _joined(" OR ", places, _NEVER)
            case InList(name):
                return _joined(" OR ", self._in_list(name), _NEVER)
            case Contains() | Wildcard() | Regex() | Present():
                return self._text_test(self._words.field(test.field), test)
            case _:
                return self._value_test(self._words.field(test.field), test)

    def _text_test(self, field: Field, test: Contains | Wildcard | Regex | Present) -> str:
        match test:
            case Contains():
                return self._contains(field, wanted_text(field, sound(test.text)))
            case Wildcard():
                return self._found(field, wildcard_expression(field, sound(test.pattern)))
            case Regex():
                return self._found(field, regex_expression(sound(test.expression)))
            case Present():
                return self._present(field)

    def _value_test(self, field: Field, test: AnyOf | Compare | Between | InNetwork) -> str:
        match test:
            case AnyOf():
                return self._any_of(field, test)
            case Compare():
                value = self._bound(field, test.value)
                return self._some(field, lambda each: f"{each} {test.order.value} {value}")
            case Between():
                return self._between(field, test)
            case InNetwork():
                first, last = map(self.bind, network_order(test.network))
                place = self._place(field)
                return f"({place.equal} BETWEEN {first}::BLOB AND {last}::BLOB)"

    def _between(self, field: Field, test: Between) -> str:
        low, high = self._bound(field, test.low), self._bound(field, test.high)
        if field.kind is Kind.CLOCK and _is_later(test.low, test.high):  # over midnight
            return self._some(field, lambda each: f"{each} >= {low} OR {each} <= {high}")
        return self._some(field, lambda each: f"{each} BETWEEN {low} AND {high}")

    def _place(self, field: Field) -> Place:
        self.fields.add(field.name)
        return self._table.place_of(field)

    def _any_of(self, field: Field, test: AnyOf) -> str:
        wanted = wanted_keys(field, test.values, self._now) - {None, ""}
        if len(wanted) > _MANY and not field.several:
            return self._among(field, wanted)
        return self._equals(field, [bound for key in wanted for bound in _equal_form(field, key)])

    def _equals(self, field: Field, wanted: list[object]) -> str:
        if not wanted:
            return _NEVER
        place, kind = self._place(field), _sql_type(field)
        values = ", ".join(f"{self.bind(value)}::{kind}" for value in wanted)
        if field.several:
            return f"list_has_any({place.equal}, [{values}])"
        return f"({place.equal} IN ({values}))"

    def _contains(self, field: Field, needle: str) -> str:
        """The text, and before it each of its words: cheap tests that few rows pass."""
        if not needle:
            return self._present(field)
        needles = self._needles(needle)
        if field.name == "url" and self._table.url_lines and NEWLINE not in needle:
            self._place(field)
            return _contains_all(self._table.url_lines, needles)
        return self._some(field, lambda each: _contains_all(each, needles))

    def _needles(self, needle: str) -> list[str]:
        words = dict.fromkeys((*needle.split(), needle))
        return [self.bind(word) for word in words]

    def _found(self, field: Field, expression: str) -> str:
        bound = self.bind(expression)
        return self._some(field, lambda each: f"{each} <> '' AND regexp_matches({each}, {bound})")

    def _some(self, field: Field, test: Callable[[str], str]) -> str:
        """The test on the field's value, or that one of its several values passes it."""
        text = self._place(field).text
        if field.several:
            return f"(len(list_filter({text}, lambda each: {test('each')})) > 0)"
        return f"({test(text)})"

    def _present(self, field: Field) -> str:
        if field.kind in {Kind.TEXT, Kind.URL, Kind.IP}:
            return self._some(field, lambda each: f"{each} <> ''")
        text = self._place(field).text
        return f"(len({text}) > 0)" if field.several else f"({text} IS NOT NULL)"

    def _bound(self, field: Field, value: Scalar) -> str:
        return f"{self.bind(_plain(moment(value, self._now)))}::{_sql_type(field)}"

    def _in_list(self, name: str) -> Iterator[str]:
        if name not in self._lists:
            raise FilterError(f'There is no list "{name}".')
        wanted = listed(self._lists[name])
        places = (
            *((name, wanted.texts) for name in self._words.listed_texts),
            (self._words.listed_host, wanted.hosts),
            (self._words.listed_url, wanted.urls),
            (self._words.listed_ip, wanted.addresses),
        )
        for listed_name, keys in places:
            if keys - {""}:
                yield self._among(self._words.field(listed_name), keys - {""})

    def _among(self, field: Field, keys: Iterable[object]) -> str:
        """Equality with one of many values, as a join: rows are not compared with each value."""
        place, kind = self._place(field), _sql_type(field)
        bound = self.bind([form for key in keys for form in _equal_form(field, key)])
        many = f"(SELECT unnest({bound}::{kind}[]))"
        if not field.several:
            return f"({place.equal} IN {many})"
        row, source = self._table.row, self._table.source
        entries = f"SELECT {row} AS r, unnest({place.equal}) AS entry FROM {source}"  # noqa: S608 - closed list
        return f"({row} IN (SELECT r FROM ({entries}) WHERE entry IN {many}))"  # noqa: S608 - bound


def _is_later(low: Scalar, high: Scalar) -> bool:
    return isinstance(low, int) and isinstance(high, int) and low > high


def _contains_all(text: str, needles: Iterable[str]) -> str:
    return _joined(" AND ", (f"contains({text}, {needle})" for needle in needles), _NEVER)


def _joined(word: str, parts: Iterable[str], empty: str) -> str:
    every = list(parts)
    return f"({word.join(every)})" if every else empty


def _sql_type(field: Field) -> str:
    if field.name == "network_message_id":
        return "UUID"
    return _SQL_TYPES.get(field.kind, "VARCHAR")


def _equal_form(field: Field, key: object) -> tuple[object, ...]:
    """A key of `filters/comparing.py` as the store keeps it; none when no row can have it."""
    if field.name == "network_message_id":
        return (message_key(str(key)),)
    if field.kind is Kind.IP:
        return (ip_order(str(key)),)
    if isinstance(key, int) and not isinstance(key, bool) and abs(key) > _LARGEST:
        return ()
    return (_plain(key),)


def _plain(value: object) -> object:
    """As the engine takes it: text whole, time in UTC, numbers that fit."""
    match value:
        case str():
            return sound(str(value))
        case datetime():
            return naive(value)
        case bool():
            return value
        case int():
            return max(-_LARGEST, min(_LARGEST, value))
        case _:
            return value
