"""Queries take turns: in order, not without end, and nobody waits who has gone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from clawback.model.errand import CalledOffError, Errand
from clawback.store.lane import Kind, Lane, StoreBusyError


class Course:
    """A lane of one, and threads that want a turn in it."""

    def __init__(self, *, most_waiting=8, longest=10.0):
        self.at = 0.0
        self.lane = Lane(1, most_waiting=most_waiting, longest=longest, now=lambda: self.at)
        self.order = []
        self._pool = ThreadPoolExecutor(8)

    def close(self):
        self._pool.shutdown()

    def ask(self, name, kind, errand=None):
        """Wants a turn from another thread; returns once that one waits."""
        waited = sum(self.lane.figures.waiting.values())
        asked = self._pool.submit(self._run, name, kind, errand or Errand())
        while sum(self.lane.figures.waiting.values()) == waited and not asked.done():
            pass
        return asked

    @contextmanager
    def taken(self):
        """Somebody is in the lane while the block runs."""
        with self.lane.turn(Kind.EXPORT, Errand()):
            yield

    def _run(self, name, kind, errand):
        with self.lane.turn(kind, errand):
            self.order.append(name)


@pytest.fixture
def course():
    made = Course()
    yield made
    made.close()


def test_what_is_cheap_goes_first(course):
    """A count that comes later goes before charts, and both before an export."""
    with course.taken():
        asked = [
            course.ask("export", Kind.EXPORT),
            course.ask("chart", Kind.CHART),
            course.ask("count", Kind.COUNT),
        ]
    for one in asked:
        one.result(timeout=10)
    assert course.order == ["count", "chart", "export"]


def test_nothing_waits_for_ever(course):
    """An export that has waited for some seconds goes before a count that has just come."""
    with course.taken():
        asked = [course.ask("export", Kind.EXPORT)]
        course.at += 6
        asked.append(course.ask("count", Kind.COUNT))
    for one in asked:
        one.result(timeout=10)
    assert course.order == ["export", "count"]


def test_too_many_are_refused():
    """One more than may wait is told to come back; a patient errand waits all the same."""
    course = Course(most_waiting=1)
    with course.taken():
        first = course.ask("first", Kind.COUNT)
        with pytest.raises(StoreBusyError, match="Try again in some seconds"):
            course.ask("second", Kind.COUNT).result(timeout=10)
        third = course.ask("third", Kind.EXPORT, Errand(patient=True))
    first.result(timeout=10)
    third.result(timeout=10)
    assert course.order == ["first", "third"]
    assert course.lane.figures.refused[Kind.COUNT] == 1
    course.close()


def test_waiting_ends():
    """Who waited too long is refused, and leaves no trace in the queue."""
    course = Course(longest=0.001)
    with course.taken(), pytest.raises(StoreBusyError):
        course.ask("late", Kind.CHART).result(timeout=10)
    assert sum(course.lane.figures.waiting.values()) == 0
    with course.taken():
        pass
    course.close()


def test_who_has_gone_waits_no_longer(course):
    """Calling off ends the waiting at once; the others go on."""
    gone = Errand()
    with course.taken():
        asked = course.ask("gone", Kind.CHART, gone)
        stays = course.ask("stays", Kind.CHART)
        gone.call_off()
        with pytest.raises(CalledOffError):
            asked.result(timeout=10)
    stays.result(timeout=10)
    assert course.order == ["stays"]
    assert course.lane.figures.called_off[Kind.CHART] == 1


def test_a_turn_that_fails_is_given_back(course):
    """Whatever happens in a turn, the lane is free afterwards."""
    with pytest.raises(ZeroDivisionError), course.taken():
        raise ZeroDivisionError
    with course.taken():
        assert course.lane.figures.running[Kind.EXPORT] == 1
    assert course.lane.figures.running[Kind.EXPORT] == 0


def test_seconds_waited_are_counted(course):
    """Figures tell how long queries waited, by kind."""
    with course.taken():
        asked = course.ask("count", Kind.COUNT)
        course.at += 3
    asked.result(timeout=10)
    assert course.lane.figures.waited_seconds[Kind.COUNT] == 3
