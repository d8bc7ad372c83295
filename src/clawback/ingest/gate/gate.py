"""Decides what is done with a mail before the mail server takes it on. Never raises for a mail."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from time import monotonic

import structlog

from clawback.ingest.gate.header import HeaderChange, changed, fields_of, without
from clawback.ingest.gate.holding import HeldMail
from clawback.ingest.gate.judging import Judge, Judged
from clawback.ingest.gate.marks import OURS, marks
from clawback.ingest.gate.policy import (
    Decision,
    GatePolicy,
    decide,
    policy_type_of,
    threat_of,
)
from clawback.ingest.gate.rewriting import Original, Rewriter, Rewriting
from clawback.ingest.gate.tally import Tally
from clawback.ingest.intake import Intake
from clawback.ingest.ruling import GateAction, Ruling
from clawback.model.address import plain_address
from clawback.model.errors import UnavailableError
from clawback.model.fingerprint import exchange_id, identify
from clawback.model.message import Message

_LATE = "It was not read in time."
_FAULT = "Clawback stumbled over it; the log has more."
_UNCHANGED = Rewriting()
_GOES_ON = frozenset({GateAction.ACCEPT, GateAction.TAG, GateAction.JUNK})
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What is to be done with a mail: `ruling` says it to the record, all else to the mail server.

    `recorded` is the mail for the record, where that is not as it came: tagged, neither marked nor
    rewritten. `held` is what is to be kept of it, where it is quarantined.
    """

    ruling: Ruling
    reason: str = ""
    header: tuple[HeaderChange, ...] = ()
    body: bytes | None = field(default=None, repr=False)
    recorded: bytes | None = field(default=None, repr=False)
    held: HeldMail | None = None


class Gate:
    """Judges mails by one policy, each within `seconds`."""

    def __init__(
        self,
        judge: Judge,
        policy: GatePolicy,
        *,
        seconds: float,
        tally: Tally,
        rewriter: Rewriter | None = None,
    ) -> None:
        self._judge = judge
        self.policy = policy
        self._seconds = seconds
        self.tally = tally
        self._rewriter = rewriter

    @property
    def rewrites(self) -> bool:
        """Whether it may change bodies."""
        return self._rewriter is not None

    async def passage(self, intake: Intake, mail: bytes, head: int) -> Passage:
        """How a mail passes, or why it does not.

        `mail` are the bytes that the mail server has, of which `head` are its header; `intake` has
        them as they are read.
        """
        until = monotonic() + self._seconds
        found = await self._found(intake)
        fields = fields_of(mail[:head])
        if isinstance(found, str):
            header = marks(fields, Decision(), trouble=True)
            return Passage(ruling=Ruling(trouble=found), header=header)
        to = found.directions(intake.envelope.recipients)
        decision = decide(threat_of(found.rows[0]), to, self.policy)
        own = marks(fields, decision, tag=self.policy.tag, trouble=bool(found.missing))
        lasting = without(own, OURS)
        recorded = changed(mail[:head], lasting) + b"\r\n" + mail[head:] if lasting else None
        original = Original(
            raw=mail if recorded is None else recorded,
            message=_named(found.message, mail, recorded),
            mail_from=plain_address(intake.envelope.mail_from or ""),
            to={one: way for one, way in to.items() if one not in decision.recipients},
        )
        rewriting = await self._rewritten(original, decision, until)
        return Passage(
            ruling=_ruling(found, decision),
            reason=decision.reason,
            header=(*rewriting.header, *own),
            body=rewriting.body,
            recorded=recorded,
            held=_held(intake, found, decision),
        )

    async def _found(self, intake: Intake) -> Judged | str:
        """What the mail is, or why that is not known, as a sentence."""
        began = monotonic()
        try:
            return await self._judge.judge(intake, seconds=self._seconds)
        except TimeoutError:
            return _LATE
        except UnavailableError as error:
            return str(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the mail goes on
            _log.warning("the gate stumbled over a mail", error=type(error).__name__)
            return _FAULT
        finally:
            self.tally.judged(monotonic() - began)

    async def _rewritten(self, original: Original, decision: Decision, until: float) -> Rewriting:
        goes_on = decision.action in _GOES_ON or bool(decision.recipients)
        if self._rewriter is None or not goes_on:
            return _UNCHANGED
        try:
            async with asyncio.timeout(max(0.0, until - monotonic())):
                told = await asyncio.to_thread(self._rewriter.rewrite, original)
        except Exception as error:  # noqa: BLE001 - the mail goes on as it is
            _log.warning("a mail was not rewritten", error=type(error).__name__)
            return _UNCHANGED
        return told or _UNCHANGED


def _named(message: Message, mail: bytes, recorded: bytes | None) -> Message:
    """The message under the id that its record will have: a tag in the subject gives it another."""
    if recorded is None or message.network_message_id == exchange_id(mail):
        return message
    name, fingerprint = identify(recorded)
    return replace(message, network_message_id=name, header_fingerprint=fingerprint)


def _ruling(found: Judged, decision: Decision) -> Ruling:
    directions = frozenset(row.directionality for row in found.rows)
    acts = decision.action is not GateAction.ACCEPT
    return Ruling(
        action=decision.action,
        policy_type=policy_type_of(decision.threat, directions) if acts else None,
        recipients=decision.recipients,
        words=found.words,
        asked=not found.missing,
        trouble=" ".join(found.missing),
    )


def _held(intake: Intake, found: Judged, decision: Decision) -> HeldMail | None:
    if decision.action is not GateAction.QUARANTINE or decision.threat is None:
        return None
    envelope = intake.envelope
    concerned = set(decision.recipients)
    return HeldMail(
        network_message_id=found.message.network_message_id,
        raw=intake.raw,
        mail_from=envelope.mail_from or "",
        recipients=tuple(
            one for one in envelope.recipients if not concerned or plain_address(one) in concerned
        ),
        reason=decision.reason,
        threat_type=decision.threat.threat_type.value,
        received_at=envelope.received_at,
    )
