"""What a remediation says to the explorer: one event on each delivery's timeline.

An event's id is made of the remediation, the item and its attempt, so that saying it again after a
crash changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache

from clawback.jobs.block import Item, Result, Told
from clawback.model.actor import SYSTEM
from clawback.model.delivery import DeliveryKey
from clawback.model.event import DeliveryEvent, EventSource, EventType
from clawback.model.location import AdditionalAction, DeliveryLocation, MailboxRef
from clawback.remediation import evidence, target
from clawback.remediation.action import Action, location_of
from clawback.remediation.evidence import Landing
from clawback.remediation.outcome import OUTCOMES, Outcome
from clawback.remediation.remediation import Remediation, Source

_CERTAIN = {Outcome.SUCCESS, Outcome.ALREADY_IN_DESTINATION, Outcome.DRIFTED}


def events(
    remediation: Remediation, told: Sequence[Told], now: datetime
) -> Iterator[DeliveryEvent]:
    """One event for each result."""
    for one in told:
        frozen = target.decode_all(item.payload for item in one.items)
        items = {item.seq: (item, of) for item, of in zip(one.items, frozen, strict=True)}
        proofs = evidence.landings(result.evidence for result in one.results)
        for result, proof in zip(one.results, proofs, strict=True):
            item, of = items[result.seq]
            if of.sent:  # no delivery, so there is no timeline
                continue
            key = DeliveryKey(network_message_id=of.message, recipient=of.recipient)
            yield _event(
                remediation, item, key, outcome=OUTCOMES[result.outcome], proof=proof, now=now
            )


def event(remediation: Remediation, item: Item, result: Result, now: datetime) -> DeliveryEvent:
    """What became of one delivery, and where it lies now as far as that was seen."""
    key, proof = target.key_of(item.payload), evidence.landing(result.evidence)
    outcome = OUTCOMES[result.outcome]
    return _event(remediation, item, key, outcome=outcome, proof=proof, now=now)


def _event(
    remediation: Remediation,
    item: Item,
    key: DeliveryKey,
    *,
    outcome: Outcome,
    proof: Landing,
    now: datetime,
) -> DeliveryEvent:
    undo_of = remediation.terms.undo_of
    action = remediation.terms.action
    location, mailbox = _whereabouts(action, outcome, proof, undo=undo_of is not None)
    success = outcome is Outcome.SUCCESS
    by_itself = remediation.started_by == SYSTEM.id
    what = f"Undo of {undo_of}" if undo_of else action.label
    folder = proof.ref.folder if proof.ref and proof.moved and success else ""
    return DeliveryEvent(
        id=f"{remediation.id}:{item.seq}:{item.attempt}",
        key=key,
        at=now,
        type=EventType.UNDONE if undo_of else EventType.REMEDIATED,
        source=EventSource.SYSTEM if by_itself else EventSource.ADMIN,
        actor=remediation.started_by_name,
        location=location,
        mailbox=mailbox,
        additional_action=_additional(remediation) if success else None,
        remediation_id=remediation.id,
        result=outcome.value,
        details=_details(what, outcome, proof.origin, folder, proof.note),
    )


def _additional(remediation: Remediation) -> AdditionalAction:
    """A purge has a word of its own, and so has mail that it gives back."""
    if remediation.source is not Source.PURGE:
        return AdditionalAction.MANUAL_REMEDIATION
    back = remediation.terms.action is Action.MOVE_TO_INBOX
    return AdditionalAction.REPROCESSED if back else AdditionalAction.ZAP


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


@lru_cache(maxsize=1024)
def _details(what: str, outcome: Outcome, origin: str, folder: str, note: str) -> str:
    """A sentence or two; `folder` is where a move brought the mail, empty when none did."""
    where = f"From {origin} to {folder}." if folder else ""
    parts = (f"{what}: {outcome.label.lower()}.", where, note)
    return " ".join(part for part in parts if part)
