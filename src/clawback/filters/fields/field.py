"""What a field of the filter language is, and the short forms in which the groups write theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from operator import attrgetter
from typing import Any, TypeAlias

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
    BOOLEAN = "boolean"
    CLOCK = "time of day"  # whole seconds since midnight in UTC


class Origin(StrEnum):
    """Where a field's value is kept, and so what a store must look into when it is asked about."""

    DELIVERY = "delivery"
    RECIPIENT = "recipient"  # told by the settings, kept nowhere
    EVENTS = "events"  # what happened to it later
    CORRECTED = "corrected"  # the delivery, where no event has corrected it
    CLICKS = "clicks"  # on its links
    MESSAGE = "message"  # what stands in the mail
    HISTORY = "history"  # what its recipient got before


Read: TypeAlias = Callable[[Any], object]  # Any: the row of the field's vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of the filter language.

    `several` fields hold a list, of which one entry must fit. `read` gives the row's value: a
    `str`, `int`, `bool`, aware `datetime`, a `Labelled` member or `None`; a tuple of these when
    `several`. `shown` fields are columns of a row; the others can only be asked about.
    """

    name: str
    label: str
    kind: Kind
    meaning: str
    example: str
    read: Read
    several: bool = False
    origin: Origin = Origin.DELIVERY
    shown: bool = True
    choices: type[Labelled] | None = None

    @property
    def joined(self) -> bool:
        """Whether it is told by what came after the delivery, or lies beside it."""
        return self.origin not in {Origin.DELIVERY, Origin.RECIPIENT}


def one(
    kind: Kind,
    name: str,
    label: str,
    meaning: str,
    example: str,
    *,
    choices: type[Labelled] | None = None,
) -> Field:
    """A field of the delivery that holds one value."""
    return Field(
        name=name,
        label=label,
        kind=kind,
        meaning=meaning,
        example=example,
        read=attrgetter(f"delivery.{name}"),
        choices=choices,
    )


def several(field: Field) -> Field:
    return replace(field, several=True)


def corrected(field: Field) -> Field:
    """A field of the delivery that events may correct."""
    return replace(field, origin=Origin.CORRECTED)


def later(field: Field, origin: Origin) -> Field:
    """The same field, told by what came after the delivery."""
    return replace(field, origin=origin, read=attrgetter(f"latest.{field.name}"))


def text(name: str, label: str, meaning: str, example: str) -> Field:
    return one(Kind.TEXT, name, label, meaning, f"{name}:{example}")


def texts(name: str, label: str, meaning: str, example: str) -> Field:
    return several(text(name, label, meaning, example))


def urls(name: str, label: str, meaning: str, example: str) -> Field:
    return several(one(Kind.URL, name, label, meaning, f"{name}:{example}"))


def number(name: str, label: str, meaning: str, example: str) -> Field:
    return one(Kind.NUMBER, name, label, meaning, f"{name}{example}")


def boolean(name: str, label: str, meaning: str) -> Field:
    return one(Kind.BOOLEAN, name, label, meaning, f"{name}:true")


def choice(name: str, label: str, meaning: str, choices: type[Labelled]) -> Field:
    example = f"{name}:{next(iter(choices)).value}"
    return one(Kind.CHOICE, name, label, meaning, example, choices=choices)


def some_of(name: str, label: str, meaning: str, choices: type[Labelled]) -> Field:
    """A field that holds any number of an enumeration's members."""
    return several(choice(name, label, meaning, choices))
