"""Does with a mail what the gate decides, and records that before the mail server hears of it.

In this order: judge, record, hold, answer. A record may so tell of an action that a crash prevented
after it, when the mail server lets the mail go on; never is there an action without its record.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import structlog

from clawback.ingest.gate.gate import Gate, Passage
from clawback.ingest.gate.header import HeaderChange
from clawback.ingest.gate.holding import HeldMail, Holding
from clawback.ingest.gate.marks import OURS
from clawback.ingest.intake import Intake
from clawback.ingest.milter.conversation import Transaction
from clawback.ingest.milter.packets import (
    DISCARD,
    GO_ON,
    Actions,
    body_replaced,
    header_added,
    header_changed,
    held,
    recipient_deleted,
    replied,
)
from clawback.ingest.milter.recorder import Recorder
from clawback.ingest.ruling import GateAction, Ruling

_HOLDING_SECONDS = 5.0
_REFUSAL = "550 5.7.1 This message was refused by the policy of the organization"
_NOT_ALLOWED = "The mail server does not allow what the gate policy needs."
_NOT_RECORDED = "It could not be recorded."
_log = structlog.get_logger(__name__)


class Enforcing:
    """The gate as a mode of the milter. Without a `holding`, the mail server keeps what is held."""

    def __init__(self, recorder: Recorder, gate: Gate, holding: Holding | None = None) -> None:
        self._recorder = recorder
        self._gate = gate
        self._holding = holding

    @property
    def needs(self) -> Actions:
        """What the policy can come to."""
        parting = Actions.QUARANTINE | Actions.DELETE_RECIPIENTS
        return (
            Actions.ADD_HEADERS
            | Actions.CHANGE_HEADERS
            | (parting if self._gate.policy.may_part else Actions.NOTHING)
            | (Actions.REPLACE_BODY if self._gate.rewrites else Actions.NOTHING)
        )

    async def answer(self, mail: Transaction, intake: Intake, *, granted: Actions) -> bytes:
        """As `Deciding` says."""
        if self.needs & ~granted:
            return await self._let_through(intake)
        passage = await self._gate.passage(intake, mail.raw, mail.head)
        ruling = passage.ruling
        if ruling.trouble:
            self._recorder.stumbled(intake, f"A mail was not judged wholly. {ruling.trouble}")
        if not await self._recorder.record(_recorded(mail, intake, passage)):
            self._gate.tally.done(Ruling(trouble=_NOT_RECORDED))
            return b"".join([*map(_packet, _forged(passage)), GO_ON])
        kept = passage.held is None or await self._held(intake, passage.held)
        self._gate.tally.done(ruling, held_by_server=not kept)
        return b"".join(_packets(passage, kept=kept))

    async def _let_through(self, intake: Intake) -> bytes:
        ruling = Ruling(trouble=_NOT_ALLOWED)
        self._recorder.stumbled(intake, _NOT_ALLOWED)
        self._gate.tally.done(ruling)
        await self._recorder.record(_ruled(intake, ruling))
        return GO_ON

    async def _held(self, intake: Intake, mail: HeldMail) -> bool:
        """Whether it lies with us now; else the mail server is to keep it."""
        if self._holding is None:
            return False
        try:
            async with asyncio.timeout(_HOLDING_SECONDS):
                await asyncio.to_thread(self._holding.hold, mail)
        except Exception as error:  # noqa: BLE001 - the mail server keeps it then, whatever it was
            _log.warning("a mail could not be held", error=type(error).__name__)
            self._recorder.stumbled(
                intake, "A mail could not be quarantined here. The mail server holds it."
            )
            return False
        return True


def _recorded(mail: Transaction, intake: Intake, passage: Passage) -> Intake:
    """The mail as it came, but for a tag: by its subject it must be known again in the mailbox.

    What we say of it is no evidence about it, and would be read as some; and its links are kept as
    its author wrote them.
    """
    intake = _ruled(intake, passage.ruling)
    if passage.recorded is None:
        return intake
    above = intake.raw[: len(intake.raw) - len(mail.raw)]
    return replace(intake, raw=above + passage.recorded)


def _ruled(intake: Intake, ruling: Ruling) -> Intake:
    return replace(intake, envelope=replace(intake.envelope, ruling=ruling))


def _forged(passage: Passage) -> Iterator[HeaderChange]:
    """Fields of our names that came with the mail."""
    ours = (one for one in passage.header if one.name.lower() in OURS)
    return (one for one in ours if one.place)


def _packets(passage: Passage, *, kept: bool) -> Iterator[bytes]:
    ruling = passage.ruling
    if ruling.action is GateAction.REJECT:
        yield replied(_REFUSAL)
        return
    if ruling.action is GateAction.QUARANTINE and kept and not ruling.recipients:
        yield DISCARD
        return
    yield from map(_packet, passage.header)
    if passage.body is not None:
        yield from body_replaced(passage.body)
    if passage.held is not None and kept:
        yield from map(recipient_deleted, passage.held.recipients)
    elif passage.held is not None:
        yield held(passage.reason)
    yield GO_ON


def _packet(change: HeaderChange) -> bytes:
    value = b" " + change.value if change.value else b""
    if not change.place:
        return header_added(change.name, value)
    return header_changed(change.name, value, place=change.place)
