"""From the room's values to the shapes of the API."""

from __future__ import annotations

from datetime import UTC, datetime

from clawback.jobs.doors import Door
from clawback.jobs.job import Entry
from clawback.mailboxes.port import Place
from clawback.model.location import MailboxRef
from clawback.remediation import evidence, target
from clawback.remediation.container import Addition, Container
from clawback.remediation.drift import Drift, Moved
from clawback.remediation.evidence import Trace
from clawback.remediation.outcome import OUTCOMES, Counts
from clawback.remediation.progress_shapes import (
    CountsOut,
    MailServerOut,
    ReasonOut,
    ReasonsOut,
    ServerProgressOut,
)
from clawback.remediation.proposal import Vote
from clawback.remediation.reasons import Reasons
from clawback.remediation.remediation import ServerProgress, Standing
from clawback.remediation.selection import Numbers
from clawback.remediation.shapes import (
    AdditionOut,
    ContainerOut,
    CopyOut,
    DriftOut,
    ItemOut,
    MovedOut,
    NumbersOut,
    PlaceOut,
    ProposalOut,
    RemediationOut,
    VoteOut,
)


def numbers_out(numbers: Numbers) -> NumbersOut:
    return NumbersOut(
        deliveries=numbers.deliveries,
        messages=numbers.messages,
        mailboxes=numbers.mailboxes,
        actionable=numbers.actionable,
        already_there=numbers.already_there,
        by_server=dict(numbers.by_server),
        not_actionable=dict(numbers.not_actionable),
    )


def remediation_out(standing: Standing) -> RemediationOut:
    kept = standing.remediation
    return RemediationOut(
        id=kept.id,
        state=standing.state,
        action=kept.terms.action,
        undo_of=kept.terms.undo_of,
        undone_by=list(standing.undone_by),
        name=kept.terms.name,
        severity=kept.terms.severity,
        description=kept.terms.description,
        filter=kept.terms.filter,
        since=kept.terms.since,
        until=kept.terms.until,
        sweep=kept.terms.sweep,
        unread_only=kept.terms.unread_only,
        senders_copy=kept.terms.senders_copy,
        choice=kept.terms.choice_in_words,
        escrow_days=kept.terms.escrow_days,
        plan_hash=kept.plan_hash,
        deliveries=kept.deliveries,
        messages=kept.messages,
        mailboxes=kept.mailboxes,
        counts=_counts(standing.counts),
        by_server={name: _on_server(one) for name, one in standing.by_server.items()},
        hold_up=standing.hold_up,
        sentence=standing.sentence(),
        created_at=kept.created_at,
        created_by=kept.created_by_name,
        started_at=kept.started_at,
        started_by=kept.started_by_name,
        ended_at=standing.ended_at,
        source=kept.source,
        edited_by=kept.edited_by_name,
        proposal=_proposal(standing),
        ground=kept.ground,
        decided_by=standing.decided_by,
        rate=_rounded(standing.rate),
        seconds_left=standing.seconds_left,
    )


def _proposal(standing: Standing) -> ProposalOut | None:
    proposal = standing.proposal
    if proposal is None:
        return None
    return ProposalOut(
        proposed_by=proposal.proposer_name,
        proposed_at=proposal.proposed_at,
        quorum=proposal.quorum,
        approvals=len(proposal.approvals),
        reasons=list(proposal.reasons),
        votes=[_vote(vote) for vote in proposal.votes],
        expires_at=proposal.expires_at,
        remind_at=list(standing.remind_at),
        closed_at=proposal.closed_at,
        closed_by=proposal.closed_by_name,
        closed_reason=proposal.closed_reason,
    )


def _vote(vote: Vote) -> VoteOut:
    return VoteOut(
        name=vote.name,
        choice=vote.choice,
        reason=vote.reason,
        at=vote.at,
        proved_at=vote.proved_at,
    )


def _counts(counts: Counts) -> CountsOut:
    return CountsOut(total=counts.total, pending=counts.pending, outcomes=dict(counts.by_outcome))


def _on_server(one: ServerProgress) -> ServerProgressOut:
    counts = _counts(one.counts)
    return ServerProgressOut(
        total=counts.total,
        pending=counts.pending,
        outcomes=counts.outcomes,
        rate=_rounded(one.rate),
        seconds_left=one.seconds_left,
    )


def _rounded(rate: float | None) -> float | None:
    return None if rate is None else round(rate, 1)


def reasons_out(found: Reasons) -> ReasonsOut:
    items = [
        ReasonOut(outcome=one.outcome, reason=one.sentence, deliveries=one.deliveries)
        for one in found.top
    ]
    return ReasonsOut(items=items, others=found.others)


def mail_server_out(door: Door) -> MailServerOut:
    until = door.closed_until
    return MailServerOut(
        name=door.server_key,
        sessions_used=door.used,
        sessions=door.sessions,
        rate=door.rate,
        failures=door.failures,
        closed_until=None if until is None else datetime.fromtimestamp(until, UTC),
        asked=door.asked,
    )


def item_out(entry: Entry) -> ItemOut:
    frozen, proof = target.decode(entry.payload), evidence.decode(entry.evidence)
    return ItemOut(
        network_message_id=frozen.key.network_message_id,
        recipient=frozen.key.recipient,
        internet_message_id=frozen.internet_message_id,
        server=frozen.server,
        account=frozen.account,
        location_when_frozen=frozen.location,
        attempts=entry.attempt,
        outcome=OUTCOMES[entry.outcome] if entry.outcome else None,
        note=proof.note,
        copies=[_copy(trace) for trace in proof.traces],
    )


def _copy(trace: Trace) -> CopyOut:
    return CopyOut(
        before=_place(trace.before, trace.before_place),
        after=_place(trace.after, trace.after_place) if trace.after else None,
        flags=sorted(trace.flags),
        internal_date=trace.internal_date,
        read_back=trace.read_back,
        flags_kept=trace.flags_kept,
        escrow=trace.escrow,
    )


def _place(ref: MailboxRef, place: Place | None) -> PlaceOut:
    return PlaceOut(
        folder=ref.folder, place=place, uid_validity=ref.uid_validity, uid=ref.uid, guid=ref.guid
    )


def drift_out(drift: Drift) -> DriftOut:
    return DriftOut(
        frozen_at=drift.frozen_at,
        looked_at=drift.looked_at,
        unchanged=drift.unchanged,
        new=drift.new,
        moved=drift.moved,
        gone=drift.gone,
    )


def moved_out(moved: Moved) -> MovedOut:
    return MovedOut(
        network_message_id=moved.key.network_message_id,
        recipient=moved.key.recipient,
        location_when_frozen=moved.then,
        latest_delivery_location=moved.now,
    )


def container_out(container: Container) -> ContainerOut:
    return ContainerOut(
        id=container.id,
        action=container.action,
        name=container.name,
        severity=container.severity,
        description=container.description,
        created_at=container.created_at,
        created_by=container.created_by_name,
        parts=[_addition(number, part) for number, part in enumerate(container.parts)],
        remediation_id=container.remediation,
        discarded_by=container.discarded.name if container.discarded else "",
        discarded_at=container.discarded.at if container.discarded else None,
    )


def _addition(number: int, part: Addition) -> AdditionOut:
    return AdditionOut(
        number=number,
        filter=part.filter,
        added_by=part.added_by_name,
        added_at=part.added_at,
        removed_by=part.removed.name if part.removed else "",
        removed_at=part.removed.at if part.removed else None,
    )
