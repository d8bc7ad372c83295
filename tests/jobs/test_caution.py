"""How a job that begins is watched."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from clawback.jobs.caution import Guard, guard_of


@pytest.mark.parametrize(
    ("canary", "left", "guard"),
    [(10, 11, Guard.CANARY), (10, 10, Guard.WATCHING), (0, 500, Guard.WATCHING)],
)
def test_only_more_than_the_canary_needs_one(canary, left, guard):
    """As many items as would go first are all of them."""
    assert guard_of(SimpleNamespace(canary=canary), left) is guard


def test_without_caution_nobody_watches():
    """Other kinds of work are as they were."""
    assert guard_of(None, 500) is Guard.OFF
