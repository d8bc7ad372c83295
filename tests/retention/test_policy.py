"""How long things are kept, decided without any part."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from clawback.retention.policy import Policy
from clawback.retention.settings import RetentionSettings
from clawback.store.port import Data

NOW = datetime(2026, 11, 23, tzinfo=UTC)
DAY = timedelta(days=1)


def test_by_default_everything_is_kept_for_ever():
    """Nothing is due, and there is no next run."""
    policy = RetentionSettings().policy
    assert policy.due(NOW) == []
    assert policy.next_run(None, NOW) is None
    assert policy.next_run(NOW, NOW) is None


def test_each_kind_has_an_age_of_its_own():
    """What says nothing is kept; rows go last, so that each is counted as what it was."""
    policy = RetentionSettings(rows_days=90, content_days=30).policy
    assert policy.due(NOW) == [(Data.CONTENT, NOW - 30 * DAY), (Data.ROWS, NOW - 90 * DAY)]
    assert policy.before(Data.CLICKS, NOW) is None


def test_it_runs_at_once_and_then_by_the_clock():
    """Missed runs are one run."""
    policy = Policy(days={Data.CLICKS: 1}, every=DAY)
    assert policy.next_run(None, NOW) == NOW
    assert policy.next_run(NOW, NOW) == NOW + DAY
    assert policy.next_run(NOW - 9 * DAY, NOW) == NOW
