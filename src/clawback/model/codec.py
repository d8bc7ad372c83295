"""Frozen values to JSON and back: for the store, and for what crosses from a parsing child.

The reader trusts nothing: every value is checked against the declared type of its field, because a
child that read hostile mail may have been taken over. A field that has its default is left out; a
key that is not known is passed over, so that an older reader understands a newer writer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain
from operator import attrgetter
from types import NoneType, UnionType
from typing import TypeVar, Union, get_args, get_origin, get_type_hints

from clawback.model.errors import BadInputError
from clawback.model.message import Message

_Value = TypeVar("_Value")
_Convert = Callable[[object], object]
_ENCODER = json.JSONEncoder(separators=(",", ":"), check_circular=False)  # values are trees
_WRITERS: dict[object, _Convert] = {}  # made once for each type
_READERS: dict[object, _Convert] = {}


class CodecError(BadInputError):
    """The JSON does not hold the value it should."""

    code = "codec"


def message_to_json(message: Message) -> str:
    """One line of JSON: that which the message was read from, if kept, else ASCII."""
    return message.written or to_json(message)


def message_from_json(text: str | bytes) -> Message:
    """The message that `message_to_json` wrote; raises `CodecError` for anything else."""
    return from_json(Message, text)


def to_json(value: object) -> str:
    """One of our frozen values as one line of ASCII JSON.

    Fields may be text, numbers, booleans, enums, aware times, tuples, other such values, or `None`.
    """
    return _ENCODER.encode(_writer(type(value))(value))


def from_json(kind: type[_Value], text: str | bytes) -> _Value:
    """The value of class `kind` in `text`; raises `CodecError` when it is not one."""
    try:
        plain = text if isinstance(text, str) else text.decode("utf-8")
        read = _reader(kind)(json.loads(plain))
    except (ValueError, TypeError, RecursionError) as error:
        raise CodecError(f"The JSON of a {kind.__name__} could not be read: {error}") from error
    if not isinstance(read, kind):
        raise CodecError(f"The JSON does not hold a {kind.__name__}.")
    return read


# --- writing: only what JSON does not know by itself is converted -------------------------------


def _writer(kind: object) -> _Convert:
    if kind not in _WRITERS:
        _WRITERS[kind] = _make_writer(kind)
    return _WRITERS[kind]


def _make_writer(kind: object) -> _Convert:
    hinted = _hinted_fields(kind)
    plan = [(field.name, _default(field), _convert_out(hint)) for field, hint in hinted]
    all_of = attrgetter(*(field.name for field, _ in hinted), "__class__")  # two give a tuple

    def write(value: object) -> object:
        data: dict[str, object] = {}
        for (name, default, convert), item in zip(plan, all_of(value), strict=False):
            if item is not default and item != default:
                data[name] = convert(item) if convert else item
        return data

    return write


def _convert_out(hint: object) -> _Convert | None:
    """How a value of this type is made ready for JSON; `None` when it is ready as it stands."""
    if _is_optional(hint):
        some = _convert_out(_inner(hint))
        return None if some is None else _optional(some)
    if get_origin(hint) is tuple:
        each = _convert_out(get_args(hint)[0])
        return None if each is None else _listed(each)
    if hint is datetime:
        return _time_out
    return _writer(hint) if isinstance(hint, type) and is_dataclass(hint) else None


def _time_out(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _listed(each: _Convert) -> _Convert:
    def write(value: object) -> object:
        return [each(item) for item in value] if isinstance(value, tuple) else value

    return write


# --- reading: everything is checked ------------------------------------------------------------


def _reader(kind: object) -> _Convert:
    if kind not in _READERS:
        _READERS[kind] = _make_reader(kind)
    return _READERS[kind]


def _make_reader(kind: object) -> _Convert:
    if _is_optional(kind):
        return _optional(_reader(_inner(kind)))
    if get_origin(kind) is tuple:
        return _tuple_reader(get_args(kind))
    if kind is datetime:
        return _time_in
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind
    if isinstance(kind, type) and is_dataclass(kind):
        return _value_reader(kind)
    return _plain_reader(kind)


def _value_reader(kind: type) -> _Convert:
    readers = {field.name: _reader(hint) for field, hint in _hinted_fields(kind)}
    make: Callable[..., object] = kind

    texts = frozenset(field.name for field, hint in _hinted_fields(kind) if hint is str)

    def read(data: object) -> object:
        if not isinstance(data, dict):
            raise TypeError(f"{kind.__name__} is not an object")
        known: Mapping[str, object] = data
        items: dict[str, object] = {}
        for name, item in known.items():
            if type(item) is str and name in texts:  # most are, and need no call
                items[name] = item
            elif name in readers:
                items[name] = readers[name](item)
        return make(**items)

    return read


def _tuple_reader(parts: tuple[object, ...]) -> _Convert:
    if len(parts) == 2 and parts[1] is ...:  # noqa: PLR2004 - tuple[X, ...] has two arguments
        row = get_args(parts[0]) if get_origin(parts[0]) is tuple else ()
        if row and set(row) == {str}:
            return _rows_reader(len(row))
        return _many_reader(_reader(parts[0]), plain=parts[0] is str)
    each = [_reader(part) for part in parts]

    def read(data: object) -> object:
        return tuple(one(item) for one, item in zip(each, _list(data), strict=True))

    return read


def _many_reader(each: _Convert, *, plain: bool) -> _Convert:
    def read(data: object) -> object:
        items = _list(data)
        if plain and set(map(type, items)) <= {str}:
            return tuple(items)
        return tuple([each(item) for item in items])

    return read


def _rows_reader(width: int) -> _Convert:
    """Many rows of `width` texts, such as headers, checked by the fewest calls."""

    def read(data: object) -> object:
        rows = [_list(row) for row in _list(data)]
        if set(map(len, rows)) <= {width} and set(map(type, chain.from_iterable(rows))) <= {str}:
            return tuple(map(tuple, rows))
        raise TypeError(f"not rows of {width} texts")

    return read


def _plain_reader(kind: object) -> _Convert:
    accepted = {str: (str,), bool: (bool,), int: (int,), float: (float, int)}
    try:
        types: tuple[type, ...] = accepted[kind]  # type: ignore[index] # a miss is the error below
    except KeyError:
        raise TypeError(f"{kind} has no place in JSON") from None

    def read(data: object) -> object:
        if type(data) in types:
            return data
        raise TypeError(f"{type(data).__name__} where {types[0].__name__} belongs")

    return read


def _time_in(data: object) -> object:
    if not isinstance(data, str):
        raise TypeError("a time is not text")
    moment = datetime.fromisoformat(data)
    if moment.tzinfo is None:
        raise ValueError("a time has no zone")
    return moment


def _list(data: object) -> list[object]:
    if isinstance(data, list):
        return data
    raise TypeError(f"{type(data).__name__} where a list belongs")


# --- types -------------------------------------------------------------------------------------


def _hinted_fields(kind: object) -> list[tuple[Field[object], object]]:
    if not isinstance(kind, type) or not is_dataclass(kind):
        raise TypeError(f"{kind} is not one of our values")
    hints = get_type_hints(kind)
    return [(field, hints[field.name]) for field in fields(kind) if field.init]


def _default(field: Field[object]) -> object:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


def _is_optional(hint: object) -> bool:
    return get_origin(hint) in {Union, UnionType} and NoneType in get_args(hint)


def _inner(hint: object) -> object:
    kinds: list[object] = [kind for kind in get_args(hint) if kind is not NoneType]
    if len(kinds) != 1:
        raise TypeError(f"{hint} leaves open what it is")
    return kinds[0]


def _optional(some: _Convert) -> _Convert:
    def either(value: object) -> object:
        return None if value is None else some(value)

    return either
