"""`--since` and `--until`."""

from __future__ import annotations

from datetime import datetime

from clawback.cli.failure import UsageError
from clawback.filters.times import HINT, read_time
from clawback.filters.tree import Ago


def moment(text: str | None, now: datetime) -> str | None:
    """ISO 8601 of a time as filters write them; a date is its first moment, in UTC.

    Raises:
        UsageError: it is no time.
    """
    if text is None:
        return None
    try:
        read = read_time(text)
    except ValueError:
        raise UsageError(f"{text!r} is no time. {HINT}") from None
    return (now - read.before if isinstance(read, Ago) else read.low).isoformat()
