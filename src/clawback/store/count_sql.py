"""SQL that counts rows by the values of a field; `counting.py` says what that means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clawback.filters.fields import Field, Kind
from clawback.store.bars import Grain
from clawback.store.chart import Bucket
from clawback.store.fields import Place
from clawback.store.query import Condition
from clawback.store.tables import Table

_ISO = "%Y-%m-%dT%H:%M:%S.%fZ"  # as `json_row.moment_text`
_PARTS = "part_"
_EXTENT = (
    ("messages", "count(DISTINCT message)"),
    ("recipients", "count(DISTINCT person)"),
    ("first", "min(moment)"),
    ("last", "max(moment)"),
)


def range_sql(table: Table, condition: Condition) -> str:
    """SELECT of the times of the first and the last row."""
    source = table.source_for(condition.fields)
    return f"SELECT min({table.time}), max({table.time}) FROM {source} WHERE {condition.sql}"  # noqa: S608 - closed list, bound


def bars_sql(table: Table, place: Place, field: Field, grain: Grain, condition: Condition) -> str:
    """SELECT of a grain's start, a value as it counts, and how many rows."""
    values = values_sql(table, place, field, condition, {"start": _grain(grain, table.time)})
    return f"SELECT start, grouped, count(*) FROM ({values}) GROUP BY start, grouped"  # noqa: S608 - closed list


def every_bar_sql(
    table: Table, place: Place, field: Field, bucket: Bucket, condition: Condition
) -> str:
    """SELECT of a bucket's start, a value as it is shown, and how many rows, in order."""
    start = f"date_trunc('{bucket.value}', {table.time})::TIMESTAMP"
    values = values_sql(table, place, field, condition, {"start": start})
    return (
        f"SELECT start, min(shown) AS value, count(*) FROM ({values})"  # noqa: S608 - closed list, bound
        " GROUP BY start, grouped ORDER BY start, value"
    )


def series_sql(table: Table, place: Place, field: Field, grain: Grain, condition: Condition) -> str:
    """SELECT of a grain's start, the place of a value among `$keys`, and how many rows.

    The place counts from 1; 0 stands for every other value, and a row is there once.
    """
    source = _source(table, field, condition)
    start = _grain(grain, table.time)
    if field.several:
        numbers = f"unnest({_numbers(place.text)})"
    else:
        numbers = f"coalesce(list_position($keys::VARCHAR[], {_text(field, place.text)}), 0)"
    return (
        "SELECT start, number, count(*)"  # noqa: S608 - closed list, bound
        f" FROM (SELECT {start} AS start, {numbers} AS number FROM {source}) GROUP BY start, number"
    )


def ranking_sql(
    table: Table,
    place: Place,
    field: Field,
    condition: Condition,
    *,
    split: tuple[Place, Sequence[str]] | None = None,
    extents: bool = False,
    after: bool = False,
) -> str:
    """SELECT of values as they count and as they are shown, how many rows, and of how many values.

    Then how many rows have each code of `split` (a field's place and its codes), then messages,
    recipients, first and last. At most `$most` rows, after `$count` and `$value`.
    """
    codes = split[1] if split else ()
    carried = {"part": split[0].text} if split else {}
    if extents:
        carried |= {"message": table.message, "person": table.person_lc, "moment": table.time}
    values = values_sql(table, place, field, condition, carried)
    figures = [
        *(f"count(*) FILTER (WHERE part = '{code}') AS {_PARTS}{code}" for code in codes),
        *(f"{sql} AS {name}" for name, sql in _EXTENT if extents),
    ]
    later = " WHERE many < $count OR (many = $count AND value > $value)" if after else ""
    names = [f"{_PARTS}{code}" for code in codes] + [name for name, _ in _EXTENT if extents]
    return f"""
        SELECT {", ".join(["grouped", "value", "many", "different", *names])} FROM (
            SELECT {", ".join(["grouped", "min(shown) AS value", "count(*) AS many", *figures])},
                count(*) OVER () AS different
            FROM ({values}) WHERE grouped <> '' GROUP BY grouped
        ){later} ORDER BY many DESC, value LIMIT $most
    """  # noqa: S608 - closed list, bound


