"""Writes a tree back as filter text, in one canonical form: `parse(write(tree)) == tree`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from clawback.filters.clock import write_clock, write_clock_high, write_clock_low
from clawback.filters.fields import Field, Kind
from clawback.filters.times import write_exact, write_high, write_low, write_period
from clawback.filters.tree import (
    Ago,
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
    Order,
    Present,
    Regex,
    Scalar,
    Test,
    Wildcard,
    Words,
)
from clawback.filters.urls import refang
from clawback.filters.vocabulary import DELIVERIES, Vocabulary

_SAFE_START = re.compile(r"[^\W_]|<")
_SAFE_VALUE = re.compile(r"[\w@.+<>=$!:#%&;-]+")
_SAFE_URL = re.compile(r"[\w@.+=$!:#%&;/?~-]+")
_SAFE_WORD = re.compile(r"[^\W_][\w@.+-]*")
_KEYWORDS = {"and", "or", "not"}
_SLASH = re.compile(r"\\.|/", re.DOTALL)
_UNITS = ((1024**3, "gb"), (1024**2, "mb"), (1024, "kb"))


def write(filter: Filter, vocabulary: Vocabulary = DELIVERIES) -> str:  # noqa: A002 - as in `match`
    """The filter's canonical text; the empty text for everything."""
    return "" if isinstance(filter, Everything) else _written(filter, vocabulary)


def write_value(field: Field, value: Scalar) -> str:
    """One value of the field, as it can stand after `field:`."""
    if isinstance(value, datetime):
        return write_exact(value)
    if isinstance(value, Ago):
        return value.text
    if isinstance(value, int):
        return _NUMBERS.get(field.kind, str)(value)
    return _text(field, value)


def quote(text: str) -> str:
    """The text in quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _written(part: Filter, words: Vocabulary) -> str:
    match part:
        case Everything():
            return "*"
        case And(parts):
            return " AND ".join(_inside(each, (Or,), words) for each in parts)
        case Or(parts):
            return " OR ".join(_inside(each, (), words) for each in parts)
        case Not(inner):
            return ("NOT " if isinstance(inner, And | Or | Not) else "-") + _inside(
                inner, (And, Or), words
            )
        case Words(text):
            return _word(text)
        case _:
            return _test(part, words)


def _inside(part: Filter, loose: tuple[type[Filter], ...], words: Vocabulary) -> str:
    text = _written(part, words)
    return f"({text})" if isinstance(part, loose) else text


def _word(text: str) -> str:
    plain = _SAFE_WORD.fullmatch(text) and text.lower() not in _KEYWORDS and refang(text) == text
    return text if plain else quote(text)


def _test(test: Test, words: Vocabulary) -> str:
    match test:
        case InList(name):
            return f"list:{name}"
        case Contains(name, text):
            return f"{name}~{quote(text)}"
        case Regex(name, expression):
            return f"{name}:/{_SLASH.sub(_escaped_slash, expression)}/"
        case Wildcard(name, pattern):
            return f"{name}:{_pattern(words.field(name), pattern)}"
        case Present(name):
            return f"{name}:*"
        case _:
            return _value_test(test, words)


def _value_test(test: Test, words: Vocabulary) -> str:
    match test:
        case AnyOf(name, values):
            return f"{name}:{_values(words.field(name), values)}"
        case Compare(name, order, value):
            return f"{name}{order.value}{_end(words.field(name), value, low=_from_low(order))}"
        case Between(name, low, high):
            return f"{name}:{_range(words.field(name), low, high)}"
        case InNetwork(name, network):
            return f"{name}:{network}"
        case _:
            raise AssertionError(test)


def _values(field: Field, values: tuple[Scalar, ...]) -> str:
    written = " OR ".join(write_value(field, value) for value in values)
    return written if len(values) == 1 else f"({written})"


def _from_low(order: Order) -> bool:
    return order in (Order.LESS, Order.AT_LEAST)


def _range(field: Field, low: Scalar, high: Scalar) -> str:
    if isinstance(low, datetime | Ago) and isinstance(high, datetime | Ago):
        period = write_period(low, high)
        if period:
            return period
    return f"{_end(field, low, low=True)}..{_end(field, high, low=False)}"


def _end(field: Field, value: Scalar, *, low: bool) -> str:
    if isinstance(value, datetime | Ago):
        return write_low(value) if low else write_high(value)
    if field.kind is Kind.CLOCK and isinstance(value, int):
        return write_clock_low(value) if low else write_clock_high(value)
    return write_value(field, value)


def _boolean(value: int) -> str:
    return "true" if value else "false"


def _size(size: int) -> str:
    for width, unit in _UNITS:
        if size and size % width == 0:
            return f"{size // width}{unit}"
    return str(size)


_NUMBERS: dict[Kind, Callable[[int], str]] = {
    Kind.SIZE: _size,
    Kind.CLOCK: write_clock,
    Kind.BOOLEAN: _boolean,
}


def _text(field: Field, text: str) -> str:
    plain = _safe(field, text) and _safe_start(field, text) and text.lower() not in _KEYWORDS
    return text if plain else quote(text)


def _safe(field: Field, text: str) -> bool:
    safe = _SAFE_URL if field.kind is Kind.URL else _SAFE_VALUE
    return safe.fullmatch(text) is not None


def _safe_start(field: Field, text: str) -> bool:
    """A path may stand bare where it cannot be taken for an expression."""
    path = field.name == "url_path" and text[0] == "/" and text[-1] != "/"
    return path or _SAFE_START.match(text) is not None


def _pattern(field: Field, pattern: str) -> str:
    """Wildcards bare, what is between them in quotes where it must be."""
    runs = re.split(r"(\*)" if field.kind is Kind.URL else r"([*?])", pattern)
    bare = not runs[0] or _safe_start(field, pattern)
    first = _run(field, runs[0]) if bare else quote(runs[0])
    return first + "".join(_run(field, run) for run in runs[1:])


def _run(field: Field, run: str) -> str:
    return run if run in {"", "*", "?"} or _safe(field, run) else quote(run)


def _escaped_slash(match: re.Match[str]) -> str:
    return r"\/" if match[0] == "/" else match[0]
