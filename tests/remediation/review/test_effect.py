"""What can be taken back, by action and server."""

from __future__ import annotations

import pytest

from clawback.mailboxes.port import Capabilities
from clawback.remediation.operation import Operation
from clawback.remediation.review.effect import Effect, effect_of

MOVES = Capabilities(move=True, hidden_recoverable=True, stable_ids=True)
COPIES = Capabilities(move=False, hidden_recoverable=True, stable_ids=False)


@pytest.mark.parametrize(
    ("operation", "capabilities", "there", "escrow", "effect"),
    [
        (Operation.SOFT_DELETE, MOVES, False, 0, Effect.EXACTLY),
        (Operation.SOFT_DELETE, COPIES, False, 0, Effect.NEW_COPY),
        (Operation.SOFT_DELETE, None, False, 0, Effect.UNKNOWN),
        (Operation.SOFT_DELETE, MOVES, True, 0, Effect.UNCHANGED),
        (Operation.HARD_DELETE, MOVES, False, 0, Effect.NEVER),
        (Operation.HARD_DELETE, None, False, 30, Effect.NEW_COPY),
        (Operation.UNDO, MOVES, False, 0, Effect.EXACTLY),
        (Operation.RESTORE, MOVES, False, 0, Effect.NEW_COPY),
    ],
)
def test_the_effect(operation, capabilities, there, escrow, effect):
    """Moves come back exactly, copies as new ones, hard deletes only from escrow."""
    assert effect_of(operation, capabilities, there=there, escrow_days=escrow) is effect
