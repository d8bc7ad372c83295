"""Groups of the ClickHouse tables, a page at a time; `group_value.py` says what they are.

Which groups a page holds is found by the values alone; only for these few is the rest counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clawback.filters.fields import FIELDS, Field, Kind
from clawback.model.delivery import DeliveryKey
from clawback.model.location import DeliveryAction
from clawback.store.clickhouse.asking import condition_of, placed
from clawback.store.clickhouse.dialect import TIME, moment_text
from clawback.store.clickhouse.places import ID_SPELLED, place_of, source_for
from clawback.store.clickhouse.server import Server
from clawback.store.columns import moment_of
from clawback.store.fields import Place
from clawback.store.group_sql import CARRIED
from clawback.store.group_value import shown_key
from clawback.store.grouping import Group, Grouping, GroupOrder, GroupPage, Specimen, mark_after
from clawback.store.port import Query
from clawback.store.sorting import ForeignCursorError, LostCursorError, SortValue

_ACTIONS = tuple(action.value for action in DeliveryAction)
_MEASURES = {GroupOrder.COUNT: ("count()", "Int64"), GroupOrder.NEWEST: ("max(t)", TIME)}
_TYPES = {
    Kind.NUMBER: "Int64",
    Kind.SIZE: "Int64",
    Kind.CLOCK: "Int64",
    Kind.TIME: TIME,
    Kind.BOOLEAN: "Bool",
}
_WRITTEN = ", ".join(
    (ID_SPELLED, *(place_of(FIELDS[n]).spelled for n in ("recipient", "subject", "sender_address")))
)
_CARRIED = {
    "id": "d.id",
    "person": "d.recipient_lc",
    "t": "d.time_received",
    "action": place_of(FIELDS["delivery_action"]).text,
    "tie": "(-toUnixTimestamp64Micro(d.time_received), d.id, d.recipient)",
    "written": f"({_WRITTEN})",
}
_FIGURES = ", ".join(
    [
        *("min(shown)", "count()", "uniqExact(id)", "uniqExact(person)", "min(t)", "max(t)"),
        *(f"countIf(action = '{code}')" for code in _ACTIONS),
        "argMin(written, tie)",
    ]
)


def groups(server: Server, query: Query, asked: Grouping) -> GroupPage:
    """`EventStore.groups`."""
    if not asked.belongs:
        raise ForeignCursorError
    field, condition = FIELDS[asked.field], condition_of(query)
    place, values = placed(field, query, condition)
    names = {field.name, *condition.fields}
    source, told = (
        f"{source_for(asked_about)} WHERE {condition.sql}"
        for asked_about in (names, {*names, *CARRIED})
    )
    groups_of = _Groups(
        server=server, field=field, place=place, source=source, told=told, values=values
    )
    return groups_of.page(asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Groups:
    server: Server
    field: Field
    place: Place
    source: str
    told: str
    values: Mapping[str, object]

    def page(self, asked: Grouping) -> GroupPage:
        found = self._leading(asked)
        told = self._told(found[: asked.limit])
        more = len(found) > asked.limit
        return GroupPage(groups=told, next=mark_after(told[-1], asked) if more else None)

    def _leading(self, asked: Grouping) -> list[SortValue]:
        """The keys of the first groups after the mark."""
        mark, values, having = asked.after, {**self.values, "most": asked.limit + 1}, ""
        measure, kind = _MEASURES[asked.order]
        if mark is not None:
            ties = "false"
            key = self._whole(mark.key, mark.digest)
            if key is not None:
                values["key"] = _bound(key)
                ties = f"(k > {{key:{self._type}}} OR isNull(k))"
            values["measure"] = _bound(mark.measure)
            bound = f"{{measure:{kind}}}"
            having = f" HAVING {measure} < {bound} OR ({measure} = {bound} AND {ties})"
        carried = {"t": _CARRIED["t"]} if asked.order is GroupOrder.NEWEST else {}
        sql = (
            f"SELECT k, {measure} AS m FROM ({self._rows(carried)}) GROUP BY k{having}"  # noqa: S608 - closed list, bound
            " ORDER BY m DESC, k NULLS LAST LIMIT {most:UInt64}"
        )
        return [self._known(key) for key, _ in self.server.ask(sql, values)]

    def _told(self, keys: Sequence[SortValue]) -> tuple[Group, ...]:
        if not keys:
            return ()
        wanted = [_bound(key) for key in keys if key is not None]
        nothing = " OR isNull(k)" if None in keys else ""
        among = f"k IN (SELECT arrayJoin({{keys:Array({self._type})}})){nothing}"
        rows = self._rows(_CARRIED, self.told)
        sql = f"SELECT k, {_FIGURES} FROM ({rows}) WHERE {among} GROUP BY k"  # noqa: S608 - closed list, bound
        found = self.server.ask(sql, {**self.values, "keys": wanted})
        figures = {self._known(each[0]): each[1:] for each in found}
        return tuple(self._group(key, figures[key]) for key in keys)

    def _group(self, key: SortValue, told: Sequence[Any]) -> Group:
        """Any: a row holds what its SELECT says."""
        shown, deliveries, messages, recipients, first, last, *actions, written = told
        message, recipient, subject, sender = written
        return Group(
            key=key,
            value=shown if self.field.kind in {Kind.TEXT, Kind.IP} else shown_key(key),
            deliveries=deliveries,
            messages=messages,
            recipients=recipients,
            first=moment_of(first),
            last=moment_of(last),
            actions={code: many for code, many in zip(_ACTIONS, actions, strict=True) if many},
            newest=Specimen(
                key=DeliveryKey(network_message_id=message, recipient=recipient),
                subject=subject,
                sender_address=sender,
            ),
        )

    @property
    def _type(self) -> str:
        return _TYPES.get(self.field.kind, "String")

    def _rows(self, carried: Mapping[str, str], source: str = "") -> str:
        """SELECT of key, shown value and what is carried along, once for each value of a row."""
        inner = "".join(f", {sql} AS {name}" for name, sql in carried.items())
        outer = "".join(f", {name}" for name in carried)
        if not self.field.several:
            shown = self.place.spelled if self.field.kind in {Kind.TEXT, Kind.IP} else "''"
            return f"SELECT {self._key} AS k, {shown} AS shown{inner} FROM {source or self.source}"  # noqa: S608 - closed list, bound
        values = self.place.equal if self.field.kind is Kind.URL else self.place.text
        keys = f"arrayDistinct(CAST({values}, 'Array({self._type})'))"
        if self._type == "String":
            keys = f"arrayFilter(each -> each <> '', {keys})"
        nullable = f"Array(Nullable({self._type}))"
        each = f"if(empty(keys), CAST([NULL], '{nullable}'), CAST(keys, '{nullable}'))"
        texts, spellings = "CAST([], 'Array(String)')", "CAST([], 'Array(String)')"
        if self.field.kind is Kind.TEXT:
            texts, spellings = (f"CAST({sql}, 'Array(String)')" for sql in self._forms)
        return f"""
            SELECT k, spellings[indexOf(texts, ifNull(toString(k), ''))] AS shown{outer} FROM (
                SELECT arrayJoin({each}) AS k, texts, spellings{outer} FROM (
                    SELECT {keys} AS keys, {texts} AS texts, {spellings} AS spellings{inner}
                    FROM {source or self.source}
                )
            )
        """  # noqa: S608 - closed list, bound

    @property
    def _forms(self) -> tuple[str, str]:
        return self.place.text, self.place.spelled

    @property
    def _key(self) -> str:
        text, equal = self.place.text, self.place.equal
        if self.field.name == "network_message_id":
            return "CAST(UUIDNumToString(d.id), 'Nullable(String)')"
        if self.field.name == "internet_message_id":
            bare = f"replaceRegexpOne(replaceRegexpOne({text}, '^<', ''), '>$', '')"
            return f"coalesce(nullIf({bare}, ''), nullIf({text}, ''))"
        match self.field.kind:
            case Kind.TEXT | Kind.CHOICE:
                return f"nullIf(toString({text}), '')"
            case Kind.URL:
                return f"nullIf({equal}, '')"
            case Kind.IP:
                return f"multiIf({equal} <> '', {equal}, {text} <> '', '00', NULL)"
            case _:
                return text

    def _known(self, key: Any) -> SortValue:  # noqa: ANN401 - of the field's type
        """As `group_value.py` has it."""
        if key is not None and self.field.kind is Kind.IP:
            return bytes.fromhex(key)
        return moment_of(key) if isinstance(key, datetime) else key

    def _whole(self, key: SortValue, digest: str) -> SortValue:
        if not digest:
            return key
        sql = (
            f"SELECT k FROM ({self._rows({})}) WHERE startsWith(k, {{key:String}})"  # noqa: S608 - closed list, bound
            " AND lower(hex(SHA256(k))) = {digest:String} LIMIT 1"
        )
        for (whole,) in self.server.ask(sql, {**self.values, "key": key, "digest": digest}):
            return str(whole)
        raise LostCursorError


def _bound(value: SortValue) -> object:
    match value:
        case bytes():
            return value.hex()
        case datetime():
            return moment_text(value)
        case _:
            return value
