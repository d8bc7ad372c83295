"""Names of remediations."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from clawback.remediation.identifier import new_id

_NOW = datetime(2026, 11, 1, tzinfo=UTC)


def test_it_can_be_read_out():
    """Short, upper case, without letters that look like digits."""
    assert re.fullmatch(r"R-[0-9A-HJKMNP-TV-Z]{13}", new_id(_NOW))


def test_later_ones_sort_later():
    """A millisecond is enough."""
    ids = [new_id(_NOW + timedelta(milliseconds=n)) for n in range(200)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
