"""What a filter says, as a tree of frozen values.

Text and tree are two views of one thing: `parse.py` reads text into a tree, `describe.py` says a
tree in a sentence or writes it back as text, `match.py` asks it about a row in memory, and
`store/query.py` compiles it to SQL. Every value in a tree has already been checked against the
field it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Ago:
    """A moment told from now, such as `-7d`; stays relative until it is asked."""

    before: timedelta
    text: str


Scalar: TypeAlias = str | int | bool | datetime | Ago


class Order(StrEnum):
    """How a value stands to another."""

    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Everything:
    """Every delivery; what an empty filter says."""


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts (two or more)."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of the parts (two or more)."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Not the part."""

    part: Filter


@dataclass(frozen=True, slots=True)
class AnyOf:
    """The field equals one of the values; for a field with several values, one of them does.

    Text compares folded (`model/folding.py`); enumerations hold their code (`delivered_to_junk`).
    """

    field: str
    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Contains:
    """The field's text contains this text, folded."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Wildcard:
    """The whole text fits a pattern in which `*` is any run and `?` any one character, folded."""

    field: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Regex:
    """RE2 finds the expression somewhere in the field's folded text (case does not matter)."""

    field: str
    expression: str


@dataclass(frozen=True, slots=True)
class Compare:
    """A number or a time stands so to the value."""

    field: str
    order: Order
    value: Scalar


@dataclass(frozen=True, slots=True)
class Between:
    """A number or a time lies in the range, both ends included."""

    field: str
    low: Scalar
    high: Scalar


@dataclass(frozen=True, slots=True)
class Present:
    """The field has a value: text that is not empty, a list with an entry, anything known."""

    field: str


@dataclass(frozen=True, slots=True)
class InNetwork:
    """An IP address lies in the network (RFC 4632 notation)."""

    field: str
    network: IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Words:
    """Bare text: it stands somewhere in the subject, addresses, names, URLs or file names."""

    text: str


@dataclass(frozen=True, slots=True)
class InList:
    """One of the delivery's ids, hashes, URLs or addresses stands in the named list."""

    name: str


Test: TypeAlias = (
    AnyOf | Contains | Wildcard | Regex | Compare | Between | Present | InNetwork | Words | InList
)
Filter: TypeAlias = Everything | And | Or | Not | Test


def both(left: Filter, right: Filter) -> Filter:
    """A filter that says both, without needless nesting."""
    parts = tuple(p for part in (left, right) for p in _parts(part))
    if not parts:
        return Everything()
    return parts[0] if len(parts) == 1 else And(parts)


def _parts(part: Filter) -> tuple[Filter, ...]:
    if isinstance(part, Everything):
        return ()
    return part.parts if isinstance(part, And) else (part,)
