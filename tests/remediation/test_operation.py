"""What a plan does, for the policy."""

from __future__ import annotations

import pytest

from clawback.remediation.action import Action
from clawback.remediation.operation import Operation, operation_of


@pytest.mark.parametrize("action", Action)
def test_a_plan_does_what_its_action_says(action):
    """Without an undo the operation is the action."""
    assert operation_of(action, None).value == action.value


def test_the_undo_of_a_hard_delete_restores():
    """Only that one puts back mail that lies in no mailbox any more."""
    undone = {action: operation_of(action, "R-1") for action in Action}
    assert undone.pop(Action.HARD_DELETE) is Operation.RESTORE
    assert set(undone.values()) == {Operation.UNDO}
