"""What a list of most frequent values asks, and what it is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much is found: deliveries (or clicks), messages, recipients, and from when to when.

    `first` and `last` are `None` where nothing is found.
    """

    deliveries: int = 0
    messages: int = 0
    recipients: int = 0
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RankMark:
    """Where a page of values ended: the last one, and how many had it."""

    count: int
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The most frequent values of `field`, ties by value, after the mark; the empty one left out.

    `split` is a field that is one of a choice: how many have each of its values is told too. With
    `extents`, messages, recipients, first and last are told, and with `clicks`, of deliveries, how
    many clicks there were on their links.
    """

    field: str
    limit: int
    after: RankMark | None = None
    split: str | None = None
    extents: bool = False
    clicks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A value, how many rows have it, and what else was asked; `parts` by the code of `split`."""

    value: str
    count: int
    parts: Mapping[str, int] = field(default_factory=dict)
    extent: Extent | None = None
    clicks: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranks:
    """A page of values; `next` is `None` on the last. `different` is how many values there are."""

    values: tuple[Ranked, ...]
    next: RankMark | None
    different: int
