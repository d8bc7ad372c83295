"""What counting by a field means; `count_sql.py` says it to the engine.

A row counts once under each of its values. Text that differs only in folding is one value, shown in
the first of its spellings, by code point. A row without a value counts under the empty text. Of the
field `url`, the links count, and not the wrappers that were taken off them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from difflib import get_close_matches
from operator import attrgetter

from clawback.filters.choices import choices_of
from clawback.filters.comparing import entries
from clawback.filters.fields import Field, Kind, Origin
from clawback.filters.vocabulary import DELIVERIES, Vocabulary
from clawback.model.click import ClickRow
from clawback.model.delivery import Row
from clawback.model.errors import BadInputError
from clawback.model.folding import fold
from clawback.store.bars import Bars, bars_between
from clawback.store.chart import Chart, Histogram, Series
from clawback.store.json_row import moment_text
from clawback.store.port import ClickQuery, Query

TEXTS = frozenset({Kind.TEXT, Kind.URL, Kind.IP})
_TICK = timedelta(microseconds=1)


class UnknownFieldError(BadInputError):
    """There is no such field to count by."""

    code = "unknown_field"


def field_to_count(name: str, vocabulary: Vocabulary = DELIVERIES) -> Field:
    """The field of exactly this name; raises `UnknownFieldError`.

    What stands in the mail is not counted by: it differs from mail to mail.
    """
    if name not in vocabulary.fields or vocabulary.field(name).origin is Origin.MESSAGE:
        near = _near(name, vocabulary)
        raise UnknownFieldError(f'There is no field "{name[:64]}" to count by. {near}'.rstrip())
    field = vocabulary.field(name)
    if vocabulary is DELIVERIES and name == "url":
        return replace(field, read=attrgetter("delivery.url"))
    return field


def name_to_count(name: str, vocabulary: Vocabulary = DELIVERIES) -> str:
    """The own name of a field that somebody called by it or by an alias; another text as it is."""
    field = vocabulary.named(name)
    return field.name if field else name


def _near(name: str, vocabulary: Vocabulary) -> str:
    plain = name.lower().replace("-", "_")
    near = get_close_matches(plain, [*vocabulary.fields, *vocabulary.aliases], n=1, cutoff=0.6)
    return f'Did you mean "{vocabulary.aliases.get(near[0], near[0])}"?' if near else ""


def field_to_split(name: str, vocabulary: Vocabulary = DELIVERIES) -> Field:
    """The field of exactly this name, whose values can be columns; raises `UnknownFieldError`."""
    field = field_to_count(name, vocabulary)
    if field.several or not field.choices:
        raise UnknownFieldError(f'"{name}" is not one of a choice: its values cannot be columns.')
    return field


def codes_of(field: Field) -> list[str]:
    """The codes of a field that is one of a choice, in their order."""
    return [choice.value for choice in choices_of(field)]


def values_of(field: Field, row: Row | ClickRow) -> Mapping[str, str]:
    """What counts as one, and how it reads in this row."""
    values: dict[str, str] = {}
    for entry in entries(field, row):
        shown = _shown(entry)
        values.setdefault(fold(shown) if field.kind in TEXTS else shown, shown)
    return values or {"": ""}


def _shown(entry: object) -> str:
    match entry:
        case datetime():
            return moment_text(entry)
        case bool():
            return str(entry).lower()
        case _:
            return str(entry)


def counted(field: Field, rows: Iterable[Row | ClickRow]) -> list[tuple[str, str, int]]:
    """Values as they count and as they are shown, and their rows: most frequent first."""
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for row in rows:
        for value, reads in values_of(field, row).items():
            counts[value] += 1
            shown[value] = min(reads, shown.get(value, reads))
    found = ((value, shown[value], many) for value, many in counts.items())
    return sorted(found, key=lambda one: (-one[2], one[1]))


def bars_for(
    chart: Chart, query: Query | ClickQuery, first: datetime | None, last: datetime | None
) -> Bars | None:
    """The bars of a chart; `None` when there is nothing to draw.

    `first` and `last` are the times of the first and the last row, where a bound is open.
    """
    left = query.since or first
    if query.until is not None:
        right: datetime | None = query.until - _TICK
    elif query.since is not None:
        right = max(query.now, last or query.now)
    else:
        right = last
    if left is None or right is None:
        return None
    return bars_between(left, max(left, right), chart.bucket, chart.zone)


def drawn(
    bars: Bars, values: Sequence[str | None], counts: Mapping[tuple[int, int], int]
) -> Histogram:
    """The histogram of these values, in order; counts by bar and by place of the value."""
    series = [
        Series(
            value=value,
            counts=tuple(counts.get((bar, number), 0) for bar in range(len(bars.starts))),
        )
        for number, value in enumerate(values)
    ]
    return Histogram(
        bucket=bars.bucket,
        starts=bars.starts,
        series=tuple(one for one in series if one.total),
    )
