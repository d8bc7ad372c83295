"""Every field a filter can name: its type, its meaning, an example, and how a row answers.

The names are the reference product's, in snake_case, and are also the names in JSON, in exports
and of the store's columns. To add one, add it here; the language, the docs and the tests follow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from clawback.model.delivery import Row
from clawback.model.labelled import Labelled


class Kind(StrEnum):
    """What sort of value a field holds, and so which operators it takes."""

    TEXT = "text"
    URL = "url"  # text with forgiving URL matching
    IP = "ip"
    NUMBER = "number"
    SIZE = "size"  # a number of bytes; takes 1mb
    TIME = "time"
    CHOICE = "choice"  # one of an enumeration


Read: TypeAlias = Callable[[Row], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of the filter language.

    `several` fields hold a list, of which one entry must fit. `joined` fields come from the
    overlay of later events, not from the stored delivery. `read` gives the row's value: a `str`,
    `int`, aware `datetime`, a `Labelled` member or `None`; a tuple of these when `several`.
    """

    name: str
    label: str
    kind: Kind
    meaning: str
    example: str
    read: Read
    several: bool = False
    joined: bool = False
    choices: type[Labelled] | None = None
