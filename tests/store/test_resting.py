"""What is done at rest is done once, late, and never after the end."""

from __future__ import annotations

from threading import Event

from clawback.store.resting import AtRest

_PATIENCE = 10.0


def test_it_is_done_after_a_while():
    """Once disturbed, the act follows by itself."""
    done = Event()
    rest = AtRest(done.set, seconds=0.001)
    rest.disturb()
    assert done.wait(_PATIENCE)
    rest.end()


def test_another_disturbance_begins_the_wait_again():
    """However often it is disturbed, the waits before the last one come to nothing."""
    calls: list[int] = []
    done = Event()

    def act() -> None:
        calls.append(1)
        done.set()

    rest = AtRest(act, seconds=0.05)
    for _ in range(50):
        rest.disturb()
    assert done.wait(_PATIENCE)
    rest.end()
    assert calls == [1]


def test_nothing_is_done_after_the_end():
    """Neither what still waited, nor what a late disturbance would begin."""
    calls: list[int] = []
    rest = AtRest(lambda: calls.append(1), seconds=3600)
    rest.disturb()
    rest.end()
    rest.disturb()
    rest.end()
    assert calls == []
