"""Groups of rows in memory: what `groups.py` must agree with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from clawback.filters.fields import FIELDS
from clawback.model.delivery import Row
from clawback.model.folding import fold
from clawback.store.columns import sound
from clawback.store.group_value import groups_of
from clawback.store.grouping import (
    Group,
    Grouping,
    GroupMark,
    GroupOrder,
    GroupPage,
    Specimen,
    mark_after,
)
from clawback.store.groups import digest_of
from clawback.store.keys import message_key, order_of
from clawback.store.sorting import ForeignCursorError, LostCursorError, SortValue


def group_page(rows: Iterable[Row], asked: Grouping) -> GroupPage:
    """Raises `ForeignCursorError` or `LostCursorError`."""
    if not asked.belongs:
        raise ForeignCursorError
    every = _in_order(_grouped(rows, asked.field), asked.order)
    if asked.after is not None:
        mark = asked.after
        key = _whole(mark, every)
        every = [each for each in every if _comes_after(each, mark, key)]
    groups = tuple(every[: asked.limit])
    more = len(every) > asked.limit
    return GroupPage(groups=groups, next=mark_after(groups[-1], asked) if more else None)


def _grouped(rows: Iterable[Row], name: str) -> list[Group]:
    members: dict[SortValue, list[Row]] = {}
    shown: dict[SortValue, str] = {}
    for row in rows:
        for key, reads in groups_of(FIELDS[name], row).items():
            members.setdefault(key, []).append(row)
            shown[key] = min(reads, shown.get(key, reads))
    return [_group(key, shown[key], each) for key, each in members.items()]


def _group(key: SortValue, value: str, rows: Sequence[Row]) -> Group:
    deliveries = [row.delivery for row in rows]
    times = [each.time_received for each in deliveries]
    newest = min(deliveries, key=order_of)
    return Group(
        key=key,
        value=value,
        deliveries=len(rows),
        messages=len({message_key(each.network_message_id) for each in deliveries}),
        recipients=len({fold(each.recipient) for each in deliveries}),
        first=min(times),
        last=max(times),
        actions=Counter(each.delivery_action.value for each in deliveries),
        newest=Specimen(
            key=newest.key,
            subject=sound(newest.subject),
            sender_address=sound(newest.sender_address),
        ),
    )


def _in_order(groups: Iterable[Group], order: GroupOrder) -> list[Group]:
    every = list(groups)
    valued: list[Any] = [each for each in every if each.key is not None]  # Any: keys of one kind
    without = [each for each in every if each.key is None]
    ordered = [*sorted(valued, key=lambda each: each.key), *without]
    return sorted(ordered, key=lambda each: _measure(each, order), reverse=True)


def _comes_after(group: Group, mark: GroupMark, key: Any) -> bool:  # noqa: ANN401 - of one kind
    measure, end = _measure(group, mark.order), mark.measure
    if measure != end:
        return bool(measure < end)
    own: Any = group.key  # Any: of the same kind
    return key is not None and (own is None or own > key)


def _measure(group: Group, order: GroupOrder) -> Any:  # noqa: ANN401 - all numbers, or all times
    return group.deliveries if order is GroupOrder.COUNT else group.last


def _whole(mark: GroupMark, groups: Iterable[Group]) -> SortValue:
    if not mark.digest:
        return mark.key
    for each in groups:
        if isinstance(each.key, str) and digest_of(each.key) == mark.digest:
            return each.key
    raise LostCursorError
