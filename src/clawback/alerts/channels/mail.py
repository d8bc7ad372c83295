"""Alerts as mail, handed to a mail server by SMTP (RFC 5321)."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime

from clawback.alerts.channels.channel import TAKEN, Message, Said, away, refused
from clawback.alerts.channels.text import lines, title
from clawback.alerts.wording import one_line

_OWN_NAME = "[127.0.0.1]"  # what a client without a name says (§4.1.3); no name is looked up
_SECONDS = 30.0
_FOR_GOOD = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class MailChannel:
    """A listener at HOST:PORT. Every mail of one alert has the same Message-ID."""

    name: str
    host: str
    port: int
    sender: str
    to: Sequence[str]
    details: bool = True
    seconds: float = _SECONDS

    def send(self, message: Message) -> Said:
        letter = self._letter(message)
        try:
            with self._session() as session:
                missed = session.send_message(letter, self.sender, list(self.to))
        except smtplib.SMTPRecipientsRefused as error:
            return _answered(max(code for code, _ in error.recipients.values()))
        except smtplib.SMTPResponseException as error:
            return _answered(error.smtp_code)
        except (OSError, smtplib.SMTPException) as error:
            why = getattr(error, "strerror", None) or type(error).__name__
            return away(f"The mail server at {self.host}:{self.port} does not take mail: {why}.")
        # Whoever else is on it has it: another try would send it to them twice.
        return TAKEN if len(missed) < len(self.to) else away("Nobody of those it goes to took it.")

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        session = smtplib.SMTP(self.host, self.port, local_hostname=_OWN_NAME, timeout=self.seconds)
        try:
            yield session
        finally:
            # The mail is taken or not by now: whatever is said at the farewell changes nothing.
            with suppress(OSError, smtplib.SMTPException):
                session.quit()
            session.close()

    def _letter(self, message: Message) -> EmailMessage:
        letter = EmailMessage()
        letter["From"] = self.sender
        letter["To"] = ", ".join(self.to)
        letter["Subject"] = one_line(f"[Clawback] {title(message)}")
        letter["Date"] = format_datetime(message.at)
        domain = self.sender.rpartition("@")[2]
        letter["Message-ID"] = f"<{message.key.replace(':', '.')}@{domain}>"
        letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody answers it by itself
        letter["X-Clawback-Alert"] = message.alert.id
        said = [title(message), *lines(message, details=self.details)]
        letter.set_content("\n\n".join(said) + "\n")
        return letter


def _answered(code: int) -> Said:
    if code >= _FOR_GOOD:
        return refused(f"The mail server refused it for good: {code}.")
    return away(f"The mail server refused it for now: {code}.")
