"""Reads one value of a field into the test it stands for, kind by kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from clawback.filters.choices import choice, means_none
from clawback.filters.clock import HINT as CLOCK_HINT
from clawback.filters.clock import read_clock
from clawback.filters.errors import FilterError
from clawback.filters.fields import Field, Kind
from clawback.filters.ip import ip_key, network_of
from clawback.filters.patterns import LONGEST, compiled, regex_expression, wildcard_expression
from clawback.filters.scan import Piece
from clawback.filters.times import HINT as TIME_HINT
from clawback.filters.times import Period, read_time
from clawback.filters.tree import (
    Ago,
    AnyOf,
    Between,
    Compare,
    Contains,
    InNetwork,
    Not,
    Order,
    Present,
    Regex,
    Scalar,
    Test,
    Wildcard,
)

_SIZE = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,6})?) ?(?:(k|m|g|t)?i?b|(k|m|g|t))?", re.IGNORECASE)
_SIZE_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}
_NUMBER = re.compile(r"-?[0-9]{1,18}")
_LARGEST = (1 << 63) - 1

_TEXT_TAKES = '":" (equals; with * and ? as wildcards), "~" (contains), ":/…/" and ":*" (present)'
_NUMBER_TAKES = '":" (equals), "<", "<=", ">", ">=", ":low..high" and ":*" (present)'
TAKES = {
    Kind.TEXT: _TEXT_TAKES,
    Kind.URL: _TEXT_TAKES,
    Kind.IP: '":" (an address, or a network such as 10.0.0.0/8) and ":*" (present)',
    Kind.NUMBER: _NUMBER_TAKES,
    Kind.SIZE: _NUMBER_TAKES,
    Kind.TIME: _NUMBER_TAKES,
    Kind.CLOCK: _NUMBER_TAKES,
    Kind.CHOICE: '":" (is one of) and ":*" (present)',
    Kind.BOOLEAN: '":true", ":false" and ":*" (present)',
}
"""The operators each kind takes, in words."""

_TEXTUAL = {Kind.TEXT, Kind.URL}
ORDERED = frozenset({Kind.NUMBER, Kind.SIZE, Kind.TIME, Kind.CLOCK})
"""Kinds whose values stand before and after one another."""

_BOOLEANS = {"true": True, "yes": True, "false": False, "no": False}


def equals(field: Field, piece: Piece) -> Test | Not:
    """What `field:value` says. Raises `FilterError`.

    A negation only for `none` where that is no value but says that there is none.
    """
    _refuse_misread(field, piece)
    if field.kind is Kind.CHOICE and means_none(field, piece):
        return Not(Present(field.name))
    if piece.text and not piece.text.strip("*") and piece.wild:
        return Present(field.name)
    if piece.expression:
        return _regex(field, piece)
    if field.kind in ORDERED:
        return _ordered(field, piece)
    return _READERS[field.kind](field, piece)


def contains(field: Field, piece: Piece) -> Test:
    """The test of `field~value`. Raises `FilterError`."""
    if field.kind not in _TEXTUAL:
        raise not_taken(field, piece, "~")
    if "*" in piece.wild:
        raise piece.error(
            '"~" finds the text anywhere already.',
            "Leave the * out, or put it in quotes to look for the character.",
        )
    if not piece.text:
        raise _empty(field, piece)
    return Contains(field.name, piece.text)


def compares(field: Field, order: Order, piece: Piece) -> Test:
    """The test of `field<value` and its like. Raises `FilterError`."""
    if field.kind not in ORDERED:
        raise not_taken(field, piece, order.value)
    low, high = _ends(field, piece, piece.text)
    outside = order in (Order.GREATER, Order.AT_MOST)
    return Compare(field.name, order, high if outside else low)


def not_taken(field: Field, piece: Piece, operator: str) -> FilterError:
    """The error for an operator that the field's kind does not take."""
    return piece.error(
        f'"{field.name}" does not take "{operator}".', f"It takes {TAKES[field.kind]}."
    )


def _refuse_misread(field: Field, piece: Piece) -> None:
    if not piece.text:
        raise _empty(field, piece)
    if not piece.bare or piece.expression or field.kind in ORDERED:
        return
    if piece.text.startswith("-"):
        raise piece.error(
            f"A value that starts with - is not read as an exclusion: {piece.shown}.",
            f"Write -{field.name}:value to exclude it, or put it in quotes.",
        )
    if "," in piece.text and field.kind is not Kind.URL:
        raise piece.error(
            f"It is not clear whether {piece.shown} is one value or several.",
            f"Write {field.name}:(a, b) for several, or put it in quotes.",
        )


def _empty(field: Field, piece: Piece) -> FilterError:
    return piece.error(
        f'"{field.name}" needs a value.',
        f"To find those without one, write -{field.name}:*.",
    )


def _text(field: Field, piece: Piece) -> Test:
    text = _with_root(field, piece.text)
    active = {"*"} if field.kind is Kind.URL else {"*", "?"}
    if not piece.wild & active:
        return AnyOf(field.name, (text,))
    if piece.literal & active:
        raise piece.error(
            f"A wildcard and a quoted * or ? cannot stand in one value: {piece.shown}.",
            "Write an expression instead, such as :/a\\*b.*/.",
        )
    return _checked(Wildcard(field.name, text), wildcard_expression(field, text), piece)


