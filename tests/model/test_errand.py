"""What is called off stops, whoever asked."""

from __future__ import annotations

from contextvars import copy_context

import pytest

from clawback.model import errand
from clawback.model.errand import CalledOffError, Errand


def test_calling_off_stops_what_is_under_way():
    """Each stop is called, each time, until its block has ended."""
    begun, stops = Errand(), []
    with begun.stopped_by(lambda: stops.append("engine")):
        begun.call_off()
        begun.call_off()
    begun.call_off()
    assert stops == ["engine", "engine"]


def test_nothing_begins_once_it_is_called_off():
    """What would begin later is refused."""
    begun = Errand()
    begun.check()
    begun.call_off()
    assert begun.called_off
    with pytest.raises(CalledOffError, match="went away"):
        begun.check()
    with pytest.raises(CalledOffError), begun.stopped_by(lambda: None):
        pytest.fail("it began")


def test_the_current_errand_goes_along_to_threads():
    """A copied context, which is what a route's thread gets, has the same errand."""
    begun = Errand()
    with errand.on(begun):
        inherited = copy_context()
        assert errand.current() is begun
    assert errand.current() is not begun
    assert inherited.run(errand.current) is begun
    assert not errand.current().called_off
