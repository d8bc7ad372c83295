"""Takes journal reports apart, where whoever handed them over is believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from clawback.analysis.limits import Limit, also_limited
from clawback.ingest.intake import Envelope, Intake
from clawback.ingest.journal.report import Report, Route, read_report
from clawback.ingest.journal.wrapping import is_report, unwrapped
from clawback.ingest.recipients import UNKNOWN, Organisation
from clawback.ingest.sources.port import IMPORT, LMTP, SMTP
from clawback.model.message import Message


class Outcome(Enum):
    """What became of a mail that may be a journal report; the sentence is for whoever runs it."""

    NO_REPORT = ""
    OPENED = "A journal report was opened."
    IN_PART = (
        "Not every recipient of a journal report could be read. Its mail was stored for the others."
    )
    UNREADABLE = (
        "A journal report could not be opened, and was stored as it is: its mail is missing, "
        "encrypted or in Microsoft's TNEF. Find such with parse:*journal_report*."
    )
    NOT_BELIEVED = (
        "A journal report came from a client or sender that may not send any, and was stored as it "
        "is. If it was yours, name it in ingest.journal.report_clients (and report_senders)."
    )

    @property
    def whole(self) -> bool:
        """Whether nothing is missing from what is stored."""
        return self in {Outcome.NO_REPORT, Outcome.OPENED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What is to be stored, with the way that the mail took to each recipient, if that is known."""

    intake: Intake
    routes: Mapping[str, Route] = field(default_factory=dict)
    outcome: Outcome = Outcome.NO_REPORT

    def marked(self, message: Message) -> Message:
        """The message, with a word in `parse` when something of the report is missing."""
        if self.outcome.whole:
            return message
        return replace(message, parse=also_limited(message.parse, Limit.JOURNAL_REPORT))


def opened(intake: Intake, organisation: Organisation) -> Opened:
    """The mail inside a report, with the envelope that it had; any other mail as it is."""
    believed = _believed(intake.envelope, organisation)
    if not (believed or intake.envelope.source in {LMTP, SMTP}) or not is_report(intake.raw):
        return Opened(intake=intake)
    if not believed:
        return Opened(intake=intake, outcome=Outcome.NOT_BELIEVED)
    wrapping = unwrapped(intake.raw)
    report = read_report(wrapping.text)
    if wrapping.inner is None or not report.recipients:
        return _as_it_is(intake, report)
    return Opened(
        intake=Intake(raw=wrapping.inner, envelope=_envelope(intake.envelope, report)),
        routes=report.recipients,
        outcome=Outcome.OPENED if report.whole else Outcome.IN_PART,
    )


def unopened(intake: Intake, organisation: Organisation) -> Intake:
    """A mail that is too dangerous to be read: if it is a report, its envelope tells of nobody."""
    if _believed(intake.envelope, organisation) and is_report(intake.raw):
        return _as_it_is(intake, Report()).intake
    return intake


def _as_it_is(intake: Intake, report: Report) -> Opened:
    return Opened(
        intake=replace(intake, envelope=_envelope(intake.envelope, report)),
        routes=report.recipients,
        outcome=Outcome.UNREADABLE,
    )


def _believed(envelope: Envelope, organisation: Organisation) -> bool:
    imported = envelope.source == IMPORT and organisation.opens_imported_reports
    return envelope.may_report or imported


def _envelope(outer: Envelope, report: Report) -> Envelope:
    """What the report tells; of its own way, only what is true of the mail inside it too.

    Where a report was found in a mailbox, that is the journal's, and nobody's copy.
    """
    return Envelope(
        received_at=outer.received_at,
        source=outer.source,
        connector=outer.connector,
        mail_from=report.sender,
        recipients=tuple(report.recipients) or (UNKNOWN,),
    )
