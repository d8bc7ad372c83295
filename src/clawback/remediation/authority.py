"""What the room asks before it lets anything go on, and where it tells what people did."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from clawback.audit.action import AuditAction
from clawback.audit.entry import Detail, Result
from clawback.audit.trail import Trail
from clawback.database import Connection
from clawback.identity.role import Permission
from clawback.model.actor import Actor
from clawback.model.errors import ClawbackError, ConflictError, ForbiddenError
from clawback.remediation.facts import TagsOf
from clawback.remediation.policy import Policy
from clawback.remediation.remediation import Remediation
from clawback.remediation.seal import SealBrokenError
from clawback.remediation.warrant import Warrants

StillMay = Callable[[str, Permission], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """The policy, the key, the audit trail, and what the rest of the house knows of people.

    `tags_of` gives a recipient's tags; `still_may` tells whether a person holds a permission now.
    """

    policy: Policy
    warrants: Warrants
    trail: Trail
    tags_of: TagsOf
    still_may: StillMay

    def tell(
        self,
        connection: Connection,
        actor: Actor,
        action: AuditAction,
        remediation: Remediation,
        **details: Detail,
    ) -> None:
        """Adds an entry about a remediation to the trail, in the transaction of the change.

        An undo's entries say what it takes back.
        """
        known: dict[str, Detail] = {
            "action": remediation.terms.action.value,
            "deliveries": remediation.deliveries,
            "plan_hash": remediation.plan_hash,
        }
        if remediation.terms.undo_of:
            known["undo_of"] = remediation.terms.undo_of
        self.trail.record(
            connection,
            actor,
            action,
            f"remediation:{remediation.id}",
            details=known | details,
        )

    @contextmanager
    def noting_denials(
        self, actor: Actor, attempt: AuditAction, remediation_id: str
    ) -> Iterator[None]:
        """Around an attempt: a refusal leaves an entry of its own before it goes on to the caller.

        Only refusals of somebody's power and broken seals; a mere wrong moment is no denial.
        """
        try:
            yield
        except ClawbackError as error:
            if isinstance(error, ForbiddenError | SealBrokenError) or _denies(error):
                self.trail.record_alone(
                    actor,
                    AuditAction.REMEDIATION_DENY,
                    f"remediation:{remediation_id[:40]}",
                    result=Result.DENIED,
                    details={"attempt": attempt.value, "code": error.code},
                )
            raise


def _denies(error: ClawbackError) -> bool:
    return isinstance(error, ConflictError) and error.code in {"approval_needed", "plan_mismatch"}
