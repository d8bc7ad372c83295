"""What an explorer shows first."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from clawback.filters.fields import SHOWN
from clawback.store.usual import (
    USUAL_COLUMNS,
    USUAL_GROUPS,
    UnknownZoneError,
    since_yesterday,
    zone_named,
)


@pytest.mark.parametrize(
    ("now", "zone", "since"),
    [
        ("2026-11-10T12:00:00", "UTC", "2026-11-09T00:00:00"),
        ("2026-11-10T23:30:00", "Europe/Berlin", "2026-11-09T23:00:00"),
        ("2026-11-10T00:30:00", "America/New_York", "2026-11-08T05:00:00"),
        ("2026-10-25T12:00:00", "Europe/Berlin", "2026-10-23T22:00:00"),
        ("2026-03-29T12:00:00", "Europe/Berlin", "2026-03-27T23:00:00"),
    ],
)
def test_yesterday_is_that_of_the_zone(now, zone, since):
    """Also where clocks are changed today."""
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert since_yesterday(moment, zone_named(zone)) == datetime.fromisoformat(since).replace(
        tzinfo=UTC
    )


@pytest.mark.parametrize("name", ["", "Nowhere/Town", "../etc", "/etc/localtime", "Europe", "a\0b"])
def test_another_zone_is_refused(name):
    """In a sentence."""
    with pytest.raises(UnknownZoneError, match="no such time zone"):
        zone_named(name)


def test_usual_columns_and_groups_exist():
    """They are fields that are shown."""
    assert {*USUAL_COLUMNS, *USUAL_GROUPS} <= set(SHOWN)
