"""Whoever watches hears of every change, also of one that ends as it began."""

from __future__ import annotations

from tests.remediation.conftest import GRACE

from clawback.mailboxes.port import LoginRefusedError
from clawback.model.clock import SystemClock
from clawback.remediation.lately import Lately
from clawback.remediation.remediation import State


def test_a_retry_that_ends_as_before_is_another_version(world):
    """Nothing is left and nothing holds it up, before and after: it has changed all the same."""

    def refuse(call, _account):
        if call == "open":
            raise LoginRefusedError

    world.deliver(1, "ada@example.org")
    world.server.hook = refuse
    one = world.remediate().remediation.id
    lately = Lately(world.database, SystemClock())
    (before,) = lately.remediations()
    world.server.hook = lambda _call, _account: None
    world.remediations.retry(one, GRACE)
    assert world.ended(one).state is State.COMPLETED
    (after,) = lately.remediations()
    assert (before.id, after.id) == (one, one)
    assert before.text != after.text
