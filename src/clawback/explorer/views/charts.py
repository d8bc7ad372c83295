"""The chart of a view, or of one of its tabs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from clawback.explorer.views.asked import Asked
from clawback.explorer.views.values import FieldName, field_name, filter_for, label_for
from clawback.filters.views import UnknownTabError
from clawback.filters.vocabulary import Vocabulary
from clawback.model.errors import BadInputError
from clawback.store.chart import Bucket, Chart, Series
from clawback.store.counting import field_to_count, name_to_count
from clawback.store.port import EventStore


class BadZoneError(BadInputError):
    """The time zone is not known."""

    code = "bad_zone"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSeries:
    """One line of a chart: a count for each bar.

    `value` is a code or text, empty for rows that have none, and null for all rows that have
    another value than those shown. `filter` finds its rows; it is empty for the rest.
    """

    value: str | None
    label: str
    total: int
    counts: Sequence[int]
    filter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChart:
    """Counts over time, a bar for each of `starts` (UTC), also where nothing came.

    `rows` says whether deliveries or clicks are counted. A row with several values counts in each
    of their series, once. `exact` says whether these are counts or estimates.
    """

    view: str
    pivot: str
    label: str
    rows: str
    bucket: Bucket
    zone: str
    starts: Sequence[datetime]
    series: Sequence[ShownSeries]
    exact: bool
    sentence: str


def read_zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name. Raises `BadZoneError`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadZoneError(
            f'"{name[:64]}" is no time zone. Write one such as Europe/Berlin, or UTC.'
        ) from None


def chart(
    asked: Asked,
    store: EventStore,
    *,
    tab: str,
    pivot: str,
    bucket: Bucket | None,
    zone: str,
    series: int,
) -> ShownChart:
    """Counts over time by the pivot; without one, by the first of the view or the tab.

    Raises:
        UnknownTabError: the view has no such tab, or the tab no chart of its own.
        UnknownFieldError, BadZoneError, TooManyBarsError: as they say.
    """
    about, pivots = _drawn(asked, tab)
    name = name_to_count(pivot, about) if pivot else pivots[0]
    field = field_to_count(name, about)
    wanted = Chart(field=name, bucket=bucket, zone=read_zone(zone), series=series)
    found = store.histogram(asked.about(about), wanted)

    def shown(one: Series) -> ShownSeries:
        return ShownSeries(
            value=one.value,
            label=label_for(field, one.value),
            total=one.total,
            counts=one.counts,
            filter=filter_for(field, one.value, about),
        )

    return ShownChart(
        view=asked.view.name,
        pivot=name,
        label=field.label,
        rows=about.many,
        bucket=found.bucket,
        zone=zone,
        starts=found.starts,
        series=tuple(map(shown, found.series)),
        exact=True,
        sentence=asked.sentence,
    )


def pivots_of(names: Sequence[str], about: Vocabulary) -> tuple[FieldName, ...]:
    """What can be charted by, with labels."""
    return tuple(field_name(name, about) for name in names)


def _drawn(asked: Asked, tab: str) -> tuple[Vocabulary, Sequence[str]]:
    if not tab:
        return asked.view.about, asked.view.pivots
    found = asked.view.tab(tab)
    if not found.pivots:
        raise UnknownTabError(f'The tab "{tab}" has no chart of its own. Leave it out.')
    return found.about, found.pivots
