"""In which order rows come: by one field, up or down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from clawback.model.errors import BadInputError

SortValue: TypeAlias = str | int | bytes | datetime | None
"""What a row is sorted by (`sort_value.py`); `None` where it has no value, which comes last."""


class BadCursorError(BadInputError):
    """The cursor is not one of ours. Ask for the first page without one."""

    code = "bad_cursor"


class LostCursorError(BadCursorError):
    """The row at which the last page ended is no longer found. Ask for the first page again."""


class ForeignCursorError(BadCursorError):
    """The cursor belongs to a list in another order. Ask for the first page without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """By which field, and whether the greatest comes first.

    Rows without a value come last either way. Rows with the same value come newest first, and
    those of one moment by key.
    """

    field: str
    descending: bool = False

    def __str__(self) -> str:
        """As the API writes it: `subject`, `-email_size`."""
        return f"-{self.field}" if self.descending else self.field

    @property
    def by_time(self) -> bool:
        """Whether it is by the time received, which every row has and stores keep rows in."""
        return self.field == "time_received"


NEWEST = Sort(field="time_received", descending=True)
OLDEST = Sort(field="time_received")
