"""Released mail goes back to the mail server by SMTP (RFC 5321), one transaction a recipient.

The listener must be one that does not ask the gate again. The envelope is the one the mail came
with, and nothing of the mail changes but for one header line on top and bare line ends.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from clawback.quarantine.held import storable
from clawback.quarantine.outlet import TAKEN, Answer, Letter, Line, Verdict

HEADER = "X-Clawback-Released"
_SECONDS = 30.0
_OWN_NAME = "[127.0.0.1]"  # what a client without a name says (§4.1.3); no name is looked up
_LONGEST_REPLY = 300
_GOOD = range(200, 300)
_BAD = range(400, 600)
# Dots and letters of any script, without what could end the path or begin another (§4.1.2).
_PATH = re.compile(r'[^\s<>()\[\]\\,;:@"]{1,64}@(?:[^\s<>()\[\]\\,;:@"]{1,255}|\[[0-9A-Za-z.:]+\])')
_LINE_END = re.compile(rb"\r\n|\r|\n")


class SmtpOutlet:
    """A listener at HOST:PORT."""

    def __init__(self, host: str, port: int, *, seconds: float = _SECONDS) -> None:
        self._host = host
        self._port = port
        self._seconds = seconds

    @contextmanager
    def line(self) -> Iterator[Line]:
        """A line that connects when it has something to send."""
        line = _SmtpLine(self._host, self._port, self._seconds)
        try:
            yield line
        finally:
            line.close()


class _SmtpLine:
    def __init__(self, host: str, port: int, seconds: float) -> None:
        self._host = host
        self._port = port
        self._seconds = seconds
        self._session: smtplib.SMTP | None = None
        self._away: Answer | None = None

    def send(self, letter: Letter) -> Answer:
        if fault := address_fault(letter):
            return _refused(fault)
        session = self._connected()
        return session if isinstance(session, Answer) else self._talk(session, letter)

    def _talk(self, session: smtplib.SMTP, letter: Letter) -> Answer:
        committed = False
        try:
            if refusal := _envelope(session, letter):
                with suppress(OSError, smtplib.SMTPException):
                    session.rset()
                return refusal
            committed = True
            code, reply = session.data(content_of(letter))
        except smtplib.SMTPDataError as error:  # it did not let the mail begin
            self._hang_up()
            return _refused(_said(error.smtp_code, error.smtp_error))
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            return _broken(error, committed=committed)
        if code not in _GOOD and code not in _BAD:
            self._hang_up()
        return _judged(code, reply)

    def close(self) -> None:
        if self._session is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._session.quit()
            self._hang_up()

    def _connected(self) -> smtplib.SMTP | Answer:
        """The session; where nobody takes mail, the answer that says so, from then on."""
        if self._away is not None:
            return self._away
        if self._session is None:
            try:
                self._session = smtplib.SMTP(
                    self._host, self._port, local_hostname=_OWN_NAME, timeout=self._seconds
                )
            except (OSError, smtplib.SMTPException) as error:
                self._away = _refused(
                    f"The mail server at {self._host}:{self._port} does not take mail: "
                    f"{_words(error)}. Nothing was sent."
                )
                return self._away
        return self._session

    def _hang_up(self) -> None:
        if self._session is not None:
            with suppress(OSError):
                self._session.close()
            self._session = None


def address_fault(letter: Letter) -> str:
    """Why a letter's envelope cannot be said in SMTP, as a sentence; empty when it can."""
    if letter.mail_from and not _sayable(letter.mail_from):
        return "Its envelope sender cannot be written in SMTP. Download the mail instead."
    if not _sayable(letter.rcpt_to):
        return "Its recipient's address cannot be written in SMTP. Download the mail instead."
    return ""


def content_of(letter: Letter) -> bytes:
    """The mail under its new line, each line ended by CRLF (§2.3.8); dots are not yet doubled."""
    return f"{HEADER}: {letter.id}\r\n".encode("ascii") + _LINE_END.sub(b"\r\n", letter.raw)


def _sayable(address: str) -> bool:
    return address.isprintable() and _PATH.fullmatch(address) is not None


def _envelope(session: smtplib.SMTP, letter: Letter) -> Answer | None:
    """Says sender and recipient; gives a refusal where one is refused."""
    session.ehlo_or_helo_if_needed()
    said = f"{letter.mail_from}{letter.rcpt_to}"
    options = "" if letter.raw.isascii() or not session.has_extn("8bitmime") else " BODY=8BITMIME"
    if not said.isascii():
        if not session.has_extn("smtputf8"):
            return _refused("The mail server takes no addresses beyond ASCII (SMTPUTF8).")
        session.command_encoding = "utf-8"
        options += " SMTPUTF8"
    for line in (f"MAIL FROM:<{letter.mail_from}>{options}", f"RCPT TO:<{letter.rcpt_to}>"):
        code, reply = session.docmd(line)
        if code not in _GOOD:
            return _refused(_said(code, reply))
    return None


def _broken(error: Exception, *, committed: bool) -> Answer:
    if not committed:
        return _refused(f"The connection to the mail server broke: {_words(error)}.")
    return Answer(
        verdict=Verdict.UNSURE,
        said=f"The mail server did not say whether it took the mail: {_words(error)}. "
        "Look into the mailbox before you release it again.",
    )


def _judged(code: int, reply: bytes) -> Answer:
    """What the answer to a whole mail means."""
    if code in _GOOD:
        return TAKEN
    if code in _BAD:
        return _refused(_said(code, reply))
    return _broken(smtplib.SMTPResponseException(code, reply), committed=True)


def _refused(said: str) -> Answer:
    return Answer(verdict=Verdict.REFUSED, said=said)


def _said(code: int, reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    words = storable(" ".join(text.split()), _LONGEST_REPLY)
    when = "for now" if 400 <= code < 500 else "for good"  # noqa: PLR2004 - §4.2.1
    return f"The mail server refused it {when}: {code} {words}"


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return storable(f"{error.smtp_code} {error.smtp_error!r}", _LONGEST_REPLY)
    return storable(getattr(error, "strerror", None) or type(error).__name__, _LONGEST_REPLY)
