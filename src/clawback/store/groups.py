"""Groups of the DuckDB tables, a page at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clawback.filters.fields import Kind
from clawback.model.delivery import DeliveryKey
from clawback.store.columns import moment_of, naive
from clawback.store.group_sql import (
    ACTIONS,
    MESSAGE,
    PERSON,
    Grouped,
    different_sql,
    leading_groups_sql,
    newest_sql,
    told_groups_sql,
    whole_key_sql,
)
from clawback.store.group_value import shown_key
from clawback.store.grouping import Group, Grouping, GroupPage, Specimen, mark_after
from clawback.store.paging import Ask, known_value
from clawback.store.sorting import ForeignCursorError, LostCursorError, SortValue

_LAST = 3  # of what is told of a group after its place


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """The groups of some rows."""

    ask: Ask
    grouped: Grouped
    values: Mapping[str, object]

    def page(self, asked: Grouping) -> GroupPage:
        """Raises `ForeignCursorError` or `LostCursorError`."""
        if not asked.belongs:
            raise ForeignCursorError
        found = self._leading(asked)
        groups = self._told(found[: asked.limit])
        more = len(found) > asked.limit
        return GroupPage(groups=groups, next=mark_after(groups[-1], asked) if more else None)

    def _leading(self, asked: Grouping) -> list[SortValue]:
        mark, values = asked.after, {**self.values, "most": asked.limit + 1}
        if mark is not None:
            key = self._whole(mark.key, mark.digest)
            values["measure"] = _bound(mark.measure)
            if key is not None:
                values["key"] = _bound(key)
        sql = leading_groups_sql(
            self.grouped,
            asked.order,
            after=mark is not None,
            last=mark is not None and mark.key is None,
        )
        return [_known(key) for key, _ in self.ask(sql, values)]

    def _told(self, keys: Sequence[SortValue]) -> tuple[Group, ...]:
        if not keys:
            return ()
        values = {**self.values, "keys": [_bound(key) for key in keys]}
        told = {each[0]: each[1:] for each in self.ask(told_groups_sql(self.grouped), values)}
        messages, people = (self._different(each, values) for each in (MESSAGE, PERSON))
        lasts = [each[_LAST] for each in told.values()]
        found = self.ask(newest_sql(self.grouped), {**values, "times": lasts})
        newest = {(place, at): written for place, at, written in found}
        return tuple(
            self._group(
                key,
                told[place],
                (messages[place], people[place]),
                newest[place, told[place][_LAST]],
            )
            for place, key in enumerate(keys)
        )

    def _different(self, value: str, values: Mapping[str, object]) -> Mapping[int, int]:
        return dict(self.ask(different_sql(self.grouped, value), values))

    def _group(
        # Any: a row holds what its SELECT says.
        self,
        key: SortValue,
        told: Sequence[Any],
        different: tuple[int, int],
        newest: Mapping[str, Any],
    ) -> Group:
        shown, deliveries, first, last, *actions = told
        return Group(
            key=key,
            value=shown if self._is_spelled else shown_key(key),
            deliveries=deliveries,
            messages=different[0],
            recipients=different[1],
            first=moment_of(first),
            last=moment_of(last),
            actions={code: many for code, many in zip(ACTIONS, actions, strict=True) if many},
            newest=Specimen(
                key=DeliveryKey(
                    network_message_id=newest["network_message_id"], recipient=newest["recipient"]
                ),
                subject=newest["subject"] or "",
                sender_address=newest["sender_address"] or "",
            ),
        )

    @property
    def _is_spelled(self) -> bool:
        return self.grouped.field.kind in {Kind.TEXT, Kind.IP}

    def _whole(self, key: SortValue, digest: str) -> SortValue:
        if not digest:
            return key
        for (whole,) in self.ask(
            whole_key_sql(self.grouped), {**self.values, "key": key, "digest": digest}
        ):
            return str(whole)
        raise LostCursorError


def digest_of(text: str) -> str:
    """As an engine's `sha256`."""
    return hashlib.sha256(text.encode()).hexdigest()


def _known(key: object) -> SortValue:
    return None if key is None else known_value(key)


def _bound(value: SortValue) -> object:
    return naive(value) if isinstance(value, datetime) else value
