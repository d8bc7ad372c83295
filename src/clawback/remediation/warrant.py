"""What a remediation is carried out on: the seals on its plan, its approval and its start.

`start` asks here before it lets a job go, and the worker asks again before it acts: nothing in the
database is believed because it is there.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from clawback.database import Connection
from clawback.model.actor import Actor
from clawback.remediation import facts, records
from clawback.remediation.facts import Facts
from clawback.remediation.plan import Plan, PlanMismatchError
from clawback.remediation.proposal import Choice, Proposal, Stage, Vote
from clawback.remediation.remediation import Ground, Remediation
from clawback.remediation.seal import SealBrokenError, Sealed, Seals


class Warrants:
    """Makes and checks the seals of remediations. Safe to call from several threads."""

    def __init__(self, seals: Seals) -> None:
        self._seals = seals

    def with_facts(self, remediation: Remediation, known: Facts) -> Remediation:
        """The remediation with the policy's facts, sealed together with its plan."""
        told = replace(remediation, facts=facts.encode(known))
        return replace(told, facts_seal=self._seals.seal("facts", _facts(told)))

    def facts(self, remediation: Remediation) -> Facts:
        """The facts as they were when the plan was frozen; raises `SealBrokenError`."""
        self._seals.require(remediation.facts_seal, "facts", _facts(remediation))
        return facts.decode(remediation.facts)

    def with_seal(self, proposal: Proposal) -> Proposal:
        return replace(proposal, seal=self._seals.seal("proposal", _proposal(proposal)))

    def vote(self, proposal: Proposal, unsealed: Vote) -> Vote:
        """The vote with the seal over plan, person, choice and times."""
        return replace(unsealed, seal=self._seals.seal("vote", _vote(proposal, unsealed)))

    def start_seal(
        self, remediation: Remediation, ground: Ground, actor: Actor, now: datetime
    ) -> str:
        started = replace(remediation, ground=ground, started_by=actor.id, started_at=now)
        return self._seals.seal("start", _start(started))

    def require_proposal(self, remediation: Remediation, proposal: Proposal) -> None:
        """Raises `SealBrokenError` unless proposal and votes are as they were made, for this plan.

        Votes count one for a person, and none from people who had a hand in the plan.
        """
        self._seals.require(proposal.seal, "proposal", _proposal(proposal))
        if (proposal.remediation, proposal.plan_hash) != (remediation.id, remediation.plan_hash):
            raise SealBrokenError
        voters = [vote.person for vote in proposal.votes]
        if len(set(voters)) < len(voters) or proposal.involved & {"", *voters}:
            raise SealBrokenError
        for vote in proposal.votes:
            self._seals.require(vote.seal, "vote", _vote(proposal, vote))

    def require_agreed(self, remediation: Remediation, proposal: Proposal) -> None:
        """Raises `SealBrokenError` unless enough others approved and nobody rejected."""
        self.require_proposal(remediation, proposal)
        rejected = any(vote.choice is Choice.REJECT for vote in proposal.votes)
        if rejected or len(proposal.approvals) < max(proposal.quorum, 1):
            raise SealBrokenError

    def require_started(self, remediation: Remediation, proposal: Proposal | None) -> None:
        """Raises `SealBrokenError` unless somebody started this very plan, and was allowed to."""
        self._seals.require(remediation.start_seal, "start", _start(remediation))
        if proposal is not None:
            if proposal.stage is not Stage.STARTED:
                raise SealBrokenError
            self.require_agreed(remediation, proposal)
        elif remediation.ground is Ground.APPROVAL:
            raise SealBrokenError

    def plan_to_carry_out(self, connection: Connection, remediation: Remediation) -> Plan:
        """The frozen plan, for the worker, once everything that it rests on has been verified.

        Where anything does not stand, the plan has no items: no block belongs to it.
        """
        plan = records.plan_of(connection, remediation)
        found = records.proposals.of(connection, [remediation.id]).get(remediation.id)
        try:
            self.require_started(remediation, found)
        except SealBrokenError:
            return replace(plan, leaves=())
        return plan.trusted()


def require_intact(plan: Plan) -> None:
    """Raises `PlanMismatchError` unless words and leaves are those that were hashed."""
    if not plan.intact:
        raise PlanMismatchError(
            "The plan in the database is not the one that was frozen. Nothing was done; make a new "
            "plan, and find out who changed this one."
        )


def _facts(one: Remediation) -> Sealed:
    return [one.id, one.job, one.plan_hash, one.author, one.editor, one.facts]


def _proposal(one: Proposal) -> Sealed:
    return [
        one.remediation,
        one.plan_hash,
        one.author,
        one.editor,
        one.proposer,
        sorted(f"{hand.part}:{hand.person}" for hand in one.hands),
        one.quorum,
        one.proposed_at.timestamp(),
        one.lifetime.total_seconds(),
    ]


def _vote(proposal: Proposal, one: Vote) -> Sealed:
    return [
        proposal.remediation,
        proposal.plan_hash,
        proposal.seal,
        one.person,
        one.choice.value,
        one.reason,
        one.at.timestamp(),
        one.proved_at.timestamp(),
    ]


def _start(one: Remediation) -> Sealed:
    return [
        one.id,
        one.job,
        one.plan_hash,
        one.ground.value if one.ground else None,
        one.started_by,
        one.started_at.timestamp() if one.started_at else None,
    ]
