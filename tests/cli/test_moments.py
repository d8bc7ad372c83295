"""`--since` and `--until`."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from clawback.cli.failure import UsageError
from clawback.cli.moments import moment

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, None),
        ("2026-11-20", "2026-11-20T00:00:00+00:00"),
        ("2026-11-20T10:30+02:00", "2026-11-20T08:30:00+00:00"),
        ("-7d", "2026-11-16T12:00:00+00:00"),
        ("now", "2026-11-23T12:00:00+00:00"),
    ],
)
def test_times_are_read_as_in_filters(text, expected):
    """A date is its first moment; a distance is told from now."""
    assert moment(text, NOW) == expected


def test_what_is_no_time():
    """The sentence shows what times look like."""
    with pytest.raises(UsageError, match="-7d"):
        moment("yesterdayish", NOW)
