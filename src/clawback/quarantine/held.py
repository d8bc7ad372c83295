"""One mail held for one recipient, and what may become of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from clawback.model.actor import Actor
from clawback.model.labelled import Labelled

_ID_CHARACTERS = 20
_TICK = timedelta(microseconds=1)


class HeldState(Labelled):
    """What became of it so far. All but the first two are ends.

    `RELEASING` is written before the mail server is spoken to, so that a crash shows what it broke
    off. `LOST` says that the sealed file is gone, by no act of ours.
    """

    HELD = "held", "Held"
    RELEASING = "releasing", "Being released"
    RELEASED = "released", "Released"
    DELETED = "deleted", "Deleted"
    EXPIRED = "expired", "Expired"
    LOST = "lost", "Lost"

    @property
    def open(self) -> bool:
        """Whether its bytes are still needed."""
        return self in {HeldState.HELD, HeldState.RELEASING}


class Mail(Protocol):
    """What the gate hands over; whoever has these may be held.

    `raw` is the mail as it would have been delivered, `mail_from` and `recipients` the envelope as
    it was said, `reason` a sentence, `threat_type` a code or empty, `received_at` aware.
    """

    @property
    def network_message_id(self) -> str: ...
    @property
    def raw(self) -> bytes: ...
    @property
    def mail_from(self) -> str: ...
    @property
    def recipients(self) -> Sequence[str]: ...
    @property
    def reason(self) -> str: ...
    @property
    def threat_type(self) -> str: ...
    @property
    def received_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    r"""A row of the quarantine.

    `recipient` is the address as deliveries have it; `mail_from` and `rcpt_to` are the envelope for
    the mail server, with what cannot be written in SMTP as `\x00`. `sender` is the From of the
    header. `size` is in bytes. `attempt` counts releases that were begun, `turn` how often it was
    held; `note` is what went wrong last, or who ended it how. `changed_by` is empty as long as
    nobody did anything.
    """

    id: str
    network_message_id: str
    recipient: str
    rcpt_to: str
    mail_from: str
    sender: str
    subject: str
    threat_type: str
    reason: str
    size: int
    file: str = field(repr=False)
    received_at: datetime
    expires_at: datetime
    state: HeldState = HeldState.HELD
    turn: int = 1
    attempt: int = 0
    note: str = ""
    changed_at: datetime | None = None
    changed_by: str = ""
    changed_by_name: str = ""

    def ended(self, state: HeldState, *, at: datetime, actor: Actor, note: str = "") -> Held:
        """As it is after somebody did something to it."""
        who = actor.person or actor.id
        return replace(
            self,
            state=state,
            changed_at=self._later(at),
            changed_by=who,
            changed_by_name=actor.name,
            note=note,
        )

    def held_again(self, draft: Held, *, at: datetime, actor: Actor) -> Held:
        """As it is when the mail comes once more after it had ended."""
        again = self.ended(draft.state, at=at, actor=actor)
        return replace(
            draft,
            turn=self.turn + 1,
            attempt=self.attempt,
            changed_at=again.changed_at,
            changed_by=again.changed_by,
            changed_by_name=again.changed_by_name,
        )

    def _later(self, at: datetime) -> datetime:
        """Behind the last change whatever the clock says: the explorer believes the latest."""
        return at if self.changed_at is None else max(at, self.changed_at + _TICK)


class Ending(StrEnum):
    """How one of several ended.

    `UNSURE`: the mail server went away before it answered; the mail is still held, and may have
    been delivered. `NOT_HELD`: it was released, deleted or expired before, or somebody releases it
    right now.
    """

    DONE = "done"
    FAILED = "failed"
    UNSURE = "unsure"
    NOT_HELD = "not_held"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What became of one of several; `reason` is a sentence, empty when it is done."""

    id: str
    outcome: Ending
    reason: str = ""


def id_of(node: str, network_message_id: str, recipient: str) -> str:
    """The same for the same mail and recipient, so that holding it again finds it."""
    words = json.dumps([node, network_message_id, recipient])
    return f"Q-{hashlib.sha256(words.encode('ascii')).hexdigest()[:_ID_CHARACTERS].upper()}"


def storable(text: str, longest: int = 2000) -> str:
    r"""The text with what no database and no SMTP takes as `\x00`: controls, half characters."""
    if text.isprintable():
        return text[:longest]
    return "".join(one if one.isprintable() else f"\\x{ord(one):02x}" for one in text)[:longest]
