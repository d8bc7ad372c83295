"""A sweep looks in every folder, however well one place is known."""

from __future__ import annotations

from tests.remediation.conftest import counts

from clawback.model.actor import SYSTEM
from clawback.remediation.action import Action


def test_a_sweep_asks_the_server_to_look_everywhere(world):
    """The option reaches the session; without it the server looks as its settings say."""
    calls = []
    world.server.hook = lambda call, _: calls.append(call)
    world.deliver(1, "ada@example.org")
    assert counts(world.carry_out(sweep=True)) == {"success": 1}
    assert ("sweep" in calls, "find" in calls) == (True, False)
    calls.clear()
    world.carry_out(Action.MOVE_TO_INBOX)
    assert ("sweep" in calls, "find" in calls) == (False, True)


def test_the_option_is_a_part_of_what_is_agreed_to(world):
    """A plan with a sweep has another hash, and keeps the option."""
    world.deliver(1, "ada@example.org")
    swept = world.carry_out(sweep=True).remediation
    assert world.remediations.get(swept.id, SYSTEM).remediation.terms.sweep
