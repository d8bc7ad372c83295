"""SQL that puts deliveries into groups; `group_value.py` says which group a delivery is in.

Which groups a page holds is found by the values alone; only for these few is the rest counted.
Rows are named `d`. What the functions take is SQL too, made of a closed list and of bound names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from clawback.filters.fields import FIELDS, Field, Kind
from clawback.model.location import DeliveryAction
from clawback.store.fields import Place, place_of
from clawback.store.grouping import GroupOrder

MESSAGE, PERSON = "d.id", "d.recipient_lc"
CARRIED = ("delivery_action",)  # the fields that groups tell besides their own
ACTIONS = tuple(action.value for action in DeliveryAction)
_MEASURES: Mapping[GroupOrder, tuple[str, str]] = {  # what orders groups, and its type
    GroupOrder.COUNT: ("count(*)", "BIGINT"),
    GroupOrder.NEWEST: ("max(t)", "TIMESTAMP"),
}
_TYPES: Mapping[Kind, str] = {
    Kind.IP: "BLOB",
    Kind.NUMBER: "BIGINT",
    Kind.SIZE: "BIGINT",
    Kind.CLOCK: "BIGINT",
    Kind.TIME: "TIMESTAMP",
    Kind.BOOLEAN: "BOOLEAN",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """By what rows are grouped, and which rows; `told` is `source` for what groups tell, too."""

    field: Field
    place: Place
    source: str
    told: str
    where: str

    @property
    def type(self) -> str:
        """The engine's type of a group's key."""
        if self.field.name == "network_message_id":
            return "UUID"
        return _TYPES.get(self.field.kind, "VARCHAR")


def leading_groups_sql(grouped: Grouped, order: GroupOrder, *, after: bool, last: bool) -> str:
    """SELECT of key and measure of the first `$most` groups, after `$measure` and `$key`.

    `last` says that the group without a value was there already.
    """
    measure, kind = _MEASURES[order]
    rows = _rows_sql(grouped, {"t": "d.time_received"} if order is GroupOrder.NEWEST else {})
    having = ""
    if after:
        ties = "false" if last else f"(k > $key::{grouped.type} OR k IS NULL)"
        bound = f"$measure::{kind}"
        having = f" HAVING {measure} < {bound} OR ({measure} = {bound} AND {ties})"
    return (
        f"SELECT k, {measure} AS m FROM ({rows}) GROUP BY k{having}"  # noqa: S608 - closed list, bound
        " ORDER BY m DESC, k NULLS LAST LIMIT $most"
    )


def told_groups_sql(grouped: Grouped) -> str:
    """SELECT of a group's place among `$keys`, shown value, count and times, in any order.

    Then how many deliveries have each of `ACTIONS`.
    """
    carried = {"t": "d.time_received", "action": place_of(FIELDS["delivery_action"]).text}
    actions = ", ".join(f"count(*) FILTER (action = '{code}')" for code in ACTIONS)
    return (
        f"SELECT place, min(shown), count(*), min(t), max(t), {actions}"  # noqa: S608 - closed list, bound
        f" FROM {_wanted_sql(replace(grouped, source=grouped.told), carried)} GROUP BY place"
    )


def different_sql(grouped: Grouped, value: str) -> str:
    """SELECT of a group's place among `$keys`, and how many different values it has.

    In two steps over small numbers, which an engine can do in parts: `count(DISTINCT)` over texts
    of millions takes four times as long, and more memory than there may be.
    """
    pairs = f"SELECT place, v FROM {_wanted_sql(grouped, {'v': value})} GROUP BY place, v"  # noqa: S608 - closed list, bound
    return f"SELECT place, count(*) FROM ({pairs}) GROUP BY place"  # noqa: S608 - closed list, bound


def newest_sql(grouped: Grouped) -> str:
    """SELECT of place, time and the first delivery of that time, of `$keys` at `$times`."""
    parts = ("network_message_id", "recipient", "subject", "sender_address")
    written = ", ".join(f"'{name}': {place_of(FIELDS[name]).spelled}" for name in parts)
    carried = {
        "t": "d.time_received",
        "tie": "{'id': d.id, 'recipient': d.recipient}",
        "written": f"{{{written}}}",
    }
    among = "d.time_received IN (SELECT unnest($times::TIMESTAMP[]))"
    rows = _wanted_sql(grouped, carried, among)
    return f"SELECT place, t, arg_min(written, tie) FROM {rows} GROUP BY place, t"  # noqa: S608 - closed list, bound


def whole_key_sql(grouped: Grouped) -> str:
    """SELECT of the key that begins with `$key` and has the SHA-256 `$digest`."""
    return (
        f"SELECT k FROM ({_rows_sql(grouped, {})})"  # noqa: S608 - closed list, bound
        " WHERE starts_with(k, $key::VARCHAR) AND sha256(k) = $digest::VARCHAR LIMIT 1"
    )


def _wanted_sql(grouped: Grouped, carried: Mapping[str, str], among: str = "true") -> str:
    """The rows of the groups of `$keys`, each with the place of its group among them."""
    places = (
        f"SELECT unnest($keys::{grouped.type}[]) AS key,"
        " unnest(range(len($keys)))::USMALLINT AS place"
    )
    rows = _rows_sql(grouped, carried, among)
    return f"({rows}) r JOIN ({places}) p ON p.key IS NOT DISTINCT FROM r.k"


def _rows_sql(grouped: Grouped, carried: Mapping[str, str], among: str = "true") -> str:
    """SELECT of key, shown value and what is carried along, once for each value of a row."""
    where = f"{grouped.where} AND {among}"
    if grouped.field.several:
        return _unfolded_sql(grouped, carried, where)
    names = "".join(f", {sql} AS {name}" for name, sql in carried.items())
    key, shown = _key(grouped.field, grouped.place), _spelled(grouped)
    return f"SELECT {key} AS k, {shown} AS shown{names} FROM {grouped.source} WHERE {where}"  # noqa: S608 - closed list, bound


def _unfolded_sql(grouped: Grouped, carried: Mapping[str, str], where: str) -> str:
    field, place, kind = grouped.field, grouped.place, grouped.type
    inner = "".join(f", {sql} AS {name}" for name, sql in carried.items())
    outer = "".join(f", {name}" for name in carried)
    values = place.equal if field.kind is Kind.URL else place.text
    several = f"list_distinct({values})"
    key = "k"
    if kind == "VARCHAR":
        several = f"list_filter({several}, lambda each: each <> '')"
        key = "nullif(k, '')"
    shown = f"coalesce(k::{kind}::VARCHAR, '')"
    forms = ""
    if field.kind is Kind.TEXT:
        forms = f", {place.text} AS texts, {place.spelled} AS spellings"
        shown = "coalesce(spellings[list_position(texts, k)], '')"
    none = f"[NULL]::{kind}[]"
    entries = (  # nearly all lists are empty or have one entry, and there are millions of them
        f"CASE coalesce(len({values}), 0) WHEN 0 THEN {none} WHEN 1 THEN {values}"
        f" ELSE CASE len({several}) WHEN 0 THEN {none} ELSE {several} END END"
    )
    return f"""
        SELECT {key} AS k, {shown} AS shown{outer} FROM (
            SELECT unnest({entries}) AS k{inner}{forms} FROM {grouped.source} WHERE {where}
        )
    """  # noqa: S608 - closed list, bound


def _key(field: Field, place: Place) -> str:
    if field.name == "network_message_id":
        return place.equal
    if field.name == "internet_message_id":
        bare = f"regexp_replace(regexp_replace({place.text}, '^<', ''), '>$', '')"
        return f"coalesce(nullif({bare}, ''), nullif({place.text}, ''))"
    match field.kind:
        case Kind.TEXT:
            return f"nullif({place.text}, '')"
        case Kind.URL:
            return f"nullif({place.equal}, '')"
        case Kind.IP:
            return f"coalesce({place.equal}, CASE WHEN {place.text} <> '' THEN '\\x00'::BLOB END)"
        case _:
            return place.text


def _spelled(grouped: Grouped) -> str:
    """How the value reads, where it has a spelling; else it is told from the key."""
    field, place = grouped.field, grouped.place
    if field.kind in {Kind.TEXT, Kind.IP} or field.name == "network_message_id":
        return f"coalesce({place.spelled}, '')"
    return "''"
