"""What people do with remediations: plan, start, stop, look, retry, undo.

A plan begins to change mailboxes in `start` and nowhere else, and goes on in `resume` and `retry`;
all three ask `approval.decide` first. The worker verifies once more what they wrote down.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from clawback.audit.action import AuditAction
from clawback.database import Connection, Database
from clawback.identity.role import Permission
from clawback.jobs.doors import Door
from clawback.jobs.job import Entry
from clawback.jobs.ledger import Ledger
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.counted import counted
from clawback.model.delivery import DeliveryKey
from clawback.remediation import reasons, records, undo
from clawback.remediation.amendment import Amendment
from clawback.remediation.approval import (
    Allowed,
    ApprovalNeededError,
    Decision,
    NeedsApproval,
    Refused,
    decide,
)
from clawback.remediation.authority import Authority
from clawback.remediation.choice import Names
from clawback.remediation.containers import Containers
from clawback.remediation.drafts import Drafts, NothingFoundError, Wish
from clawback.remediation.listing import Listing
from clawback.remediation.outcome import RETRYABLE, Outcome
from clawback.remediation.plan import Terms
from clawback.remediation.proposal import OPEN, Hand, Proposal, Stage
from clawback.remediation.proposals import Proposals
from clawback.remediation.reasons import Reasons
from clawback.remediation.remediation import Ground, Remediation, Source, Standing
from clawback.remediation.review.reviews import Reviews
from clawback.remediation.room import Ask, Room
from clawback.remediation.selection import Numbers, Servers
from clawback.remediation.standings import Standings, found
from clawback.remediation.warrant import require_intact
from clawback.store.port import EventStore

__all__ = ["NothingFoundError", "Remediations", "Wish"]


class Remediations:
    """The one door to remediations. Safe to call from several threads.

    `ask` makes the question for the store from a filter and its bounds (it knows the lists and the
    hour); `wake` tells the worker that there is something to do. `proposals` and `containers` are
    the doors to what two people do together, `reviews` the one to looking at plans.
    """

    def __init__(
        self,
        *,
        database: Database,
        ledger: Ledger,
        store: EventStore,
        servers: Servers,
        clock: Clock,
        ask: Ask,
        wake: Callable[[], None],
        authority: Authority,
        escrow_days: int = 0,
    ) -> None:
        self._room = room = Room(
            database=database,
            ledger=ledger,
            store=store,
            servers=servers,
            clock=clock,
            ask=ask,
            wake=wake,
            authority=authority,
            escrow_days=escrow_days,
            standings=Standings(
                database=database, ledger=ledger, clock=clock, policy=authority.policy
            ),
        )
        self._drafts = Drafts(room)
        self.proposals = Proposals(room, start=self.start)
        self.reviews = Reviews(room, self._drafts)
        self.containers = Containers(room, self._drafts, self.proposals)

    def names(self, actor: Actor) -> Callable[[str, Sequence[DeliveryKey]], Names]:
        """Reads what this actor sent to name deliveries by, as `naming.read_names` does."""
        return self._drafts.names(actor)

    def preview(self, wish: Wish, actor: Actor) -> Numbers:
        """What a plan would touch, without making one. Raises what `draft` does."""
        return self._drafts.preview(wish, actor)

    def draft(
        self,
        wish: Wish,
        actor: Actor,
        *,
        source: Source = Source.MANUAL,
        hands: Sequence[Hand] = (),
    ) -> Standing:
        """Freezes a plan; nothing happens to mail. `hands` had a part in it besides the actor.

        Raises:
            FilterError: the filter cannot be read.
            NothingFoundError: it finds nothing.
            PlanTooLargeError: it finds too much.
        """
        self._room.wake()  # what is drafted is often started right away
        return self._drafts.make(wish, actor, source, hands)

    def edit(self, remediation_id: str, wish: Wish, actor: Actor) -> Standing:
        """Puts another plan in the place of a draft's; whoever does so may not approve it.

        Raises:
            NotADraftError: it is no draft any more, or an undo.
        """
        return self._drafts.edit(remediation_id, wish, actor)

    def amend(self, remediation_id: str, amendment: Amendment, actor: Actor) -> Standing:
        """Changes a draft's words, or takes deliveries out; whoever does so may not approve it.

        Raises what `Drafts.amend` does.
        """
        return self._drafts.amend(remediation_id, amendment, actor)

    def discard(self, remediation_id: str, actor: Actor) -> Standing:
        """Throws a draft away that nobody proposed. Raises `NotADraftError`."""
        return self._drafts.discard(remediation_id, actor)

    def start(self, remediation_id: str, actor: Actor, *, emergency: str = "") -> Standing:
        """Lets a plan be carried out: the one place where that is allowed.

        `emergency` is the reason for which somebody breaks the glass.

        Raises:
            ForbiddenError: this actor may not.
            ApprovalNeededError: somebody else must agree first.
            ConflictError: it has been started before, or is not what was agreed to.
        """
        room = self._room
        with room.authority.noting_denials(actor, AuditAction.REMEDIATION_START, remediation_id):
            room.require_payloads(remediation_id, actor)
            with room.database.write() as connection:
                remediation = found(connection, remediation_id, actor)
                self._begin(connection, remediation, actor, emergency)
        room.wake()
        return self.get(remediation_id, actor)

    def cancel(self, remediation_id: str, actor: Actor) -> Standing:
        """Begins nothing further; what was done stays done, and can be undone."""
        return self._command(
            remediation_id, actor, AuditAction.REMEDIATION_CANCEL, self._room.ledger.cancel
        )

    def pause(self, remediation_id: str, actor: Actor) -> Standing:
        """Begins nothing further until it is resumed."""
        return self._command(
            remediation_id, actor, AuditAction.REMEDIATION_PAUSE, self._room.ledger.pause
        )

    def resume(self, remediation_id: str, actor: Actor) -> Standing:
        """Goes on where it was paused. Raises what `start` does."""
        resume = self._room.ledger.resume
        return self._command(
            remediation_id, actor, AuditAction.REMEDIATION_RESUME, resume, goes_on=True
        )

    def retry(self, remediation_id: str, actor: Actor) -> Standing:
        """Tries again what failed or stayed unknown, looking before acting.

        Raises what `start` does.
        """
        outcomes = sorted(outcome.value for outcome in RETRYABLE)

        def reopen(connection: Connection, job: int) -> None:
            self._room.ledger.reopen(connection, job, outcomes)

        return self._command(
            remediation_id, actor, AuditAction.REMEDIATION_RETRY, reopen, goes_on=True
        )

    def draft_undo(self, remediation_id: str, actor: Actor) -> Standing:
        """A plan that puts back what this one moved; nothing happens to mail yet.

        Raises:
            NothingToUndoError: it moved nothing, or deleted it for good.
        """
        room = self._room
        with room.database.read() as connection:
            undone = found(connection, remediation_id, actor)
        room.ledger.require_ended(undone.job)
        chosen = undo.select(room.ledger.every_item(undone.job))
        terms = Terms(
            action=undone.terms.action,
            name=f"Undo of {undone.terms.name}",
            severity=undone.terms.severity,
            description="",
            filter=f"remediation_id:{undone.id}",
            since=None,
            until=None,
            frozen_at=room.clock.now(),
            undo_of=undone.id,
            scope=undone.terms.scope,
        )
        return self._drafts.keep(terms, chosen, actor, Source.UNDO)

    def undo(self, remediation_id: str, actor: Actor) -> Standing:
        """Drafts an undo and starts it. Raises what `draft_undo` and `start` do."""
        return self.start(self.draft_undo(remediation_id, actor).remediation.id, actor)

    def get(self, remediation_id: str, actor: Actor) -> Standing:
        """A remediation as it stands.

        Raises:
            RemediationMissingError: there is none, or it reaches beyond the actor's scope.
        """
        return self._room.standings.get(remediation_id, actor)

    def newest(
        self,
        actor: Actor,
        listing: Listing | None = None,
        *,
        limit: int,
        before: str | None = None,
    ) -> Sequence[Standing]:
        """What the actor may see, newest first; `before` is the last id of the page before."""
        return self._room.standings.page(listing or Listing(), actor, limit=limit, before=before)

    def items(
        self,
        remediation_id: str,
        actor: Actor,
        *,
        limit: int,
        after: int = -1,
        outcome: Outcome | None = None,
    ) -> Sequence[Entry]:
        """A page of deliveries with their outcomes, by number; `after` is the last one's."""
        with self._room.database.read() as connection:
            job = found(connection, remediation_id, actor).job
        wanted = outcome.value if outcome else None
        return self._room.ledger.items(job, after=after, limit=limit, outcome=wanted)

    def reasons(self, remediation_id: str, actor: Actor) -> Reasons:
        """Why deliveries did not end as a success, so far."""
        with self._room.database.read() as connection:
            job = found(connection, remediation_id, actor).job
        every = self._room.ledger.every_item
        wanted = (one for one in Outcome if one is not Outcome.SUCCESS)
        return reasons.count(entry for one in wanted for entry in every(job, outcome=one.value))

    def servers(self) -> Sequence[Door]:
        """How the mail servers stand: sessions in use, rates, and who asked to be left alone."""
        return self._room.ledger.doors()

    def _begin(
        self, connection: Connection, remediation: Remediation, actor: Actor, emergency: str
    ) -> None:
        authority, now = self._room.authority, self._room.clock.now()
        proposal = _proposal(connection, remediation)
        allowed = self._allowed(remediation, proposal, actor, now, emergency)
        require_intact(records.plan_of(connection, remediation))
        ground = Ground.EMERGENCY if allowed.over else Ground.POLICY
        if proposal is not None:
            ground = Ground.APPROVAL
            records.proposals.step(connection, proposal, Stage.STARTED)
        self._room.ledger.start(connection, remediation.job)
        seal = authority.warrants.start_seal(remediation, ground, actor, now)
        records.mark_started(connection, remediation.id, actor, now, ground=ground, seal=seal)
        authority.tell(
            connection,
            actor,
            AuditAction.REMEDIATION_START,
            remediation,
            severity=remediation.terms.severity.value,
            link=f"/remediations/{remediation.id}",
            ground=ground.value,
            reason=emergency if allowed.over else "",
        )

    def _allowed(
        self,
        remediation: Remediation,
        proposal: Proposal | None,
        actor: Actor,
        now: datetime,
        emergency: str,
    ) -> Allowed:
        policy = self._room.authority.policy
        facts = self._room.authority.warrants.facts(remediation)
        if proposal is None:
            decision = decide(facts, policy, actor, now, emergency=emergency)
            return _passed(decision, remediation)
        self._require_approved(remediation, proposal, now)
        # A policy that was made stricter meanwhile counts, a milder one does not.
        asks = policy.quorum if policy.reasons(facts, actor.role, now) else proposal.quorum
        cleared = len(proposal.approvals) >= asks
        return _passed(decide(facts, policy, actor, now, cleared=cleared), remediation)

    def _require_approved(
        self, remediation: Remediation, proposal: Proposal, now: datetime
    ) -> None:
        """Its approval stands: given by others, for this plan, who may still approve today."""
        authority = self._room.authority
        authority.warrants.require_proposal(remediation, proposal)
        if proposal.stage_at(now) is Stage.PENDING:
            missing = proposal.quorum - len(proposal.approvals)
            raise ApprovalNeededError(
                f"The proposal {remediation.id} waits for {counted(missing, 'more approval')}."
            )
        proposal.require_open(now, Stage.APPROVED)
        authority.warrants.require_agreed(remediation, proposal)
        for vote in proposal.approvals:
            if not authority.still_may(vote.person, Permission.REMEDIATE_APPROVE):
                raise ApprovalNeededError(
                    f"{vote.name} approved {remediation.id} and may not approve any more. Withdraw "
                    "the proposal and make a new one."
                )

    def _command(
        self,
        remediation_id: str,
        actor: Actor,
        told: AuditAction,
        command: Callable[[Connection, int], None],
        *,
        goes_on: bool = False,
    ) -> Standing:
        room = self._room
        with (
            room.authority.noting_denials(actor, told, remediation_id),
            room.database.write() as connection,
        ):
            remediation = found(connection, remediation_id, actor)
            proposal = _proposal(connection, remediation)
            if goes_on and remediation.started_at is not None:
                self._require_going(connection, remediation, proposal, actor)
            command(connection, remediation.job)
            if proposal is not None and told is AuditAction.REMEDIATION_CANCEL:
                self._close_cancelled(connection, proposal, actor)
            room.authority.tell(connection, actor, told, remediation)
        room.wake()
        return self.get(remediation_id, actor)

    def _require_going(
        self,
        connection: Connection,
        remediation: Remediation,
        proposal: Proposal | None,
        actor: Actor,
    ) -> None:
        warrants, policy = self._room.authority.warrants, self._room.authority.policy
        warrants.require_started(remediation, proposal)
        require_intact(records.plan_of(connection, remediation))
        now, facts = self._room.clock.now(), warrants.facts(remediation)
        _passed(decide(facts, policy, actor, now, cleared=True), remediation)

    def _close_cancelled(self, connection: Connection, proposal: Proposal, actor: Actor) -> None:
        now = self._room.clock.now()
        if proposal.stage in OPEN:
            expired = proposal.stage_at(now) is Stage.EXPIRED
            to = Stage.EXPIRED if expired else Stage.WITHDRAWN
            records.proposals.close(
                connection, proposal, to, at=now, by=actor.name, reason="Cancelled."
            )


def _proposal(connection: Connection, remediation: Remediation) -> Proposal | None:
    return records.proposals.of(connection, [remediation.id]).get(remediation.id)


def _passed(decision: Decision, remediation: Remediation) -> Allowed:
    """The permission, or the error that says what is missing."""
    match decision:
        case Allowed():
            return decision
        case NeedsApproval(reasons=reasons, quorum=quorum):
            people = "another person" if quorum == 1 else f"{quorum} other people"
            raise ApprovalNeededError(
                f"{' '.join(reasons)} It starts once {people} approved it. The draft "
                f"{remediation.id} is kept; propose it."
            )
        case Refused(error=error):
            if remediation.started_at is not None:
                raise error
            raise type(error)(f"{error} The draft {remediation.id} is kept.")
