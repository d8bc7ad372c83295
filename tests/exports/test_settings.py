"""What may be set about exports."""

from __future__ import annotations

from datetime import timedelta

from clawback.exports.folder import Room
from clawback.exports.settings import ExportSettings


def test_sizes_are_written_as_people_write_them():
    """And the room is what was set."""
    set_so = ExportSettings.model_validate({"space": "2GiB", "reserve": "1MiB", "keep_days": 2})
    assert set_so.room == Room(most=2 << 30, reserve=1 << 20)
    assert set_so.keep == timedelta(days=2)
