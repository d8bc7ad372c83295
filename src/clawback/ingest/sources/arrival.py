"""When a stored mail was received."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from clawback.model.dates import moment_of

_HEADER_LIMIT = 64 * 1024
_DATE_LIMIT = 128
# Each begins with a plain byte, which the engine looks for faster than for the start of a line.
_RECEIVED = re.compile(rb"\nreceived:([^\n]*(?:\n[ \t][^\n]*)*)", re.IGNORECASE)
_DATE = re.compile(rb"\ndate:([^\n]*(?:\n[ \t][^\n]*)*)", re.IGNORECASE)
_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
_SLACK = timedelta(days=1)


def received_at(raw: bytes, stored_at: datetime) -> datetime:
    """What the last server wrote on top (`Received`, RFC 5321 §4.4), else `Date`, else `stored_at`.

    `stored_at` is aware: when the file was written. A date later than that is not believed.
    """
    for stamp in _stamps(_head(raw)):
        moment = parsed(stamp)
        if moment and _EARLIEST <= moment <= stored_at + _SLACK:
            return moment
    return stored_at


def _stamps(head: bytes) -> Iterator[bytes]:
    if received := _RECEIVED.search(head):
        yield received.group(1).rpartition(b";")[2]
    if sent := _DATE.search(head):
        yield sent.group(1)


def parsed(stamp: bytes) -> datetime | None:
    """A date as mails write it (RFC 5322 §3.3), in UTC; `None` when it is none."""
    text = b" ".join(stamp[: 4 * _DATE_LIMIT].split())[:_DATE_LIMIT]
    return moment_of(text.decode("ascii", "replace"))


def _head(raw: bytes) -> bytes:
    """The header, each field behind a line end, the first one too."""
    ends = [raw.find(end, 0, _HEADER_LIMIT) for end in (b"\n\n", b"\n\r\n")]
    return b"\n" + raw[: min([_HEADER_LIMIT, *(end for end in ends if end >= 0)])]
