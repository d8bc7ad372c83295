"""Proposing, approving, rejecting, withdrawing; the other person's part of a remediation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from clawback.audit.action import AuditAction
from clawback.database import Connection
from clawback.identity.role import Permission
from clawback.jobs.job import JobState
from clawback.model.actor import SYSTEM, Actor
from clawback.model.errors import ConflictError, ForbiddenError
from clawback.remediation import drift, records
from clawback.remediation.approval import (
    ReasonNeededError,
    Refused,
    decide_proposal,
    decide_vote,
)
from clawback.remediation.drift import Drift, Drifted, Moved
from clawback.remediation.plan import PlanMismatchError
from clawback.remediation.proposal import (
    Choice,
    Hand,
    NotProposedError,
    Part,
    Proposal,
    ProposalClosedError,
    Stage,
    UnknownPersonError,
    Vote,
    person_behind,
)
from clawback.remediation.remediation import Remediation, Standing
from clawback.remediation.room import Room
from clawback.remediation.standings import found
from clawback.remediation.warrant import require_intact

Start = Callable[[str, Actor], Standing]


class AlreadyVotedError(ConflictError):
    """You have already decided on this proposal; a person decides once."""

    code = "already_voted"


class Proposals:
    """The one door to approval. Safe to call from several threads.

    `start` carries an approved plan out; it decides anew whether it may.
    """

    def __init__(self, room: Room, *, start: Start) -> None:
        self._room = room
        self._start = start

    def propose(self, remediation_id: str, actor: Actor) -> Standing:
        """Freezes a draft for good and asks others for their approval.

        Raises:
            ForbiddenError: this actor may not propose, or nobody knows who made the plan.
            ConflictError: it is no draft any more, or not what was frozen.
        """
        room = self._room
        with room.authority.noting_denials(actor, AuditAction.REMEDIATION_PROPOSE, remediation_id):
            room.require_payloads(remediation_id, actor)
            with room.database.write() as connection:
                remediation = found(connection, remediation_id, actor)
                proposal = self._proposed(connection, remediation, actor)
                added = Hand(person=proposal.proposer, part=Part.PROPOSED)
                records.add_hands(connection, remediation.id, [added])
                records.proposals.add(connection, proposal)
                room.authority.tell(
                    connection,
                    actor,
                    AuditAction.REMEDIATION_PROPOSE,
                    remediation,
                    severity=remediation.terms.severity.value,
                    quorum=proposal.quorum,
                    link=f"/remediations/{remediation.id}",
                )
        return room.standings.get(remediation_id, actor)

    def approve(
        self,
        remediation_id: str,
        actor: Actor,
        *,
        plan_hash: str,
        reason: str = "",
        start: bool = False,
    ) -> Standing:
        """One person's approval of the very plan with this hash; with `start`, the last starts it.

        Raises:
            ForbiddenError: this actor may not approve, had a hand in the plan, or must prove again
                who they are.
            ConflictError: the proposal is not open, or not what was frozen.
        """
        room = self._room
        with room.authority.noting_denials(actor, AuditAction.REMEDIATION_APPROVE, remediation_id):
            room.require_payloads(remediation_id, actor)
            with room.database.write() as connection:
                remediation = found(connection, remediation_id, actor)
                if plan_hash != remediation.plan_hash:
                    raise PlanMismatchError(
                        f"This is not the hash of the plan {remediation.id}. Look at the plan "
                        "again before you approve it."
                    )
                proposal = self._voted(connection, remediation, actor, Choice.APPROVE, reason)
                decided = len(proposal.approvals) >= proposal.quorum
                if decided:
                    records.proposals.step(connection, proposal, Stage.APPROVED)
                self._tell_vote(connection, actor, remediation, proposal)
        if decided and start:
            return self._start(remediation_id, actor)
        return room.standings.get(remediation_id, actor)

    def reject(self, remediation_id: str, actor: Actor, *, reason: str) -> Standing:
        """One person's no ends the proposal. Raises what `approve` does."""
        _require_reason(reason)
        room = self._room
        with (
            room.authority.noting_denials(actor, AuditAction.REMEDIATION_REJECT, remediation_id),
            room.database.write() as connection,
        ):
            remediation = found(connection, remediation_id, actor)
            proposal = self._voted(connection, remediation, actor, Choice.REJECT, reason)
            self._close(
                connection, remediation, proposal, to=Stage.REJECTED, by=actor, reason=reason
            )
        return room.standings.get(remediation_id, actor)

    def withdraw(self, remediation_id: str, actor: Actor, *, reason: str) -> Standing:
        """Takes a proposal back before it is started, approved or not.

        People who had a hand in it or decided on it may, and everybody who may approve.

        Raises:
            ForbiddenError: this actor is none of them.
            ConflictError: the proposal is not open.
        """
        _require_reason(reason)
        room = self._room
        with (
            room.authority.noting_denials(actor, AuditAction.REMEDIATION_WITHDRAW, remediation_id),
            room.database.write() as connection,
        ):
            remediation = found(connection, remediation_id, actor)
            proposal = self._of(connection, remediation)
            proposal.require_open(room.clock.now(), Stage.PENDING, Stage.APPROVED)
            _require_part_in(proposal, actor)
            self._close(
                connection, remediation, proposal, to=Stage.WITHDRAWN, by=actor, reason=reason
            )
        return room.standings.get(remediation_id, actor)

    def expire(self) -> list[str]:
        """Writes down which proposals have expired; returns the ids of their remediations.

        Nothing rests on this being called in time: every decision asks the clock.
        """
        room, now = self._room, self._room.clock.now()
        with room.database.read() as connection:
            due = records.proposals.open_until(connection, now)
        return [one for one in due if self._expire(one, now)]

    def remind(self) -> list[str]:
        """Tells the audit trail, as an alert, of proposals that will soon fall without a decision.

        Once for each of the policy's reminders; of several that are due, only the last is told.
        Returns the ids of their remediations.
        """
        room, now = self._room, self._room.clock.now()
        with room.database.read() as connection:
            waiting = records.proposals.of(connection, records.proposals.still_open(connection))
        distances = room.authority.policy.reminders
        due = [one for one in waiting.values() if one.reminder_due(distances, now)]
        return [one.remediation for one in due if self._remind(one.remediation, now)]

    def drift(self, remediation_id: str, actor: Actor) -> Drift:
        """How the world has moved on since the plan was frozen; the plan stays as it is."""
        with self._room.database.read() as connection:
            remediation = found(connection, remediation_id, actor)
        return drift.report(self._room, remediation)

    def drifted(
        self, remediation_id: str, actor: Actor, kind: Drifted, *, limit: int, after: str = ""
    ) -> list[Moved]:
        """A page of the deliveries of one kind of drift, by key; `after` is the last one's."""
        with self._room.database.read() as connection:
            remediation = found(connection, remediation_id, actor)
        return drift.page(self._room, remediation, kind, limit=limit, after=after)

    def _proposed(self, connection: Connection, remediation: Remediation, actor: Actor) -> Proposal:
        room, now, person = self._room, self._room.clock.now(), person_behind(actor)
        facts = room.authority.warrants.facts(remediation)
        decision = decide_proposal(facts, actor)
        if isinstance(decision, Refused):
            raise decision.error
        if remediation.id in records.proposals.of(connection, [remediation.id]):
            raise ProposalClosedError(f"{remediation.id} has been proposed before.")
        if room.ledger.state(remediation.job) is not JobState.DRAFT:
            raise ConflictError(f"{remediation.id} is no draft any more. Make a new plan.")
        require_intact(records.plan_of(connection, remediation))
        hands = (
            *records.hands_of(connection, remediation.id),
            Hand(person=person, part=Part.PROPOSED),
        )
        known = {person, remediation.author, remediation.editor, *(one.person for one in hands)}
        if "" in known:
            raise UnknownPersonError
        policy = room.authority.policy
        return room.authority.warrants.with_seal(
            Proposal(
                remediation=remediation.id,
                plan_hash=remediation.plan_hash,
                author=remediation.author,
                editor=remediation.editor,
                proposer=person,
                proposer_name=actor.name,
                reasons=policy.reasons(facts, actor.role, now),
                quorum=policy.quorum,
                proposed_at=now,
                lifetime=policy.lifetime,
                hands=tuple(sorted(set(hands), key=lambda one: (one.person, one.part))),
                seal="",
            )
        )

    def _voted(
        self,
        connection: Connection,
        remediation: Remediation,
        actor: Actor,
        choice: Choice,
        reason: str,
    ) -> Proposal:
        """The proposal with this vote, which is written down."""
        room, now = self._room, self._room.clock.now()
        proposal, warrants = self._of(connection, remediation), room.authority.warrants
        proposal.require_open(now, Stage.PENDING)
        require_intact(records.plan_of(connection, remediation))
        warrants.require_proposal(remediation, proposal)
        facts = warrants.facts(remediation)
        decision = decide_vote(facts, proposal.involved, actor, now)
        if isinstance(decision, Refused):
            raise decision.error
        if any(vote.person == actor.person for vote in proposal.votes):
            raise AlreadyVotedError
        vote = warrants.vote(
            proposal,
            Vote(
                person=actor.person,
                name=actor.name,
                choice=choice,
                reason=reason,
                at=now,
                proved_at=actor.proved_at or now,
                seal="",
            ),
        )
        records.proposals.add_vote(connection, proposal, vote)
        return replace(proposal, votes=(*proposal.votes, vote))

    def _of(self, connection: Connection, remediation: Remediation) -> Proposal:
        proposal = records.proposals.of(connection, [remediation.id]).get(remediation.id)
        if proposal is None:
            raise NotProposedError
        return proposal

    def _tell_vote(
        self, connection: Connection, actor: Actor, remediation: Remediation, proposal: Proposal
    ) -> None:
        vote = proposal.votes[-1]
        self._room.authority.tell(
            connection,
            actor,
            AuditAction.REMEDIATION_APPROVE,
            remediation,
            approvals=len(proposal.approvals),
            quorum=proposal.quorum,
            reason=vote.reason,
            proved_at=vote.proved_at.isoformat(),
            seal=vote.seal,
        )

    def _close(
        self,
        connection: Connection,
        remediation: Remediation,
        proposal: Proposal,
        *,
        to: Stage,
        by: Actor,
        reason: str,
    ) -> None:
        """Ends a proposal; its plan can never be started then."""
        now = self._room.clock.now()
        records.proposals.close(connection, proposal, to, at=now, by=by.name, reason=reason)
        self._room.ledger.cancel(connection, remediation.job)
        self._room.authority.tell(connection, by, _ENDS[to], remediation, reason=reason)

    def _remind(self, remediation_id: str, now: datetime) -> bool:
        distances = self._room.authority.policy.reminders
        with self._room.database.write() as connection:
            remediation = found(connection, remediation_id, SYSTEM)
            proposal = self._of(connection, remediation)
            due = proposal.reminder_due(distances, now)
            if due is None:
                return False
            records.proposals.remind(connection, proposal, due)
            self._room.authority.tell(
                connection,
                SYSTEM,
                AuditAction.REMEDIATION_REMIND,
                remediation,
                severity=remediation.terms.severity.value,
                expires_at=proposal.expires_at.isoformat(),
                approvals=len(proposal.approvals),
                quorum=proposal.quorum,
                link=f"/remediations/{remediation.id}",
            )
        return True

    def _expire(self, remediation_id: str, now: datetime) -> bool:
        with self._room.database.write() as connection:
            remediation = found(connection, remediation_id, SYSTEM)
            proposal = self._of(connection, remediation)
            if proposal.stage is Stage.EXPIRED or proposal.stage_at(now) is not Stage.EXPIRED:
                return False
            self._close(connection, remediation, proposal, to=Stage.EXPIRED, by=SYSTEM, reason="")
            return True


_ENDS = {
    Stage.REJECTED: AuditAction.REMEDIATION_REJECT,
    Stage.WITHDRAWN: AuditAction.REMEDIATION_WITHDRAW,
    Stage.EXPIRED: AuditAction.REMEDIATION_EXPIRE,
}


def _require_part_in(proposal: Proposal, actor: Actor) -> None:
    person = person_behind(actor)
    people = proposal.involved | {vote.person for vote in proposal.votes}
    if person not in people and not actor.may(Permission.REMEDIATE_APPROVE):
        raise ForbiddenError(
            "Only people who had a hand in a proposal or may approve it can withdraw it."
        )


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonNeededError
