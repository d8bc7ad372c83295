from datetime import UTC, datetime, timedelta, timezone

import pytest

from clawback.demo.seed import chance
from clawback.demo.stage import set_stage

HAMBURG = timezone(timedelta(hours=1))


def test_office_hours_lie_in_the_thirty_days_and_mostly_on_working_days(stage):
    """Weekends are quiet, nights too."""
    random = chance("test")
    moments = [stage.office_hour(random, HAMBURG) for _ in range(500)]
    assert all(stage.holds(moment) for moment in moments)
    assert sum(moment.weekday() >= 5 for moment in moments) < 25
    assert sum(8 <= moment.hour < 18 for moment in moments) > 400


def test_machines_write_at_any_hour(stage):
    """Nights are not empty."""
    random = chance("test")
    hours = {stage.any_hour(random).hour for _ in range(500)}
    assert hours == set(range(24))


def test_answers_come_later_and_in_working_hours(stage):
    """Nobody answers before the question, or on a Sunday."""
    random = chance("test")
    asked = stage.now - timedelta(days=20)
    for _ in range(200):
        moment = stage.answer(random, asked, HAMBURG)
        assert moment > asked
        assert moment.weekday() < 5
        assert 8 <= moment.hour < 18


def test_an_answer_that_lies_in_the_future_is_still_to_come(stage):
    """The newest conversations are open."""
    assert stage.answer(chance("test"), stage.now, HAMBURG) is None


@pytest.mark.parametrize(("days", "day"), [(1, 20), (2, 19), (5, 16), (6, 13)])
def test_working_days_are_counted_back_over_weekends(stage, days, day):
    """From Monday, one working day ago is Friday."""
    assert stage.workdays_ago(days, UTC, 9, 30) == datetime(2026, 11, day, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("day", range(1, 8))
def test_the_stage_can_be_set_on_any_day_of_the_week(day):
    """All attacks lie within the thirty days whenever the demo is started."""
    stage = set_stage(datetime(2027, 3, day, 0, 1, tzinfo=UTC))
    assert all(stage.holds(stage.workdays_ago(ago, UTC, 23, 50)) for ago in range(1, 10))
