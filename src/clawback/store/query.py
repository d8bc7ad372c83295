"""Compiles a filter to an engine's SQL; `filters/match.py` says what each test means.

The tree is walked here, once for every engine; the table's `Dialect` writes what engines say
differently. User text never becomes SQL: columns come from the table's closed list, values are
bound. NULL counts as false: AND and OR keep it so by themselves, NOT is `Dialect.opposite`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from clawback.filters.comparing import moment, wanted_keys, wanted_text
from clawback.filters.errors import FilterError
from clawback.filters.fields import Field, Kind, Origin, header_prefix
from clawback.filters.ip import network_order
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
from clawback.store.columns import NEWLINE, folded, sound
from clawback.store.dialect import Bound
from clawback.store.fields import Place
from clawback.store.hashes import hash_of
from clawback.store.tables import DELIVERY_TABLE, Contents, Table

_TextTest: TypeAlias = Contains | Wildcard | Regex | Present
_ValueTest: TypeAlias = AnyOf | Compare | Between | InNetwork
_LARGEST = (1 << 63) - 1  # of a whole number in every engine
_SORTS = {
    Kind.NUMBER: Bound.NUMBER,
    Kind.SIZE: Bound.NUMBER,
    Kind.CLOCK: Bound.NUMBER,
    Kind.TIME: Bound.TIME,
    Kind.IP: Bound.IP,
    Kind.BOOLEAN: Bound.TRUTH,
}
_NEVER = "false"
_MANY = 1000  # values; one bound list is quicker than so many
_MANY_OF_SEVERAL = 20  # the same, where each row has several to be compared with


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """SQL that is true for the rows a filter finds, with the values it binds by name.

    `fields` are the filter fields it asks about, without those of one header each.
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
    bounds = compiler.bounds = [
        f"{table.time} {order} {compiler.bind(at, Bound.TIME)}"
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
        (compiler.condition(tagged_with([name], tags)), compiler.bind(name, Bound.TEXT))
        for name in tags.names
    ]
    sql = table.dialect.those_true(cases)
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
        self._dialect = table.dialect
        self.values: dict[str, object] = dict(values)
        self.fields: set[str] = set()
        self.bounds: Sequence[str] = ()

    def bind(self, value: object, sort: Bound) -> str:
        return self._dialect.bound(self._keep(self._dialect.kept(sort, value)), sort)

    def _keep(self, value: object) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return name

    def condition(self, part: Filter) -> str:
        match part:
            case Everything():
                return "true"
            case And(parts):
                return _joined(" AND ", map(self.condition, parts), "true")
            case Or(parts):
                return _joined(" OR ", map(self.condition, parts), _NEVER)
            case Not(inner):
                return self._dialect.opposite(self.condition(inner))
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
            case _:
                return self._field_test(self._words.field(test.field), test)

    def _field_test(self, field: Field, test: _TextTest | _ValueTest) -> str:
        match test:
            case Contains() | Wildcard() | Regex() | Present():
                sql = self._text_test(field, test)
            case _:
                sql = self._value_test(field, test)
        if field.origin is not Origin.MESSAGE:
            return sql
        return self._contents().deliveries(sql, self.bounds)

    def _contents(self) -> Contents:
        if self._table.contents is None:
            raise AssertionError("These rows have no messages.")  # and their words no such field
        return self._table.contents

    def _text_test(self, field: Field, test: _TextTest) -> str:
        match test:
            case Contains():
                return self._contains(field, wanted_text(field, sound(test.text)))
            case Wildcard():
                return self._found(field, wildcard_expression(field, sound(test.pattern)))
            case Regex():
                return self._found(field, regex_expression(sound(test.expression)))
            case Present():
                return self._present(field)

    def _value_test(self, field: Field, test: _ValueTest) -> str:
        match test:
            case AnyOf():
                return self._any_of(field, test)
            case Compare():
                value = self._bound(field, test.value)
                return self._some(field, lambda each: f"{each} {test.order.value} {value}")
            case Between():
                return self._between(field, test)
            case InNetwork():
                first, last = (self.bind(end, Bound.IP) for end in network_order(test.network))
                return f"({self._place(field).equal} BETWEEN {first} AND {last})"

    def _between(self, field: Field, test: Between) -> str:
        low, high = self._bound(field, test.low), self._bound(field, test.high)
        if field.kind is Kind.CLOCK and _is_later(test.low, test.high):  # over midnight
            return self._some(field, lambda each: f"{each} >= {low} OR {each} <= {high}")
        return self._some(field, lambda each: f"{each} BETWEEN {low} AND {high}")

    def _place(self, field: Field) -> Place:
        prefix = header_prefix(field)
        if prefix:
            return self._contents().header_values(self.bind(prefix, Bound.TEXT), len(prefix))
        self.fields.add(field.name)
        return self._table.place_of(field)

    def _any_of(self, field: Field, test: AnyOf) -> str:
        wanted = wanted_keys(field, test.values, self._now) - {None, ""}
        most = _MANY_OF_SEVERAL if field.several else _MANY
        if len(wanted) > most and (not field.several or self._listed(field)):
            return self._among(field, wanted)
        return self._equals(field, [one for key in wanted for one in _fitting(key)])

    def _listed(self, field: Field) -> bool:
        """Whether it has several values that stand in the row's own table, as lists ask for."""
        return field.kind is Kind.URL or field.name in self._words.listed_texts

    def _equals(self, field: Field, wanted: list[object]) -> str:
        if not wanted:
            return _NEVER
        place = self._place(field)
        values = [self.bind(value, sort_of(field)) for value in wanted]
        if field.several:
            return self._dialect.shares(place.equal, values)
        same = f"{place.equal} IN ({', '.join(values)})"
        if not place.hashed:
            return f"({same})"
        hashes = {self.bind(hash_of(sound(str(value))), Bound.HASH) for value in wanted}
        return f"({place.hashed} IN ({', '.join(sorted(hashes))}) AND {same})"

    def _contains(self, field: Field, needle: str) -> str:
        """The text, and before it each of its words: cheap tests that few rows pass."""
        if not needle:
            return self._present(field)
        needles = self._needles(needle)
        if field.name == "url" and self._table.url_lines and NEWLINE not in needle:
            self._place(field)
            return self._contains_all(self._table.url_lines, needles)
        return self._some(field, lambda each: self._contains_all(each, needles))

    def _contains_all(self, text: str, needles: Iterable[str]) -> str:
        tests = (self._dialect.contains(text, needle) for needle in needles)
        return _joined(" AND ", tests, _NEVER)

    def _needles(self, needle: str) -> list[str]:
        words = dict.fromkeys((*needle.split(), needle))
        return [self.bind(self._dialect.needle(word), Bound.TEXT) for word in words]

    def _found(self, field: Field, expression: str) -> str:
        bound = self.bind(self._dialect.expression(expression), Bound.TEXT)
        return self._some(
            field, lambda each: f"{each} <> '' AND {self._dialect.matches(each, bound)}"
        )

    def _some(self, field: Field, test: Callable[[str], str]) -> str:
        """The test on the field's value, or that one of its several values passes it."""
        text = self._place(field).text
        return self._dialect.some(text, test) if field.several else f"({test(text)})"

    def _present(self, field: Field) -> str:
        if field.kind in {Kind.TEXT, Kind.URL, Kind.IP}:
            return self._some(field, lambda each: f"{each} <> ''")
        return self._dialect.known(field, self._place(field).text)

    def _bound(self, field: Field, value: Scalar) -> str:
        return self.bind(_clamped(moment(value, self._now)), sort_of(field))

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
        """Equality with one of many values, bound as one list."""
        equal, sort = self._place(field).equal, sort_of(field)
        values = [self._dialect.kept(sort, one) for key in keys for one in _fitting(key)]
        many = self._dialect.bound_list(self._keep(values), sort)
        if not field.several:
            return self._dialect.among(equal, many)
        row, source = self._table.row, self._table.source
        return self._dialect.some_among(equal, many, row=row, source=source)


def _is_later(low: Scalar, high: Scalar) -> bool:
    return isinstance(low, int) and isinstance(high, int) and low > high


def _joined(word: str, parts: Iterable[str], empty: str) -> str:
    every = list(parts)
    return f"({word.join(every)})" if every else empty


def sort_of(field: Field) -> Bound:
    """What sort of value equality compares the field with."""
    if field.name == "network_message_id":
        return Bound.ID
    return _SORTS.get(field.kind, Bound.TEXT)


def _fitting(key: object) -> tuple[object, ...]:
    """A key of `filters/comparing.py`; none when no row can have it."""
    return (key,) if _clamped(key) == key else ()


def _clamped(value: object) -> object:
    """A number that fits, anything else as it is."""
    return max(-_LARGEST, min(_LARGEST, value)) if isinstance(value, int) else value
