"""Names of what people make."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from clawback.model.identifier import new_id

_NOW = datetime(2026, 11, 1, tzinfo=UTC)


def test_it_can_be_read_out():
    """Short, upper case, without letters that look like digits."""
    assert re.fullmatch(r"R-[0-9A-HJKMNP-TV-Z]{13}", new_id("R", _NOW))


def test_later_ones_sort_later():
    """A millisecond is enough."""
    ids = [new_id("R", _NOW + timedelta(milliseconds=n)) for n in range(200)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
