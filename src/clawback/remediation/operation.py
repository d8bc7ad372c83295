"""What a remediation does, undoing told apart: an undo keeps the action that it takes back."""

from __future__ import annotations

from clawback.model.labelled import Labelled
from clawback.remediation.action import Action


class Operation(Labelled):
    """The five actions, and undo; restoring is the undo of a hard delete."""

    MOVE_TO_INBOX = "move_to_inbox", "Move to Inbox"
    MOVE_TO_JUNK = "move_to_junk", "Move to Junk folder"
    MOVE_TO_DELETED_ITEMS = "move_to_deleted_items", "Move to Deleted Items"
    SOFT_DELETE = "soft_delete", "Soft delete"
    HARD_DELETE = "hard_delete", "Hard delete"
    UNDO = "undo", "Undo"
    RESTORE = "restore", "Restore"


def operation_of(action: Action, undo_of: str | None) -> Operation:
    """The operation of a plan's terms."""
    if not undo_of:
        return Operation(action.value)
    return Operation.RESTORE if action is Action.HARD_DELETE else Operation.UNDO
