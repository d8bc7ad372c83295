"""Mail in a plan that is not over is held; afterwards it is not."""

from __future__ import annotations

from tests.making.deliveries import message_id
from tests.remediation.conftest import GRACE

from clawback.remediation.holds import Holds


def test_mail_in_an_open_plan_is_held(world):
    """From the draft on, until the remediation is over or cancelled."""
    holds = Holds(world.database, world.ledger, world.clock)
    assert holds.messages() == frozenset()
    world.deliver(1, "ada@example.org")
    world.deliver(2, "ada@example.org")
    made = world.remediations.draft(world.wish(), GRACE).remediation
    assert holds.messages() == {message_id(1), message_id(2)}
    world.remediations.cancel(made.id, GRACE)
    assert holds.messages() == frozenset()
