"""From spooled mails to rows, whatever happens.

A mail that our own code cannot take becomes a row that says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from clawback.analysis.judges.judges import NO_JUDGES, Judges
from clawback.analysis.providers.merging import merged
from clawback.analysis.providers.panel import NOBODY, Panel, Round
from clawback.analysis.providers.seat import Question
from clawback.ingest.asking import question, transport
from clawback.ingest.deliveries import deliveries
from clawback.ingest.intake import Intake
from clawback.ingest.journal.opening import Opened, Outcome, opened, unopened
from clawback.ingest.recipients import Organisation
from clawback.ingest.spool import Spooled
from clawback.model.delivery import Delivery
from clawback.model.errors import UnavailableError
from clawback.model.fingerprint import exchange_id, header_fingerprint, network_message_id, split
from clawback.model.message import Message
from clawback.model.verdict import Finding
from clawback.store.port import Batch

POISON = "failed:poison"
GATE = "gate"  # as findings name it
TRIES = 3
ROWS = 1000  # most deliveries in one transaction
NOT_ASKED = NOBODY.ask([])


class Analyser(Protocol):
    """Reads mails; `analysis` does, in children that it can kill."""

    def analyse_many(self, raws: Sequence[bytes]) -> Sequence[Message]:
        """One message for each mail, in order, whatever the mail."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A mail with all that will be stored of it.

    In place of a journal report stands the mail that was in it; `report` tells of that.
    """

    mail: Spooled
    message: Message
    rows: tuple[Delivery, ...]
    report: Outcome = Outcome.NO_REPORT

    @property
    def poisoned(self) -> bool:
        return self.message.parse == POISON


def prepare(
    mails: Sequence[Spooled],
    analyser: Analyser,
    organisation: Organisation,
    asked: Round = NOT_ASKED,
    judges: Judges = NO_JUDGES,
) -> list[Prepared]:
    """One for each mail. Analysis knows how to survive a mail; this is for faults of our own.

    `asked` is what `ask` began for just these mails. Our own judges look at each mail at last.

    Raises:
        UnavailableError: analysis cannot work at all now; the same round serves the next try.
    """
    try:
        return _together(mails, analyser, organisation, asked, judges)
    except UnavailableError:
        raise
    except Exception:  # noqa: BLE001 - any fault of ours must not stop the mails behind it
        words = _words(asked, mails)
        return [
            _alone(
                mail,
                analyser,
                organisation,
                partial(judged, organisation=organisation, words=words[n], judges=judges),
            )
            for n, mail in enumerate(mails)
        ]


def ask(
    mails: Sequence[Spooled],
    organisation: Organisation,
    panel: Panel,
    *,
    behind: Round | None = None,
) -> Round:
    """Begins to ask the engines about what the gate has not asked them; does not wait for any."""
    open_ = [] if panel.empty else [mail for mail in mails if not _judged_already(mail)]
    return panel.ask([_question(mail, organisation) for mail in open_], behind=behind)


def _question(mail: Spooled, organisation: Organisation) -> Question:
    """About the mail inside, where it is a report that can be opened."""
    try:
        return question(opened(mail.intake, organisation).intake)
    except Exception:  # noqa: BLE001 - whoever prepares it meets the same, and tells of it
        return question(mail.intake)


def _together(
    mails: Sequence[Spooled],
    analyser: Analyser,
    organisation: Organisation,
    asked: Round,
    judges: Judges,
) -> list[Prepared]:
    found = [opened(mail.intake, organisation) for mail in mails]
    messages = analyser.analyse_many([one.intake.raw for one in found])
    return [
        _prepared(
            mail,
            one,
            judged(message, one.intake, organisation, words, judges),
            organisation,
        )
        for mail, one, message, words in zip(
            mails, found, messages, _words(asked, mails), strict=True
        )
    ]


def _judged_already(mail: Spooled) -> bool:
    """Whether every engine has given its verdict at the gate."""
    ruling = mail.intake.envelope.ruling
    return ruling is not None and ruling.asked


def _words(asked: Round, mails: Sequence[Spooled]) -> Sequence[Sequence[Finding]]:
    """What engines said of each mail, at the gate or now, and why the gate did not judge it."""
    answers = iter(asked.words())
    return [
        (*_said_at_the_gate(mail), *(() if _judged_already(mail) else next(answers, ())))
        for mail in mails
    ]


def _said_at_the_gate(mail: Spooled) -> Sequence[Finding]:
    ruling = mail.intake.envelope.ruling
    if ruling is None:
        return ()
    missing = [Finding(provider=GATE, no_verdict=ruling.trouble)] if ruling.trouble else []
    return (*ruling.words, *missing)


def poisoned(mail: Spooled, organisation: Organisation) -> Prepared:
    """The row of a mail that cannot be taken: envelope, ids and hash, nothing that was read."""
    intake = unopened(mail.intake, organisation)
    raw = intake.raw
    message = Message(
        network_message_id=network_message_id(raw),
        header_fingerprint=header_fingerprint(split(raw)[0]),
        raw_sha256=hashlib.sha256(raw).hexdigest(),
        size=len(raw),
        parse=POISON,
    )
    return _prepared(mail, Opened(intake=intake), message, organisation)


def batches(prepared: Iterable[Prepared]) -> Iterator[Batch]:
    """Transactions of at most 1,000 rows; a message with more recipients is in several."""
    messages: list[Message] = []
    rows: list[Delivery] = []
    for one in prepared:
        for start in range(0, len(one.rows), ROWS):
            piece = one.rows[start : start + ROWS]
            if rows and len(rows) + len(piece) > ROWS:
                yield Batch(messages=tuple(messages), deliveries=tuple(rows))
                messages, rows = [], []
            messages.append(one.message)
            rows.extend(piece)
    if rows:
        yield Batch(messages=tuple(messages), deliveries=tuple(rows))


def _alone(
    mail: Spooled,
    analyser: Analyser,
    organisation: Organisation,
    judge: Callable[[Message, Intake], Message],
) -> Prepared:
    for _ in range(TRIES):
        try:
            found = opened(mail.intake, organisation)
            (message,) = analyser.analyse_many([found.intake.raw])
            return _prepared(mail, found, judge(message, found.intake), organisation)
        except UnavailableError:
            raise
        except Exception:  # noqa: BLE001, S112 - counted by the loop; the row tells that it failed
            continue
    return poisoned(mail, organisation)


def judged(
    message: Message,
    intake: Intake,
    organisation: Organisation,
    words: Sequence[Finding],
    judges: Judges = NO_JUDGES,
) -> Message:
    """The message with what engines and our own judges say, under the id that it is stored by."""
    if words:
        message = replace(message, findings=merged(message.findings, words))
    return _named(judges.judged(message, transport(intake.envelope)), intake, organisation)


def _named(message: Message, intake: Intake, organisation: Organisation) -> Message:
    if organisation.trusts_exchange_ids and (given := exchange_id(intake.raw)):
        return replace(message, network_message_id=given)
    first = organisation.first_name(intake.raw)
    return replace(message, network_message_id=first) if first else message


def _prepared(
    mail: Spooled, found: Opened, message: Message, organisation: Organisation
) -> Prepared:
    message = found.marked(_named(message, found.intake, organisation))
    rows = deliveries(message, found.intake.envelope, organisation, found.routes)
    mail = replace(mail, intake=found.intake)
    return Prepared(mail=mail, message=message, rows=rows, report=found.outcome)
