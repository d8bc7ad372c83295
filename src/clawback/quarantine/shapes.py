"""The shapes in which the API takes and shows held mail."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from clawback.model.verdict import ThreatType
from clawback.quarantine.held import Ended, Ending, Held, HeldState

MOST_AT_ONCE = 1000


class HeldOut(BaseModel):
    """A mail held for one recipient.

    `sender` is the From of the header, `mail_from` that of the envelope. `note` is what went wrong
    last. `changed_at` and `changed_by_name` say who did the last thing to it, and when.
    """

    id: str
    network_message_id: str
    recipient: str
    sender: str
    mail_from: str
    subject: str
    threat_type: ThreatType | None
    reason: str
    size: int = Field(description="Bytes.")
    received_at: datetime
    expires_at: datetime
    state: HeldState
    attempt: int = Field(description="How often a release was begun.")
    note: str
    changed_at: datetime | None
    changed_by_name: str


class HeldPageOut(BaseModel):
    """Held mail, newest first; `counts` are of all pages, whatever states are asked for."""

    items: list[HeldOut]
    next: str | None
    counts: dict[HeldState, int]
    releases: bool = Field(description="Whether a mail server is set up to release to.")
    keep_days: int


class HeldMailOut(BaseModel):
    """One held mail, and the same message's other recipients."""

    held: HeldOut
    others: list[HeldOut]
    releases: bool


class ChosenHeld(BaseModel):
    """Which of them; one that is named twice counts once."""

    model_config = ConfigDict(extra="forbid")

    ids: list[Annotated[str, Field(max_length=40)]] = Field(min_length=1, max_length=MOST_AT_ONCE)


class EndedOut(BaseModel):
    """What became of one; `reason` is a sentence where it is not done."""

    id: str
    outcome: Ending
    reason: str


class EndedListOut(BaseModel):
    """What became of each, in the order asked; `done` is how many went well."""

    items: list[EndedOut]
    done: int


def held_out(held: Held) -> HeldOut:
    """A row as the API shows it."""
    return HeldOut(
        id=held.id,
        network_message_id=held.network_message_id,
        recipient=held.recipient,
        sender=held.sender,
        mail_from=held.mail_from,
        subject=held.subject,
        threat_type=_THREATS.get(held.threat_type),
        reason=held.reason,
        size=held.size,
        received_at=held.received_at,
        expires_at=held.expires_at,
        state=held.state,
        attempt=held.attempt,
        note=held.note,
        changed_at=held.changed_at,
        changed_by_name=held.changed_by_name,
    )


def ended_out(ended: list[Ended]) -> EndedListOut:
    """The ends of several."""
    items = [EndedOut(id=one.id, outcome=one.outcome, reason=one.reason) for one in ended]
    return EndedListOut(items=items, done=sum(one.outcome is Ending.DONE for one in ended))


_THREATS = {threat.value: threat for threat in ThreatType}
