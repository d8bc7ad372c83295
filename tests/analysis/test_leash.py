"""A child is held by its user."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.analysis.processes import wait_until_gone
from tests.making import hostile

from clawback.analysis.child_settings import ChildSettings
from clawback.analysis.leash import ChildLostError
from clawback.analysis.limits import Limit, limited
from clawback.analysis.nursery import Nursery

SETTINGS = ChildSettings(memory_bytes=512 * 1024 * 1024, wall_seconds=5.0)


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    nursery = Nursery(SETTINGS)
    yield nursery
    nursery.end()


def test_a_child_answers_and_is_let_go(nursery: Nursery):
    """Born, asked, ended: no process stays."""
    leash = nursery.bear()
    assert [one.subject for one in leash.ask([b"Subject: a\n\n", b"Subject: b\n\n"])] == ["a", "b"]
    assert leash.answered == 2
    leash.end()
    wait_until_gone(leash.pid)


def test_a_child_is_killed_once_and_for_all(nursery: Nursery):
    """Also one that nobody asked, and one that is gone already."""
    first, second = nursery.bear(), nursery.bear()
    first.kill()
    wait_until_gone(first.pid)
    assert [one.subject for one in second.ask([b"Subject: b\n\n"])] == ["b"]
    second.kill()
    wait_until_gone(second.pid)


def test_time_runs_out_in_time():
    """A child that does not answer is given up at its limit, with the reason."""
    hasty = Nursery(ChildSettings(memory_bytes=512 * 1024 * 1024, wall_seconds=0.001))
    leash = hasty.bear()
    with pytest.raises(ChildLostError) as lost:
        list(leash.ask([hostile.shape("urls_100k")]))
    assert lost.value.parse == limited([Limit.TIME])
    assert lost.value.is_hang
    leash.kill()
    wait_until_gone(leash.pid)
    hasty.end()
