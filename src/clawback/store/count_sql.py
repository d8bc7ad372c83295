"""SQL that counts rows by the values of a field; `counting.py` says what that means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from clawback.filters.fields import Field
from clawback.store.bars import Grain
from clawback.store.chart import Bucket
from clawback.store.dialect import Bound, Dialect
from clawback.store.fields import Place
from clawback.store.query import Condition
from clawback.store.tables import Table

_PARTS = "part_"
_RANKED = (("count", Bound.NUMBER), ("value", Bound.TEXT), ("most", Bound.NUMBER))
_EXTENT = (
    ("messages", "count(DISTINCT message)"),
    ("recipients", "count(DISTINCT person)"),
    ("first", "min(moment)"),
    ("last", "max(moment)"),
)


def range_sql(table: Table, condition: Condition) -> str:
    """SELECT of how many rows there are, and the times of the first and the last."""
    source = table.source_for(condition.fields)
    figures = f"count(*), min({table.time}), max({table.time})"
    return f"SELECT {figures} FROM {source} WHERE {condition.sql}"  # noqa: S608 - closed list, bound


def bars_sql(table: Table, place: Place, field: Field, grain: Grain, condition: Condition) -> str:
    """SELECT of a grain's start, a value as it counts, and how many rows."""
    start = table.dialect.grain(grain, table.time)
    values = values_sql(table, place, field, condition, {"start": start})
    return f"SELECT start, grouped, count(*) FROM ({values}) GROUP BY start, grouped"  # noqa: S608 - closed list


def every_bar_sql(
    table: Table, place: Place, field: Field, bucket: Bucket, condition: Condition
) -> str:
    """SELECT of a bucket's start, a value as it is shown, and how many rows, in order."""
    start = table.dialect.bucket(bucket, table.time)
    values = values_sql(table, place, field, condition, {"start": start})
    return (
        f"SELECT start, min(shown) AS value, count(*) FROM ({values})"  # noqa: S608 - closed list, bound
        " GROUP BY start, grouped ORDER BY start, value"
    )


def series_sql(table: Table, place: Place, field: Field, grain: Grain, condition: Condition) -> str:
    """SELECT of a grain's start, the place of a value among `keys`, and how many rows.

    The place counts from 1; 0 stands for every other value, and a row is there once.
    """
    source = _source(table, field, condition)
    say = table.dialect
    start, keys = say.grain(grain, table.time), say.bound_list("keys", Bound.TEXT)
    if field.several:
        numbers = say.unfold(say.places_among(say.texts(place.text), keys))
    else:
        numbers = say.place_among(say.words(field, place.text), keys)
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
    recipients, first and last. At most `most` rows, after `count` and `value`.
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
    count, value, most = (table.dialect.bound(*each) for each in _RANKED)
    later = f" WHERE many < {count} OR (many = {count} AND value > {value})" if after else ""
    names = [f"{_PARTS}{code}" for code in codes] + [name for name, _ in _EXTENT if extents]
    return f"""
        SELECT {", ".join(["grouped", "value", "many", "different", *names])} FROM (
            SELECT {", ".join(["grouped", "min(shown) AS value", "count(*) AS many", *figures])},
                count(*) OVER () AS different
            FROM ({values}) WHERE grouped <> '' GROUP BY grouped
        ){later} ORDER BY many DESC, value LIMIT {most}
    """  # noqa: S608 - closed list, bound


def clicked_sql(table: Table, place: Place, field: Field, condition: Condition) -> str:
    """SELECT of values among `keys` as they count, and the clicks on these deliveries' links."""
    values = values_sql(
        table, place, field, condition, {"clicks": table.clicks}, asked=("clicked",)
    )
    keys = table.dialect.bound_list("keys", Bound.TEXT)
    return f"""
        SELECT grouped, sum(clicks) FROM ({values})
        WHERE {table.dialect.place_among("grouped", keys)} > 0 GROUP BY grouped
    """  # noqa: S608 - closed list, bound


def tally_sql(table: Table, place: Place, field: Field, condition: Condition) -> str:
    """SELECT of every value as it is shown and how many rows have it, in any order."""
    values = values_sql(table, place, field, condition, {})
    return f"SELECT min(shown), count(*) FROM ({values}) GROUP BY grouped"  # noqa: S608 - closed list, bound


def values_sql(
    table: Table,
    place: Place,
    field: Field,
    condition: Condition,
    carried: Mapping[str, str],
    *,
    asked: Iterable[str] = (),
) -> str:
    """SELECT of a row's values as they count (`grouped`) and are `shown`, one a row; and more.

    `asked` are the fields that what is `carried` asks about.
    """
    source = _source(table, field, condition, *asked)
    more = "".join(f"{sql} AS {name}, " for name, sql in carried.items())
    if field.several:
        return _several_sql(table.dialect, place, more, list(carried), source)
    words = table.dialect.words
    return (
        f"SELECT {more}{words(field, place.text)} AS grouped,"  # noqa: S608 - closed list
        f" {words(field, place.spelled)} AS shown FROM {source}"
    )


def _source(table: Table, field: Field, condition: Condition, *asked: str) -> str:
    names = {field.name, *condition.fields, *asked}
    return f"{table.source_for(names)} WHERE {condition.sql}"


def _several_sql(say: Dialect, place: Place, more: str, carried: Sequence[str], source: str) -> str:
    kept = "".join(f"{name}, " for name in carried)
    return f"""
        SELECT {kept}grouped, {say.spelled_as("grouped", "texts", "spellings")} AS shown
        FROM (
            SELECT {kept}texts, spellings, {say.unfold(say.entries("texts"))} AS grouped
            FROM (
                SELECT {more}{say.texts(place.text)} AS texts,
                    {say.texts(place.spelled)} AS spellings
                FROM {source}
            )
        )
    """  # noqa: S608 - closed list
