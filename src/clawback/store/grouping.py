"""Deliveries put together by a value they share: what is asked for, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from clawback.model.delivery import DeliveryKey
from clawback.store.sorting import SortValue


class GroupOrder(StrEnum):
    """Which groups come first; those that are alike come by value, the one without a value last."""

    COUNT = "count"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMark:
    """Where a page of groups ended: the last one's deliveries or newest time, and its value.

    Of a long text `key` is the beginning only, and `digest` the SHA-256 of all of it.
    """

    field: str
    order: GroupOrder
    measure: int | datetime
    key: SortValue
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """By which field, in which order, and how many groups after the mark."""

    field: str
    order: GroupOrder = GroupOrder.COUNT
    limit: int = 100
    after: GroupMark | None = None

    @property
    def belongs(self) -> bool:
        """Whether the mark is one of this field and order."""
        mark = self.after
        return mark is None or (mark.field, mark.order) == (self.field, self.order)


@dataclass(frozen=True, slots=True, kw_only=True)
class Specimen:
    """As much of a group's newest delivery as it takes to know it again."""

    key: DeliveryKey
    subject: str
    sender_address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The deliveries that share a value.

    `key` is the value as it is compared, `None` for deliveries that have none; `value` how it
    reads, for text in the first of its spellings by code point. A delivery with several values is
    in a group of each. `actions` has the delivery actions that occur, by code.
    """

    key: SortValue
    value: str
    deliveries: int
    messages: int
    recipients: int
    first: datetime
    last: datetime
    actions: Mapping[str, int]
    newest: Specimen


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPage:
    """Groups in the order asked for; `next` is `None` on the last page."""

    groups: tuple[Group, ...]
    next: GroupMark | None


def mark_after(group: Group, asked: Grouping) -> GroupMark:
    """A page ends with this group."""
    by_count = asked.order is GroupOrder.COUNT
    return GroupMark(
        field=asked.field,
        order=asked.order,
        measure=group.deliveries if by_count else group.last,
        key=group.key,
    )
