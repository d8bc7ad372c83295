"""Says a filter in one English sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from clawback.filters.choices import choices_of
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
from clawback.filters.vocabulary import DELIVERIES, Vocabulary
from clawback.model.counted import counted

_SHOWN = 5
_ORDERS = {
    Order.LESS: "less than",
    Order.AT_MOST: "at most",
    Order.GREATER: "more than",
    Order.AT_LEAST: "at least",
}
_TIME_ORDERS = {
    Order.LESS: "before {}",
    Order.AT_MOST: "{} or earlier",
    Order.GREATER: "after {}",
    Order.AT_LEAST: "{} or later",
}
_UNITS = ((1024**3, "GB"), (1024**2, "MB"), (1024, "KB"))
_SPANS = {
    "w": ("week", timedelta(weeks=1)),
    "d": ("day", timedelta(days=1)),
    "h": ("hour", timedelta(hours=1)),
}
_MINUTES = ("minute", timedelta(minutes=1))
_NAMES = {"Exchange"}  # words of labels that keep their capital


def describe(filter: Filter, vocabulary: Vocabulary = DELIVERIES) -> str:  # noqa: A002 - as in `match`
    """The filter as a sentence: `Deliveries where the subject contains "invoice".` and its like."""
    if isinstance(filter, Everything):
        return f"Every {vocabulary.one}."
    return f"{vocabulary.many.capitalize()} where {_said(filter, vocabulary)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A condition in few words: what it is about, and what is said of that.

    `label` is empty where the condition is about no single field.
    """

    label: str
    says: str


def brief(part: Filter, vocabulary: Vocabulary = DELIVERIES) -> Brief:
    """A condition as a label shows it: `Subject`, `contains "invoice"`."""
    inner, not_ = (part.part, True) if isinstance(part, Not) else (part, False)
    match inner:
        case Everything() | And() | Or() | Not():
            return Brief(label="", says=_said(part, vocabulary))
        case Words(text):
            return Brief(label="", says=f"{'not ' if not_ else ''}{_quoted(text)}")
        case InList(name):
            return Brief(label="List", says=f"{'not ' if not_ else ''}{_quoted(name)}")
        case _:
            return _brief_test(vocabulary.field(inner.field), inner, not_=not_)


def _brief_test(field: Field, test: Test, *, not_: bool) -> Brief:
    if not field.several:
        return Brief(label=field.label, says=_predicate(field, test, not_=not_))
    if isinstance(test, Present):
        return Brief(label=field.label, says="none" if not_ else "any")
    says = _predicate(field, test, not_=False)
    return Brief(label=field.label, says=f"none {says}" if not_ else says)


def _said(part: Filter, words: Vocabulary) -> str:
    match part:
        case Everything():
            return "anything holds"
        case And(parts):
            return _joined(_words_together(parts, words), "and")
        case Or(parts):
            return _joined([_enclosed(each, words) for each in parts], "or")
        case Not(inner):
            return _not(inner, words)
        case _:
            return _test(part, words, not_=False)


def _joined(said: list[str], word: str) -> str:
    return f" {word} ".join(said)


def _enclosed(part: Filter, words: Vocabulary) -> str:
    said = _said(part, words)
    return f"({said})" if isinstance(part, And | Or) else said


def _words_together(parts: tuple[Filter, ...], words: Vocabulary) -> list[str]:
    """The parts, bare words as one."""
    bare = [_quoted(each.text) for each in parts if isinstance(each, Words)]
    rest = [_enclosed(each, words) for each in parts if not isinstance(each, Words)]
    if not bare:
        return rest
    return [
        f"{_listed(bare, 'and')} {'appears' if len(bare) == 1 else 'appear'} {words.places}",
        *rest,
    ]


def _listed(said: list[str], word: str) -> str:
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} {word} {said[-1]}"


def _not(inner: Filter, words: Vocabulary) -> str:
    if isinstance(inner, Everything | And | Or | Not):
        return f"it is not so that ({_said(inner, words)})"
    return _test(inner, words, not_=True)


def _test(test: Test, words: Vocabulary, *, not_: bool) -> str:
    if isinstance(test, Words):
        verb = "does not appear" if not_ else "appears"
        return f"{_quoted(test.text)} {verb} {words.places}"
    if isinstance(test, InList):
        verb = "stand" if not_ else "stands"
        none = "none of its" if not_ else "one of its"
        return f'{none} IDs, hashes, URLs or addresses {verb} in the list "{test.name}"'
    return _field_test(words.field(test.field), test, not_=not_)


