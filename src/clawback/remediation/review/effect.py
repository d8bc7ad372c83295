"""What becomes of a delivery, and whether it can be taken back, by action and mail server."""

from __future__ import annotations

from clawback.mailboxes.port import Capabilities
from clawback.model.labelled import Labelled
from clawback.remediation.operation import Operation


class Effect(Labelled):
    """Whether what is done to a delivery can be undone."""

    EXACTLY = "exactly", "Can be undone exactly"
    NEW_COPY = "new_copy", "Can be undone as a new copy"
    NEVER = "never", "Cannot be undone"
    UNCHANGED = "unchanged", "Is there already; nothing changes"
    UNKNOWN = "unknown", "The mail server did not say what it can do"


def effect_of(
    operation: Operation, capabilities: Capabilities | None, *, there: bool, escrow_days: int
) -> Effect:
    """The effect on one delivery of a server; `there` when it lies where the action brings it.

    A server that moves keeps a mail's id, so that an undo brings back the very copy; one that only
    copies makes a new one each time, as a restore from escrow does.
    """
    if there:
        return Effect.UNCHANGED
    if operation is Operation.HARD_DELETE:
        return Effect.NEW_COPY if escrow_days else Effect.NEVER
    if operation is Operation.RESTORE:
        return Effect.NEW_COPY
    if capabilities is None:
        return Effect.UNKNOWN
    return Effect.EXACTLY if capabilities.move else Effect.NEW_COPY
