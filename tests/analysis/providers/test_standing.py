"""When an engine is asked, and when it is left alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clawback.analysis.providers.standing import WELL


def failing(standing, times, now=0.0):
    for _ in range(times):
        standing = standing.failed(now)
    return standing


def test_two_failures_are_nothing_three_are():
    """Only failures in a row count."""
    assert not failing(WELL, 2).resting(0.0)
    assert not failing(failing(WELL, 2).answered(), 2).resting(0.0)
    assert failing(WELL, 3).resting(0.0)


def test_after_a_rest_one_mail_tries():
    """The others are kept from it until that one ended, well or not."""
    rested = failing(WELL, 3)
    assert rested.resting(9.9)
    assert not rested.resting(10.0)
    tried = rested.asked(10.0)
    assert tried.resting(10.0)
    assert not tried.answered().resting(10.0)
    assert tried.answered() == WELL


def test_each_try_that_fails_doubles_the_rest():
    """Up to five minutes."""
    standing, now, rests = failing(WELL, 3), 0.0, []
    for _ in range(8):
        rests.append(standing.rest)
        now = standing.until
        standing = standing.asked(now).failed(now)
    assert rests == [10, 20, 40, 80, 160, 300, 300, 300]


def test_late_failures_lengthen_no_rest():
    """Those that were asked together with the third fail together, too."""
    assert failing(WELL, 3) == failing(WELL, 30)


@given(st.lists(st.tuples(st.sampled_from(["ask", "answer", "fail"]), st.floats(0, 60))))
def test_no_engine_is_given_up(steps):
    """Whatever happens, it is asked again at the latest five minutes after the last that ended."""
    standing, now = WELL, 0.0
    for step, pause in steps:
        now += pause
        if step == "ask":
            standing = standing.asked(now)
        else:
            standing = standing.answered() if step == "answer" else standing.failed(now)
    ended = standing.failed(now) if standing.trying else standing
    assert not ended.resting(now + 300)