def clicked_sql(table: Table, place: Place, field: Field, condition: Condition) -> str:
    """SELECT of values among `$keys` as they count, and the clicks on these deliveries' links."""
    carried = {"message": table.message, "person": table.person}
    values = values_sql(table, place, field, condition, carried)
    return f"""
        SELECT grouped, count(*) FROM ({values}) v
        JOIN click c ON c.id = v.message AND c.recipient = v.person
        WHERE list_contains($keys::VARCHAR[], grouped) GROUP BY grouped
    """  # noqa: S608 - closed list, bound


def tally_sql(table: Table, place: Place, field: Field, condition: Condition) -> str:
    """SELECT of every value as it is shown and how many rows have it, in any order."""
    values = values_sql(table, place, field, condition, {})
    return f"SELECT min(shown), count(*) FROM ({values}) GROUP BY grouped"  # noqa: S608 - closed list, bound


def values_sql(
    table: Table, place: Place, field: Field, condition: Condition, carried: Mapping[str, str]
) -> str:
    """SELECT of a row's values as they count (`grouped`) and are `shown`, one a row; and more."""
    source = _source(table, field, condition)
    more = "".join(f"{sql} AS {name}, " for name, sql in carried.items())
    if field.several:
        return _several_sql(place, more, list(carried), source)
    return (
        f"SELECT {more}{_text(field, place.text)} AS grouped,"  # noqa: S608 - closed list
        f" {_text(field, place.spelled)} AS shown FROM {source}"
    )


def _source(table: Table, field: Field, condition: Condition) -> str:
    return f"{table.source_for({field.name, *condition.fields})} WHERE {condition.sql}"


def _several_sql(place: Place, more: str, carried: Sequence[str], source: str) -> str:
    kept = "".join(f"{name}, " for name in carried)
    return f"""
        SELECT {kept}grouped,
            coalesce(CASE WHEN len(texts) <= 1 THEN spellings[1]
                ELSE spellings[list_position(texts, grouped)] END, '') AS shown
        FROM (
            SELECT {kept}texts, spellings,
                unnest(CASE WHEN len(texts) = 0 THEN [''] WHEN len(texts) = 1 THEN texts
                    ELSE {_some_entries("texts")} END) AS grouped
            FROM (
                SELECT {more}{_list(place.text)} AS texts, {place.spelled}::VARCHAR[] AS spellings
                FROM {source}
            )
        )
    """  # noqa: S608 - closed list


def _numbers(text: str) -> str:
    """Places of a list's entries, each once; the quick way is for nearly all lists there are."""
    every = _list(text)
    only = f"coalesce(({every})[1], '')"
    places = f"list_transform({_some_entries(text)}, lambda each: {_position('each')})"
    return f"CASE WHEN len({every}) <= 1 THEN [{_position(only)}] ELSE list_distinct({places}) END"


def _position(value: str) -> str:
    return f"coalesce(list_position($keys::VARCHAR[], {value}), 0)"


def _some_entries(text: str) -> str:
    """The distinct entries of a list that are not empty; the empty text where there are none."""
    entries = f"list_filter(list_distinct({_list(text)}), lambda each: each <> '')"
    return f"CASE WHEN len({entries}) = 0 THEN [''] ELSE {entries} END"


def _list(text: str) -> str:
    return f"coalesce({text}, [])::VARCHAR[]"


def _text(field: Field, value: str) -> str:
    text = f"strftime({value}, '{_ISO}')" if field.kind is Kind.TIME else f"({value})::VARCHAR"
    return f"coalesce({text}, '')"


def _grain(grain: Grain, moment: str) -> str:
    if grain is Grain.QUARTER:
        return f"time_bucket(INTERVAL '15 minutes', {moment})"
    return f"date_trunc('{grain.value}', {moment})::TIMESTAMP"
