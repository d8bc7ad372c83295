"""Charts and rankings of an engine's tables, each as few statements as it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from clawback.filters.choices import choices_of
from clawback.store.asking import DUCKDB_TABLES, Counted, Tables, condition_of, counted_by
from clawback.store.bars import Bars
from clawback.store.chart import Bucket, Chart, Histogram
from clawback.store.columns import moment_of, sound
from clawback.store.count_sql import bars_sql, clicked_sql, range_sql, ranking_sql, series_sql
from clawback.store.counting import bars_for, codes_of, drawn, field_to_split
from clawback.store.port import ClickQuery, Query
from clawback.store.ranking import Extent, Ranked, Ranking, RankMark, Ranks

# Any: a row holds what its SELECT says.
Ask: TypeAlias = Callable[[str, Mapping[str, object]], list[tuple[Any, ...]]]
_FIGURES = 4  # value as it counts, as it is shown, how many rows, of how many values


def histogram(
    ask: Ask, query: Query | ClickQuery, chart: Chart, tables: Tables = DUCKDB_TABLES
) -> Histogram:
    """`EventStore.histogram`."""
    counted = counted_by(chart.field, query, tables)
    first, last = _range(ask, query, tables)
    bars = bars_for(chart, query, first, last)
    if bars is None:
        return Histogram(bucket=chart.bucket or Bucket.DAY)
    if counted.field.choices and len(choices_of(counted.field)) <= chart.series:
        return _by_choice(ask, counted, bars)
    return _by_frequency(ask, counted, bars, chart.series)


def ranking(
    ask: Ask, query: Query | ClickQuery, asked: Ranking, tables: Tables = DUCKDB_TABLES
) -> Ranks:
    """`EventStore.ranking`."""
    counted = counted_by(asked.field, query, tables)
    found = _ranked(ask, counted, asked, asked.limit + 1)
    shown = found[: asked.limit]
    clicks = _clicks(ask, counted, [each[0] for each in shown]) if asked.clicks else None
    values = tuple(_value(each, counted, asked, clicks) for each in shown)
    more = len(found) > asked.limit and values
    return Ranks(
        values=values,
        next=RankMark(count=values[-1].count, value=values[-1].value) if more else None,
        different=int(found[0][3]) if found else 0,
    )


def _range(
    ask: Ask, query: Query | ClickQuery, tables: Tables
) -> tuple[datetime | None, datetime | None]:
    """When the first and the last row came, where the query itself does not say."""
    if query.since is not None and query.until is not None:
        return None, None
    condition = condition_of(query, tables)
    [(many, first, last)] = ask(range_sql(tables.of(query), condition), condition.values)
    return (moment_of(first), moment_of(last)) if many else (None, None)


def _by_choice(ask: Ask, counted: Counted, bars: Bars) -> Histogram:
    """One look at the rows, because every value has a series of its own."""
    sql = bars_sql(counted.table, counted.place, counted.field, bars.grain, counted.condition)
    found = ask(sql, counted.values)
    totals: Counter[str] = Counter()
    for _, value, many in found:
        totals[value] += many
    values = sorted(totals, key=lambda value: (value == "", -totals[value], value))
    places = {value: number for number, value in enumerate(values)}
    counts: Counter[tuple[int, int]] = Counter()
    for at, value, many in found:
        counts[bars.holding(moment_of(at)), places[value]] += many
    return drawn(bars, values, counts)


def _by_frequency(ask: Ask, counted: Counted, bars: Bars, series: int) -> Histogram:
    """The most frequent values first, then what each row has of them."""
    ranked = _ranked(ask, counted, Ranking(field=counted.field.name, limit=series), series)
    keys = [*(each[0] for each in ranked), ""]
    sql = series_sql(counted.table, counted.place, counted.field, bars.grain, counted.condition)
    counts: Counter[tuple[int, int]] = Counter()
    for at, number, many in ask(sql, {**counted.values, "keys": keys}):
        counts[bars.holding(moment_of(at)), (number - 1) % (len(keys) + 1)] += many
    return drawn(bars, [*(each[1] for each in ranked), "", None], counts)


def _ranked(ask: Ask, counted: Counted, asked: Ranking, most: int) -> list[tuple[Any, ...]]:
    """Any: as in `Ask`."""
    split = None
    if asked.split is not None:
        field = field_to_split(asked.split, counted.table.vocabulary)
        split = counted.table.place_of(field), codes_of(field)
    values = {**counted.values, "most": most}
    if asked.after is not None:
        values |= {"count": asked.after.count, "value": sound(asked.after.value)}
    sql = ranking_sql(
        counted.table,
        counted.place,
        counted.field,
        counted.condition_with(asked.split),
        split=split,
        extents=asked.extents,
        after=asked.after is not None,
    )
    return ask(sql, values)


def _clicks(ask: Ask, counted: Counted, keys: Sequence[str]) -> Mapping[str, int]:
    sql = clicked_sql(counted.table, counted.place, counted.field, counted.condition)
    return dict(ask(sql, {**counted.values, "keys": keys}))


def _value(
    # Any: as in `Ask`.
    found: tuple[Any, ...],
    counted: Counted,
    asked: Ranking,
    clicks: Mapping[str, int] | None,
) -> Ranked:
    grouped, value, many = found[:3]
    figures = found[_FIGURES:]
    codes: list[str] = []
    if asked.split is not None:
        codes = codes_of(field_to_split(asked.split, counted.table.vocabulary))
    return Ranked(
        value=value,
        count=many,
        parts=dict(zip(codes, figures, strict=False)),
        extent=_extent(many, *figures[len(codes) :]) if asked.extents else None,
        clicks=None if clicks is None else clicks.get(grouped, 0),
    )


def _extent(many: int, messages: int, recipients: int, first: object, last: object) -> Extent:
    return Extent(
        deliveries=many,
        messages=messages,
        recipients=recipients,
        first=moment_of(first),
        last=moment_of(last),
    )
