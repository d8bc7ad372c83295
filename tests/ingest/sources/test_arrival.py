"""When a stored mail was received."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.ingest.sources.arrival import parsed, received_at

STORED = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "moment"),
    [
        (
            b"Received: by b;\r\n\tTue, 3 Nov 2026 10:00:00 +0200\r\nReceived: x; 2 Nov 2026\r\n",
            datetime(2026, 11, 3, 8, tzinfo=UTC),
        ),
        (b"Date: Mon, 2 Nov 2026 09:00:00 -0000\n", datetime(2026, 11, 2, 9, tzinfo=UTC)),
        (
            b"received: no date here\nDate: Mon, 2 Nov 2026 09:00:00 GMT (noon)\n",
            datetime(2026, 11, 2, 9, tzinfo=UTC),
        ),
        (b"Date: Mon, 2 Nov 2099 09:00:00 +0000\n", STORED),
        (b"Date: Thu, 1 Jan 1970 00:00:00 +0000\n", STORED),
        (b"Date: soon\n", STORED),
        (b"Subject: none\n", STORED),
        (b"X: y\n\nDate: Mon, 2 Nov 2026 09:00:00 +0000 (in the body)\n", STORED),
        (b"Date: Mon, 2 Nov 2026 09:00:00 +9999\n", STORED),
    ],
)
def test_the_last_server_is_believed_first(head, moment):
    """Top Received, then Date, then the file's time; nothing from the future."""
    assert received_at(head + b"\r\n\r\nbody", STORED) == moment


@given(st.binary(max_size=200))
def test_any_stamp_is_a_time_or_none(stamp):
    """Hostile dates never raise, and times are aware."""
    moment = parsed(stamp)
    assert moment is None or moment.tzinfo is UTC


@given(st.binary(max_size=300))
def test_any_mail_was_received_some_time(raw):
    """There is always an answer that the store can hold."""
    assert received_at(b"Received: x; " + raw, STORED).tzinfo is not None
