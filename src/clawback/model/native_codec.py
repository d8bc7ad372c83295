"""`codec.from_json` in native code, for processes that have pydantic loaded anyway.

It takes half the time for nearly all values. What it does not take is left to `codec`, which reads
it (a lone surrogate) or refuses it (a time without a zone, a value of a wrong type). Every value
has the type of its field; a time may here be Unix seconds too, as text.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from typing import TypeVar, get_args, get_type_hints

from pydantic import TypeAdapter

from clawback.model.codec import from_json
from clawback.model.message import Message

_Value = TypeVar("_Value")


def read_json(kind: type[_Value], text: bytes) -> _Value:
    """The value of class `kind` in `text`; raises `CodecError` when it is not one."""
    adapter, times = _reader(kind)  # type: ignore[arg-type] # a class can be hashed
    try:
        value: _Value = adapter.validate_json(text, strict=True)
    except ValueError:
        return from_json(kind, text)
    if any(_lacks_zone(getattr(value, name)) for name in times):
        return from_json(kind, text)
    return value


def message_as_written(text: bytes) -> Message:
    """A message that goes on as it came.

    It was all checked and is ASCII, so the store may keep the same text: to write it again would
    cost as much as to read it. `dataclasses.replace` gives a message without the text.
    """
    message = read_json(Message, text)
    if text.isascii():
        object.__setattr__(message, "written", text.decode("ascii"))
    return message


@lru_cache(maxsize=64)
def _reader(kind: type[_Value]) -> tuple[TypeAdapter[_Value], tuple[str, ...]]:
    """What reads values of a class, and which of its fields are times."""
    hints = get_type_hints(kind)
    named = [(each.name, hints[each.name]) for each in fields(kind)]  # type: ignore[arg-type] # as in `codec`
    times = [name for name, hint in named if datetime in {hint, *get_args(hint)}]
    return TypeAdapter(kind), tuple(times)


def _lacks_zone(moment: datetime | None) -> bool:
    return moment is not None and moment.tzinfo is None
