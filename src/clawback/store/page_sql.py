"""SQL that finds the rows of a page, in any order; `sort_value.py` says what the order means.

Rows are named `d`. What the functions take is SQL too, made of a closed list and of bound names.
"""

from __future__ import annotations

from dataclasses import dataclass

from clawback.filters.fields import Field, Kind
from clawback.store.fields import Place

_TEXTUAL = frozenset({Kind.TEXT, Kind.URL})
NEWEST_FIRST = "d.time_received DESC, d.id, d.recipient"
OLDEST_FIRST = "d.time_received, d.id, d.recipient"
_TIE = "(d.id > $id OR (d.id = $id AND d.recipient > $recipient))"
AFTER_NEWEST = f"d.time_received <= $t AND (d.time_received < $t OR {_TIE})"
AFTER_OLDEST = f"d.time_received >= $t AND (d.time_received > $t OR {_TIE})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """What rows are sorted by, over the rows of `where`."""

    value: str
    present: str
    missing: str
    descending: bool
    source: str
    where: str


def value_sql(field: Field, place: Place) -> str:
    """What a row is sorted by: NULL or the empty text where it has no value."""
    if field.kind is Kind.IP or field.name == "network_message_id":
        return place.equal
    if not field.several:
        return place.text
    if field.kind not in _TEXTUAL:
        return f"{place.text}[1]"
    first = f"{place.text}[1]"
    later = f"list_filter({place.text}, lambda each: each <> '')[1]"
    return f"CASE WHEN {first} <> '' THEN {first} ELSE {later} END"  # nearly always the first


def ordered_by(field: Field, place: Place, *, descending: bool, source: str, where: str) -> Ordered:
    value = value_sql(field, place)
    textual = field.kind in _TEXTUAL and field.name != "network_message_id"
    return Ordered(
        value=value,
        present=f"{value} <> ''" if textual else f"{value} IS NOT NULL",
        missing=f"({value} IS NULL OR {value} = '')" if textual else f"{value} IS NULL",
        descending=descending,
        source=source,
        where=where,
    )


def order_sql(ordered: Ordered) -> str:
    """All its rows in order, for a statement that gives them all at once."""
    direction = "DESC" if ordered.descending else "ASC"
    return f"{ordered.missing}, {ordered.value} {direction}, {NEWEST_FIRST}"


def by_time_sql(source: str, where: str, *, newest_first: bool, after: bool) -> str:
    """SELECT of at most `$most` rows, and of their messages, in order of time."""
    later = (AFTER_NEWEST if newest_first else AFTER_OLDEST) if after else "true"
    order = NEWEST_FIRST if newest_first else OLDEST_FIRST
    return (
        f"SELECT d.rowid, d.id FROM {source}"  # noqa: S608 - closed list, bound
        f" WHERE {where} AND {later} ORDER BY {order} LIMIT $most"
    )


def leading_sql(ordered: Ordered, beyond: str) -> str:
    """SELECT of value and row of the first `$most` rows by value alone, ties in any order.

    `beyond` is the bound value that they come after, or empty. Only this one column is read.
    """
    sign, direction = ("<", "DESC") if ordered.descending else (">", "ASC")
    later = f" AND {ordered.value} {sign} {beyond}" if beyond else ""
    return (
        f"SELECT {ordered.value} AS v, d.rowid FROM {ordered.source}"  # noqa: S608 - closed list, bound
        f" WHERE {ordered.where} AND {ordered.present}{later} ORDER BY v {direction} LIMIT $most"
    )


def tied_sql(ordered: Ordered, value: str, *, after: bool) -> str:
    """The same of rows that have the bound `value`, newest first; that have none if empty."""
    same = f"{ordered.value} = {value}" if value else ordered.missing
    where = f"{ordered.where} AND {same}"
    return by_time_sql(ordered.source, where, newest_first=True, after=after)


def value_of_sql(ordered: Ordered) -> str:
    """SELECT of what the row of `$id` and `$recipient` is sorted by, if it fits."""
    return (
        f"SELECT {ordered.value} FROM {ordered.source}"  # noqa: S608 - closed list, bound
        f" WHERE {ordered.where} AND d.id = $id AND d.recipient = $recipient LIMIT 1"
    )
