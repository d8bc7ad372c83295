"""Work that is done again and again."""

from __future__ import annotations

import threading

from structlog.testing import capture_logs

from clawback.model.errors import ConflictError
from clawback.rhythm import Rhythm


def test_work_is_done_again_after_a_fault():
    """A fault ends no thread; `trouble` says it, and forgets it when it is over."""
    faults = [ConflictError("Something stands in the way."), ValueError("odd")]
    said, done = [], threading.Event()

    def work():
        said.append(rhythm.trouble)
        if faults:
            raise faults.pop(0)
        done.set()

    rhythm = Rhythm("test", work, every=0.001)
    with capture_logs() as logs:
        rhythm.start()
        assert done.wait(10)
        rhythm.stop()
    assert said[:3] == [
        None,
        "Something stands in the way.",
        "A fault in Clawback itself: ValueError.",
    ]
    assert rhythm.trouble is None
    assert [line["event"] for line in logs] == ["work_held_up", "work_failed"]


def test_stopping_does_the_work_once_more():
    """What came in last is not left lying."""
    count = []
    rhythm = Rhythm("test", lambda: count.append(1), every=3600)
    rhythm.start()
    rhythm.stop()
    assert count == [1]


def test_a_pause_can_be_told_by_the_work():
    """It is asked after each turn: hours at first would end no test."""
    done, pauses = threading.Event(), [0.001, 0.001, 3600.0]

    def work():
        if len(pauses) == 1:
            done.set()

    rhythm = Rhythm("test", work, every=lambda: pauses.pop(0) if pauses[1:] else pauses[0])
    rhythm.start()
    assert done.wait(10)
    rhythm.stop()
    assert pauses == [3600.0]