def _with_root(field: Field, text: str) -> str:
    """A path may be written without its first slash."""
    rooted = field.name != "url_path" or text.startswith(("/", "*"))
    return text if rooted else f"/{text}"


def _regex(field: Field, piece: Piece) -> Test:
    if field.kind not in _TEXTUAL:
        raise not_taken(field, piece, ":/…/")
    return _checked(Regex(field.name, piece.text), regex_expression(piece.text), piece)


def _checked(test: Wildcard | Regex, expression: str, piece: Piece) -> Test:
    if len(piece.text) > LONGEST:
        raise piece.error(f"A pattern can have {LONGEST:,} characters; this one has more.")
    try:
        compiled(expression)
    except ValueError as error:
        raise piece.error(
            f"The pattern {piece.shown} cannot be used: {str(error).replace('(?i)', '', 1)}.",
            "Write one that RE2 knows.",
        ) from None
    return test


def _ip(field: Field, piece: Piece) -> Test:
    if "/" in piece.text:
        try:
            return InNetwork(field.name, network_of(piece.text))
        except ValueError:
            raise _not_ip(piece, "network") from None
    key = ip_key(piece.text)
    if key is None:
        raise _not_ip(piece, "IP address")
    return AnyOf(field.name, (key,))


def _not_ip(piece: Piece, what: str) -> FilterError:
    return piece.error(
        f"{piece.shown} is no {what}.",
        "Write an address (192.0.2.7, 2001:db8::1) or a network (192.0.2.0/24).",
    )


def _ordered(field: Field, piece: Piece) -> Test:
    if ".." in piece.text:
        return _range(field, piece)
    low, high = _ends(field, piece, piece.text)
    if isinstance(low, Ago):
        return Compare(field.name, Order.AT_LEAST, low)
    return AnyOf(field.name, (low,)) if low == high else Between(field.name, low, high)


def _boolean(field: Field, piece: Piece) -> Test:
    value = _BOOLEANS.get(piece.text.lower())
    if value is None:
        raise piece.error(
            f"{piece.shown} is not a value of {field.name}.", 'It can be "true" or "false".'
        )
    return AnyOf(field.name, (value,))


def _range(field: Field, piece: Piece) -> Test:
    first, _, second = piece.text.partition("..")
    if not first and not second:
        raise piece.error("A range needs at least one end.", f"Write {field.name}:1..5 or 1.. .")
    if not second:
        return Compare(field.name, Order.AT_LEAST, _ends(field, piece, first)[0])
    high = _ends(field, piece, second)[1]
    if not first:
        return Compare(field.name, Order.AT_MOST, high)
    low = _ends(field, piece, first)[0]
    if field.kind is not Kind.CLOCK and _reversed(low, high):
        raise piece.error(f"The range {piece.shown} ends before it starts.", "Swap its ends.")
    return Between(field.name, low, high)


def _reversed(low: Scalar, high: Scalar) -> bool:
    if isinstance(low, Ago) and isinstance(high, Ago):
        return low.before < high.before
    if isinstance(low, Ago) or isinstance(high, Ago):
        return False  # only the clock can tell
    return bool(low > high)  # type: ignore[operator]  # two numbers or two times: one kind


def _ends(field: Field, piece: Piece, text: str) -> tuple[Scalar, Scalar]:
    """The first and the last value that the text stands for."""
    reader = _ENDS[field.kind]
    try:
        return reader(text.strip())
    except ValueError:
        hint = _HINTS[field.kind]
        raise piece.error(
            f'{piece.shown} is not a {field.kind.value} for "{field.name}".', hint
        ) from None


_HINTS = {
    Kind.TIME: TIME_HINT,
    Kind.SIZE: "Write a number of bytes, or one with a unit: 500kb, 1.5mb.",
    Kind.NUMBER: "Write a whole number, such as 3.",
    Kind.CLOCK: CLOCK_HINT,
}


def _time(text: str) -> tuple[Scalar, Scalar]:
    read = read_time(text)
    return (read.low, read.high) if isinstance(read, Period) else (read, read)


def _size(text: str) -> tuple[Scalar, Scalar]:
    match = _SIZE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    power = _SIZE_POWERS[(match[2] or match[3] or "").lower()]
    size = int(Decimal(match[1]) * 1024**power)
    if size > _LARGEST:
        raise ValueError(text)
    return size, size


def _number(text: str) -> tuple[Scalar, Scalar]:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return int(text), int(text)


_ENDS: dict[Kind, Callable[[str], tuple[Scalar, Scalar]]] = {
    Kind.TIME: _time,
    Kind.SIZE: _size,
    Kind.NUMBER: _number,
    Kind.CLOCK: read_clock,
}
_READERS: dict[Kind, Callable[[Field, Piece], Test]] = {
    Kind.TEXT: _text,
    Kind.URL: _text,
    Kind.IP: _ip,
    Kind.CHOICE: choice,
    Kind.BOOLEAN: _boolean,
}
