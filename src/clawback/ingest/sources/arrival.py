"""When a stored mail was received."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_HEADER_LIMIT = 64 * 1024
_DATE_LIMIT = 128
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_RECEIVED = re.compile(rb"^received:((?:[^\n]|\n[ \t])*)", re.IGNORECASE | re.MULTILINE)
_DATE = re.compile(rb"^date:((?:[^\n]|\n[ \t])*)", re.IGNORECASE | re.MULTILINE)
_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
_SLACK = timedelta(days=1)


def received_at(raw: bytes, stored_at: datetime) -> datetime:
    """What the last server wrote on top (`Received`, RFC 5321 §4.4), else `Date`, else `stored_at`.

    `stored_at` is aware: when the file was written. A date later than that is not believed.
    """
    head = _head(raw)
    received = _RECEIVED.search(head)
    stamps = [received.group(1).rpartition(b";")[2]] if received else []
    if sent := _DATE.search(head):
        stamps.append(sent.group(1))
    for stamp in stamps:
        moment = parsed(stamp)
        if moment and _EARLIEST <= moment <= stored_at + _SLACK:
            return moment
    return stored_at


def parsed(stamp: bytes) -> datetime | None:
    """A date as mails write it (RFC 5322 §3.3), in UTC; `None` when it is none."""
    text = b" ".join(stamp[: 4 * _DATE_LIMIT].split())[:_DATE_LIMIT].decode("ascii", "replace")
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _head(raw: bytes) -> bytes:
    start = raw[:_HEADER_LIMIT]
    end = _HEADER_END.search(start)
    return start[: end.start()] if end else start