def _field_test(field: Field, test: Test, *, not_: bool) -> str:
    name = _name(field)
    if not field.several:
        subject = f'"{name}"' if field.kind is Kind.BOOLEAN else f"the {name}"
        return f"{subject} {_predicate(field, test, not_=not_)}"
    subject = f"{'no' if not_ else _article(name)} {name}"
    if isinstance(test, Present):
        return f"there is {subject}"
    return f"{subject} {_predicate(field, test, not_=False)}"


def _article(name: str) -> str:
    return "an" if name[0] in "aeioAEIO" else "a"


def _predicate(field: Field, test: Test, *, not_: bool) -> str:
    be = "is not" if not_ else "is"
    match test:
        case AnyOf(_, values):
            return f"{be} {_values(field, values)}"
        case Present():
            return f"{be} known"
        case InNetwork(_, network):
            return f"{be} in the network {network}"
        case Compare(_, order, value):
            return f"{be} {_order(field, order, value)}"
        case Between(_, low, high):
            return f"{be} {_range(field, low, high)}"
        case _:
            return _text_predicate(test, not_=not_)


def _text_predicate(test: Test, *, not_: bool) -> str:
    match test:
        case Contains(_, text):
            return f"{'does not contain' if not_ else 'contains'} {_quoted(text)}"
        case Wildcard(_, pattern):
            return f"{'does not fit' if not_ else 'fits'} the pattern {_quoted(pattern)}"
        case Regex(_, expression):
            return f"{'does not match' if not_ else 'matches'} the expression /{expression}/"
        case _:
            raise AssertionError(test)


def _name(field: Field) -> str:
    first, blank, rest = field.label.partition(" ")
    kept = first.isupper() or first in _NAMES
    return (first if kept else first.lower()) + blank + rest


def _values(field: Field, values: tuple[Scalar, ...]) -> str:
    said = [_value(field, value) for value in values[:_SHOWN]]
    if len(values) > _SHOWN:
        return f"one of {len(values):,} values ({', '.join(said)}, …)"
    return _listed(said, "or")


def _value(field: Field, value: Scalar) -> str:
    if isinstance(value, Ago):
        return _ago(value)
    if isinstance(value, datetime):
        return _time(write_exact(value))
    if isinstance(value, int) and field.kind in _NUMBERS:
        return _NUMBERS[field.kind](value)
    label = next((m.label for m in choices_of(field) if m.value == value), None)
    if label or isinstance(value, int):
        return label or f"{value:,}"
    return value if field.kind is Kind.IP else _quoted(value)


def _order(field: Field, order: Order, value: Scalar) -> str:
    low = order in (Order.LESS, Order.AT_LEAST)
    if field.kind is Kind.CLOCK:
        return _TIME_ORDERS[order].format(_end(field, value, low=low))
    if not isinstance(value, datetime | Ago):
        return f"{_ORDERS[order]} {_value(field, value)}"
    return _TIME_ORDERS[order].format(_end(field, value, low=low))


def _range(field: Field, low: Scalar, high: Scalar) -> str:
    if isinstance(low, datetime | Ago) and isinstance(high, datetime | Ago):
        period = write_period(low, high)
        if period:
            return f"{'within' if 'T' in period else 'on'} {_time(period)}"
    return f"from {_end(field, low, low=True)} to {_end(field, high, low=False)}"


def _end(field: Field, value: Scalar, *, low: bool) -> str:
    if isinstance(value, datetime):
        return _time(write_low(value) if low else write_high(value))
    if field.kind is Kind.CLOCK and isinstance(value, int):
        return f"{write_clock_low(value) if low else write_clock_high(value)} UTC"
    return _value(field, value)


def _time(written: str) -> str:
    day, _, hour = written.partition("T")
    return f"{day} {hour.removesuffix('Z')} UTC" if hour else f"{day} (UTC)"


def _ago(value: Ago) -> str:
    if not value.before:
        return "now"
    unit, width = _SPANS.get(value.text[-1:], _MINUTES)
    return _counted(value.before // width, unit) + " ago"


def _counted(count: int, unit: str) -> str:
    return counted(count, unit)


def _size(size: int) -> str:
    for width, unit in _UNITS:
        if size and size % width == 0:
            return f"{size // width:,} {unit}"
    return _counted(size, "byte")


def _boolean(value: int) -> str:
    return "true" if value else "false"


def _clock(value: int) -> str:
    return f"{write_clock(value)} UTC"


_NUMBERS: dict[Kind, Callable[[int], str]] = {
    Kind.SIZE: _size,
    Kind.CLOCK: _clock,
    Kind.BOOLEAN: _boolean,
}


def _quoted(text: str) -> str:
    return f'"{text}"'
