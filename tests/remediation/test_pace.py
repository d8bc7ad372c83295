"""How quick a remediation is, and how long it takes."""

from __future__ import annotations

from clawback.remediation.pace import Pace, seconds_left


def test_the_last_half_minute_counts():
    """At first the average since the start; later what was done lately."""
    pace = Pace()
    assert pace.rate(1, 10.0, 100, 0.0) == 10.0
    assert pace.rate(1, 20.0, 300, 0.0) == 20.0
    assert pace.rate(1, 60.0, 340, 0.0) == 1.0
    assert pace.rate(2, 60.0, 0, None) is None


def test_taken_up_again_it_starts_anew():
    """After a retry less is done than before, which is no negative speed."""
    pace = Pace()
    pace.rate(1, 10.0, 100, 0.0)
    assert pace.rate(1, 20.0, 90, 0.0) == 4.5


def test_each_server_has_its_own_pace():
    """A slow server beside a quick one does not borrow its speed."""
    pace = Pace()
    assert pace.rate(1, 10.0, 100, 0.0, server="quick") == 10.0
    assert pace.rate(1, 10.0, 10, 0.0, server="slow") == 1.0
    assert pace.rate(1, 10.0, 110, 0.0) == 11.0


def test_seconds_left():
    """Rounded up; unknown as long as nothing has moved."""
    assert seconds_left(3.0, 10) == 4
    assert seconds_left(None, 10) is None
    assert seconds_left(0.0, 10) is None
