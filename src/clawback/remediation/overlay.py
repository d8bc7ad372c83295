"""What a remediation says to the explorer: one event on each delivery's timeline.

An event's id is made of the remediation, the item and its attempt, so that saying it again after a
crash changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from clawback.jobs.block import Item, Result, Told
from clawback.model.event import DeliveryEvent, EventSource, EventType
from clawback.model.location import AdditionalAction, DeliveryLocation, MailboxRef
from clawback.remediation import evidence, target
from clawback.remediation.action import Action, location_of
from clawback.remediation.evidence import Landing
from clawback.remediation.outcome import OUTCOMES, Outcome
from clawback.remediation.remediation import Remediation

_CERTAIN = {Outcome.SUCCESS, Outcome.ALREADY_IN_DESTINATION, Outcome.DRIFTED}


def events(
    remediation: Remediation, told: Sequence[Told], now: datetime
) -> Iterator[DeliveryEvent]:
    """One event for each result."""
    for one in told:
        items = {item.seq: item for item in one.items}
        for result in one.results:
            yield event(remediation, items[result.seq], result, now)


def event(remediation: Remediation, item: Item, result: Result, now: datetime) -> DeliveryEvent:
    """What became of one delivery, and where it lies now as far as that was seen."""
    outcome, proof = OUTCOMES[result.outcome], evidence.landing(result.evidence)
    undo = remediation.terms.undo_of is not None
    location, mailbox = _whereabouts(remediation.terms.action, outcome, proof, undo=undo)
    success = outcome is Outcome.SUCCESS
    return DeliveryEvent(
        id=f"{remediation.id}:{item.seq}:{item.attempt}",
        key=target.key_of(item.payload),
        at=now,
        type=EventType.UNDONE if undo else EventType.REMEDIATED,
        source=EventSource.ADMIN,
        actor=remediation.started_by_name,
        location=location,
        mailbox=mailbox,
        additional_action=AdditionalAction.MANUAL_REMEDIATION if success else None,
        remediation_id=remediation.id,
        result=outcome.value,
        details=_details(remediation, outcome, proof),
    )


def _whereabouts(
    action: Action, outcome: Outcome, proof: Landing, *, undo: bool
) -> tuple[DeliveryLocation | None, MailboxRef | None]:
    if outcome is Outcome.NOT_FOUND:
        return DeliveryLocation.NOT_IN_MAILBOX, None
    if outcome not in _CERTAIN or proof.ref is None:
        return None, None
    if outcome is Outcome.SUCCESS and action is Action.HARD_DELETE and not undo:
        return DeliveryLocation.HARD_DELETED, None
    return location_of(proof.place), proof.ref


def _details(remediation: Remediation, outcome: Outcome, proof: Landing) -> str:
    undo = remediation.terms.undo_of
    what = f"Undo of {undo}" if undo else remediation.terms.action.label
    where = ""
    if proof.ref is not None and outcome is Outcome.SUCCESS:
        where = f"From {proof.origin} to {proof.ref.folder}." if proof.moved else ""
    parts = (f"{what}: {outcome.label.lower()}.", where, proof.note)
    return " ".join(part for part in parts if part)
