"""Who may start a plan, and who may approve one: the two rules, in pure code.

Everything that lets a plan go on asks `decide`; everything that counts as another person's
agreement asks `decide_vote`. There is no exception for administrators.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from clawback.identity.role import Permission
from clawback.identity.step_up import PersonNeededError, require_fresh_proof
from clawback.model.actor import Actor, ActorKind
from clawback.model.errors import BadInputError, ClawbackError, ConflictError, ForbiddenError
from clawback.remediation.facts import Facts
from clawback.remediation.operation import Operation
from clawback.remediation.policy import Policy

_DOMAINS_NAMED = 3


class ApprovalNeededError(ConflictError):
    """Another person must approve this before it starts."""

    code = "approval_needed"


class SelfApprovalError(ForbiddenError):
    """You had a hand in this plan, so somebody else must decide on it. Ask a colleague."""

    code = "self_approval"


class OutsideScopeError(ForbiddenError):
    """The plan touches recipients that you may not act on."""

    code = "outside_scope"


class BreakGlassError(ForbiddenError):
    """Starting without the approval that is needed is switched off, or you may not do it."""

    code = "break_glass_off"


class ReasonNeededError(BadInputError):
    """Say why: those who read it later need a reason."""

    code = "reason_needed"


@dataclass(frozen=True, slots=True)
class Allowed:
    """It may go on; `over` holds the needs that breaking the glass went over."""

    over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NeedsApproval:
    """It may go on once so many other people agree."""

    reasons: tuple[str, ...]
    quorum: int


@dataclass(frozen=True, slots=True)
class Refused:
    """It may not go on, whoever agrees."""

    error: ClawbackError

    @property
    def sentence(self) -> str:
        return str(self.error)


Decision: TypeAlias = Allowed | NeedsApproval | Refused


def decide(
    facts: Facts,
    policy: Policy,
    actor: Actor,
    now: datetime,
    *,
    cleared: bool = False,
    emergency: str = "",
) -> Decision:
    """Whether this actor may let this plan go on now.

    `cleared` says that the very plan has been approved, or started, and that this was verified.
    `emergency` is the reason of somebody who breaks the glass; empty from everybody else.
    """
    if refused := _refused(facts, actor, _needed(facts)):
        return Refused(refused)
    if cleared:
        return Allowed()
    reasons = policy.reasons(facts, actor.role, now)
    if not reasons:
        return Allowed()
    if emergency:
        return _break_glass(policy, actor, now, reasons)
    return NeedsApproval(reasons, policy.quorum)


def decide_proposal(facts: Facts, actor: Actor) -> Allowed | Refused:
    """Whether this actor may propose this plan."""
    refused = _refused(facts, actor, Permission.REMEDIATE_PROPOSE)
    return Refused(refused) if refused else Allowed()


def decide_vote(
    facts: Facts, involved: Collection[str], actor: Actor, now: datetime
) -> Allowed | Refused:
    """Whether this actor is another person, who may decide and has just proved who they are."""
    if refused := _refused(facts, actor, Permission.REMEDIATE_APPROVE):
        return Refused(refused)
    if actor.kind is not ActorKind.PERSON or not actor.person:
        return Refused(PersonNeededError())
    if not all(involved):
        return Refused(
            SelfApprovalError(
                "Nobody knows which person made this plan, so you cannot be told from them."
            )
        )
    if actor.person in involved:
        return Refused(SelfApprovalError())
    try:
        require_fresh_proof(actor, now)
    except ForbiddenError as error:
        return Refused(error)
    return Allowed()


def _needed(facts: Facts) -> Permission:
    undoes = facts.operation in {Operation.UNDO, Operation.RESTORE}
    return Permission.REMEDIATE_UNDO if undoes else Permission.REMEDIATE_START


def _refused(facts: Facts, actor: Actor, needed: Permission) -> ForbiddenError | None:
    if not actor.may(needed):
        return ForbiddenError(
            f"This needs the permission {needed.value}, which the role {actor.role} does not have."
        )
    if outside := facts.outside(actor.scope):
        named = ", ".join(outside[:_DOMAINS_NAMED])
        more = f" and {len(outside) - _DOMAINS_NAMED} more" if len(outside) > _DOMAINS_NAMED else ""
        return OutsideScopeError(
            f"The plan touches recipients of {named}{more}, whom you may not act on. Ask somebody "
            "who may, or narrow the filter."
        )
    return None


def _break_glass(
    policy: Policy, actor: Actor, now: datetime, reasons: tuple[str, ...]
) -> Allowed | Refused:
    if not policy.break_glass or not actor.may(Permission.REMEDIATE_APPROVE):
        return Refused(BreakGlassError())
    try:
        require_fresh_proof(actor, now)
    except ForbiddenError as error:
        return Refused(error)
    return Allowed(over=reasons)
