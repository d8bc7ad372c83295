"""What counting by a field means; `count_sql.py` says it to the engine.

A delivery counts once under each of its values. Text that differs only in folding is one value,
shown in the first of its spellings, by code point. A delivery without a value counts under the
empty text.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from clawback.filters.comparing import entries
from clawback.filters.fields import FIELDS, Field, Kind
from clawback.model.delivery import Row
from clawback.model.errors import BadInputError
from clawback.model.folding import fold
from clawback.store.json_row import moment_text
from clawback.store.port import Bucket

TEXTS = frozenset({Kind.TEXT, Kind.URL, Kind.IP})


class UnknownFieldError(BadInputError):
    """There is no such field to count by."""

    code = "unknown_field"


def field_to_count(name: str) -> Field:
    """The field of exactly this name; raises `UnknownFieldError`."""
    if name not in FIELDS:
        raise UnknownFieldError(f'There is no field "{name}" to count by.')
    return FIELDS[name]


def values_of(field: Field, row: Row) -> Mapping[str, str]:
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


def start_of(bucket: Bucket, moment: datetime) -> datetime:
    """When the bucket began that holds the moment, in UTC."""
    whole = moment.astimezone(UTC).replace(second=0, microsecond=0)
    if bucket is Bucket.MINUTE:
        return whole
    return whole.replace(minute=0) if bucket is Bucket.HOUR else whole.replace(minute=0, hour=0)
