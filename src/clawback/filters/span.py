"""From when to when something is asked for, as people write it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from clawback.filters.times import moment_of
from clawback.model.errors import BadInputError


class BadSpanError(BadInputError):
    """The time cannot be read."""

    code = "bad_time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From when (included) to when (not included); `None` leaves an end open."""

    since: datetime | None = None
    until: datetime | None = None


def read_span(since: str, until: str, now: datetime) -> Span:
    """Reads both ends: ISO 8601, or told from now; empty text leaves an end open.

    Raises:
        BadSpanError: one cannot be read, or they are the wrong way round.
    """
    span = Span(since=_moment("since", since, now), until=_moment("until", until, now))
    if span.since and span.until and span.since > span.until:
        raise BadSpanError("`since` lies after `until`.")
    return span


def _moment(name: str, text: str, now: datetime) -> datetime | None:
    if not text:
        return None
    try:
        return moment_of(text, now)
    except ValueError as error:
        raise BadSpanError(f"`{name}` cannot be read. {error}") from None
