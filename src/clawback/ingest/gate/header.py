"""Changes of a mail's header, on its bytes and as what the mail server is told. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

_FIELD = re.compile(rb"[^\r\n].*(?:\r\n[ \t].*)*(?:\r\n|\Z)")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderChange:
    """Another value for the field called `name` at `place`, counted from 1 among its namesakes.

    At place 0 a field is added, at the end. An empty value removes the field. Values have CRLF and
    a blank before what was folded, and no blank in front.
    """

    name: str
    place: int
    value: bytes = b""


@dataclass(frozen=True, slots=True)
class Field:
    """One field as it stands: `name` in lower case, `value` without the blank in front."""

    name: str
    value: bytes
    text: bytes


def fields_of(head: bytes) -> list[Field]:
    """The fields of a header whose lines end with CRLF, with or without the empty line."""
    return [_field(found[0]) for found in _FIELD.finditer(head)]


def places(fields: Sequence[Field], name: str) -> list[int]:
    """The places of those called `name`, last first: so they can be removed one after another."""
    count = sum(one.name == name.lower() for one in fields)
    return list(range(count, 0, -1))


def changed(head: bytes, changes: Sequence[HeaderChange]) -> bytes:
    """The header after these changes, without the empty line; in it places do not move."""
    fields = fields_of(head)
    wanted = {(one.name.lower(), one.place): one for one in changes if one.place}
    kept = list(_kept(fields, wanted))
    added = (one for one in changes if not one.place and one.value)
    return b"".join([*kept, *(_written(one.name, one.value) for one in added)])


def without(changes: Sequence[HeaderChange], names: Collection[str]) -> tuple[HeaderChange, ...]:
    """The changes of other fields than those called `names` (lower case)."""
    return tuple(one for one in changes if one.name.lower() not in names)


def _kept(fields: Sequence[Field], wanted: dict[tuple[str, int], HeaderChange]) -> Iterator[bytes]:
    seen: dict[str, int] = {}
    for one in fields:
        seen[one.name] = seen.get(one.name, 0) + 1
        change = wanted.get((one.name, seen[one.name]))
        if change is None:
            yield one.text
        elif change.value:
            yield _written(change.name, change.value)


def _field(text: bytes) -> Field:
    name, _, value = text.partition(b":")
    plain = name.strip().lower().decode("ascii", "replace")
    return Field(plain, value.strip(b" \t\r\n"), text)


def _written(name: str, value: bytes) -> bytes:
    return name.encode("ascii") + b": " + value + b"\r\n"
