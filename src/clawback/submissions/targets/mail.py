"""Abuse desks and feeds that take reports as mail, by SMTP (RFC 5321)."""

from __future__ import annotations

import smtplib
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from clawback.submissions.submission import Kind, Submission
from clawback.submissions.targets.reporting import arf, xarf
from clawback.submissions.targets.target import (
    Parcel,
    Said,
    away,
    done,
    never_asked,
    no_access,
    refused,
)

_OWN_NAME = "[127.0.0.1]"  # what a client without a name says (§4.1.3); no name is looked up
_FOR_GOOD = 500
_CLOSED = frozenset({454, 530, 534, 535, 538})  # RFC 4954 §6


class Form(StrEnum):
    """How a report is written."""

    ARF = "arf"
    XARF = "xarf"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailTarget:
    """A desk behind a listener at HOST:PORT. Every try has the same Message-ID."""

    name: str
    host: str
    port: int
    sender: str
    to: tuple[str, ...]
    organisation: str
    form: Form = Form.ARF
    seconds: float = 30.0
    kind: str = "mail"

    def declines(self, submission: Submission) -> str:
        """Confirmed threats; ARF is about mail alone."""
        item = submission.item
        if not (submission.category.bad and submission.reason.confirmed):
            return "Abuse desks are told of confirmed threats alone."
        if item.kind is Kind.FILE or (item.kind is Kind.URL and self.form is Form.ARF):
            return f"Such reports are not about a {item.kind.label}."
        if item.kind is Kind.EMAIL and not item.sealed:
            return "Nobody has the mail any more."
        judged = submission.review is not None  # which reads where an uploaded mail came from
        if item.kind is Kind.EMAIL and self.form is Form.XARF and judged and not item.sender_ip:
            return "Nobody knows from which address the mail came."
        return ""

    def send(self, parcel: Parcel) -> Said:
        """Hands the report to the mail server."""
        try:
            missed = self._hand_over(self.letter(parcel))
        except smtplib.SMTPRecipientsRefused as error:
            return _answered(max(code for code, _ in error.recipients.values()))
        except smtplib.SMTPResponseException as error:
            return _answered(error.smtp_code)
        except (OSError, smtplib.SMTPException) as error:
            why = getattr(error, "strerror", None) or type(error).__name__
            return away(f"The mail server at {self.host}:{self.port} does not take mail: {why}.")
        if missed:
            return done(f"Reported, but {missed} of {len(self.to)} were refused.")
        return done("Reported.")

    def _hand_over(self, letter: bytes) -> int:
        """Sends it; gives how many of those it goes to were refused."""
        session = smtplib.SMTP(self.host, self.port, local_hostname=_OWN_NAME, timeout=self.seconds)
        try:
            session.ehlo()
            options = ["body=8bitmime"] if session.has_extn("8bitmime") else []
            return len(session.sendmail(self.sender, list(self.to), letter, options))
        finally:
            # What was taken is taken, however the session ends.
            with suppress(OSError, smtplib.SMTPException):
                session.quit()
            session.close()

    def letter(self, parcel: Parcel) -> bytes:
        """The report as it goes out."""
        if self.form is Form.ARF:
            return arf(parcel, self.sender, self.to)
        return xarf(parcel, self.sender, self.organisation, self.to)

    def ask(self, parcel: Parcel, reference: str) -> Said:
        """Nobody answers reports in a form that could be read."""
        del parcel
        return never_asked(reference)


def _answered(code: int) -> Said:
    if code in _CLOSED:
        return no_access(f"The mail server wants to know who we are: {code}.")
    if code >= _FOR_GOOD:
        return refused(f"The mail server refused it for good: {code}.")
    return away(f"The mail server refused it for now: {code}.")
