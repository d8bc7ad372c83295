"""Charts and rankings of rows in memory: what every store must agree with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from clawback.filters.click_fields import CLICKS
from clawback.filters.comparing import entries
from clawback.filters.fields import Field
from clawback.filters.vocabulary import DELIVERIES, Vocabulary
from clawback.model.click import Click, ClickedBy, ClickRow
from clawback.model.delivery import DeliveryKey, Row
from clawback.model.folding import fold
from clawback.store.bars import bucket_start
from clawback.store.chart import Bar, Bucket, Chart, Histogram
from clawback.store.counting import (
    bars_for,
    codes_of,
    counted,
    drawn,
    field_to_count,
    field_to_split,
    values_of,
)
from clawback.store.keys import message_key
from clawback.store.port import ClickQuery, Query
from clawback.store.ranking import Extent, Ranked, Ranking, RankMark, Ranks

Rows = Sequence[Row] | Sequence[ClickRow]
ClicksOf = Callable[[DeliveryKey], Sequence[Click]]


def histogram(rows: Rows, query: Query | ClickQuery, chart: Chart) -> Histogram:
    """`EventStore.histogram` of these rows."""
    field = field_to_count(chart.field, _words(query))
    times = [time_of(row) for row in rows]
    bars = bars_for(chart, query, min(times, default=None), max(times, default=None))
    if bars is None:
        return Histogram(bucket=chart.bucket or Bucket.DAY)
    tops = [(value, shown) for value, shown, _ in counted(field, rows) if value][: chart.series]
    places = {value: number for number, (value, _) in enumerate(tops)} | {"": len(tops)}
    counts: Counter[tuple[int, int]] = Counter()
    for row in rows:
        bar = bars.holding(time_of(row))
        counts.update({(bar, places.get(value, len(places))) for value in values_of(field, row)})
    return drawn(bars, [*(shown for _, shown in tops), "", None], counts)


def bars(rows: Rows, query: Query | ClickQuery, bucket: Bucket, name: str) -> list[Bar]:
    """`EventStore.bars` of these rows."""
    field = field_to_count(name, _words(query))
    having: dict[datetime, list[Row | ClickRow]] = {}
    for row in rows:
        having.setdefault(bucket_start(bucket, time_of(row)), []).append(row)
    found = [
        Bar(start=start, value=shown, count=many)
        for start, those in having.items()
        for _, shown, many in counted(field, those)
    ]
    return sorted(found, key=lambda bar: (bar.start, bar.value))


def ranking(rows: Rows, query: Query | ClickQuery, asked: Ranking, clicks: ClicksOf) -> Ranks:
    """`EventStore.ranking` of these rows; `clicks` finds the clicks of a delivery."""
    field = field_to_count(asked.field, _words(query))
    split = None if asked.split is None else field_to_split(asked.split, _words(query))
    every = [one for one in counted(field, rows) if one[0]]
    after = asked.after
    later = [
        one for one in every if after is None or (-one[2], one[1]) > (-after.count, after.value)
    ]
    having: dict[str, list[Row | ClickRow]] = {value: [] for value, _, _ in later[: asked.limit]}
    for row in rows:
        for value in values_of(field, row):
            if value in having:
                having[value].append(row)
    values = tuple(
        Ranked(
            value=shown,
            count=many,
            parts=_parts(split, having[value]),
            extent=extent(having[value]) if asked.extents else None,
            clicks=_clicks(having[value], clicks) if asked.clicks else None,
        )
        for value, shown, many in later[: asked.limit]
    )
    more = len(later) > asked.limit and values
    return Ranks(
        values=values,
        next=RankMark(count=values[-1].count, value=values[-1].value) if more else None,
        different=len(every),
    )


def time_of(row: Row | ClickRow) -> datetime:
    """When the delivery came, or the click was made."""
    return row.delivery.time_received if isinstance(row, Row) else row.click.at


def _words(query: Query | ClickQuery) -> Vocabulary:
    return DELIVERIES if isinstance(query, Query) else CLICKS


def _parts(split: Field | None, rows: Sequence[Row | ClickRow]) -> Mapping[str, int]:
    if split is None:
        return {}
    counts = Counter(str(entry) for row in rows for entry in entries(split, row))
    return {code: counts[code] for code in codes_of(split)}


def extent(rows: Sequence[Row | ClickRow]) -> Extent:
    """How many deliveries, messages and recipients there are in rows, and from when to when."""
    times = [time_of(row) for row in rows]
    keys = [row.delivery.key if isinstance(row, Row) else row.click.key for row in rows]
    return Extent(
        deliveries=len(rows),
        messages=len({message_key(k.network_message_id) for k in keys if _known(rows, k)}),
        recipients=len({fold(key.recipient) for key in keys}),
        first=min(times, default=None),
        last=max(times, default=None),
    )


def _known(rows: Sequence[Row | ClickRow], key: DeliveryKey) -> bool:
    """A click may be of no known message; a delivery has one."""
    return bool(key.network_message_id) or isinstance(rows[0], Row)


def _clicks(rows: Sequence[Row | ClickRow], clicks: ClicksOf) -> int:
    return sum(
        each.clicked_by is ClickedBy.PERSON
        for row in rows
        if isinstance(row, Row)
        for each in clicks(row.delivery.key)
    )
