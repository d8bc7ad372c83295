"""A row as people take it away: field names and plain values, in the API and in every export."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from operator import attrgetter

from clawback.filters.fields import SHOWN
from clawback.model.delivery import Row

COLUMNS: tuple[str, ...] = tuple(SHOWN)
"""The names of the fields, in the order in which they are shown."""

# The field `url` also finds wrappers; a row shows its links alone, one for each `url_domain`.
_READS: Mapping[str, Callable[[Row], object]] = {
    name: field.read for name, field in SHOWN.items()
} | {"url": attrgetter("delivery.url")}


def row_to_json(row: Row) -> dict[str, object]:
    """Field name to text, number, truth, `None`, or a list of these.

    An enumeration is its code, a time ISO 8601 in UTC to the microsecond.
    """
    return {name: plain(read(row)) for name, read in _READS.items()}


def line_of(row: Row, fields: Sequence[str]) -> tuple[object, ...]:
    """The values of these fields alone, in this order."""
    return tuple([plain(_READS[name](row)) for name in fields])


def plain(value: object) -> object:
    """A field's value as JSON has it."""
    match value:
        case tuple():
            return [plain(each) for each in value]
        case Enum():
            return value.value
        case datetime():
            return moment_text(value)
        case _:
            return value


def moment_text(moment: datetime) -> str:
    """A time as text that sorts: ISO 8601 in UTC, always to the microsecond."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
