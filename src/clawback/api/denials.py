"""Notes in the audit trail who tried what their role does not allow."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from clawback.api.operations import Operation
from clawback.audit.action import AuditAction
from clawback.audit.entry import Result
from clawback.audit.trail import Trail
from clawback.identity.role import Permission
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.errors import ForbiddenError

POWERS: Final = frozenset(
    {
        Permission.REMEDIATE_APPROVE,
        Permission.PEOPLE_MANAGE,
        Permission.TOKENS_MANAGE,
        Permission.CONTENT_READ,
    }
)
_AGAIN_AFTER = timedelta(minutes=1)
_REMEMBERED = 10_000  # pairs of actor and operation; the longest unseen is forgotten first


class Denials:
    """Writes an entry for each refusal of a power, one a minute for an actor and an operation.

    So nobody can fill the trail by asking again and again. Safe to call from several threads.
    """

    def __init__(self, trail: Trail, clock: Clock) -> None:
        self._trail = trail
        self._clock = clock
        self._noted: OrderedDict[tuple[str, str], datetime] = OrderedDict()
        self._lock = Lock()

    def note(self, actor: Actor, operation: Operation, error: ForbiddenError) -> None:
        """This actor was refused this operation, for this reason.

        Raises:
            UnavailableError: the state database does not answer.
        """
        if operation.needs not in POWERS or not self._due(actor.id, operation.id):
            return
        self._trail.record_alone(
            actor,
            AuditAction.REQUEST_DENY,
            f"operation:{operation.id}",
            result=Result.DENIED,
            details={"needs": str(operation.needs), "code": error.code},
        )

    def _due(self, actor: str, operation: str) -> bool:
        now, pair = self._clock.now(), (actor, operation)
        with self._lock:
            before = self._noted.get(pair)
            if before is not None and now - before < _AGAIN_AFTER:
                return False
            self._noted[pair] = now
            self._noted.move_to_end(pair)
            if len(self._noted) > _REMEMBERED:
                self._noted.popitem(last=False)
            return True
