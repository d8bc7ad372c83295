"""One session of the mail server that hands mail over to be passed on.

Nothing is answered with 250 that the next hop has not taken, and each recipient is answered for.
"""

from __future__ import annotations

from asyncio import StreamWriter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field

import structlog

from clawback.ingest.content_filter.arrived import Arrived, NoRoomError
from clawback.ingest.content_filter.copies import Copy
from clawback.ingest.content_filter.next_hop import AwayError, Line, LostError, NextHop
from clawback.ingest.content_filter.offers import Offers
from clawback.ingest.content_filter.preparing import Preparing
from clawback.ingest.content_filter.reply import UNSURE, Reply, later
from clawback.ingest.content_filter.tally import FilterTally
from clawback.ingest.content_filter.transaction import Letter, handed_over
from clawback.ingest.receivers.dialect import Dialect
from clawback.ingest.receivers.wire import Inbound, LineTooLongError, Path, forwarded, path

STOPPING = "421 4.3.2 The content filter is stopping, try again later"
_MOST_RECIPIENTS = 1000
_MOST_MISTAKES = 50
_MOST_FORWARDED = 10  # XFORWARD commands of one mail
_NO_ROOM = later("4.3.1 There is no room for the mail now, try again later")
_LOST = later("4.4.2 The connection to the next hop was lost; the mail is offered again")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What is the same for all sessions: what is spoken, where mail goes on, who makes copies."""

    dialect: Dialect
    next_hop: NextHop
    preparing: Preparing

    @property
    def tally(self) -> FilterTally:
        return self.preparing.tally


@dataclass(slots=True, kw_only=True)
class Session:
    """Lives as long as the connection; `busy` from the beginning of a mail until it is answered."""

    passage: Passage
    inbound: Inbound
    writer: StreamWriter
    busy: bool = False
    leaving: bool = False
    offers: Offers | None = None
    line: Line | None = None
    sender: Path | None = None
    recipients: list[Path] = field(default_factory=list)
    forwarded: list[str] = field(default_factory=list)
    client_ip: str = ""
    mistakes: int = 0
    said: list[str] = field(default_factory=list)

    async def run(self) -> None:
        """Speaks until either side has enough; raises `HungUpError` when the peer is gone."""
        self.say(f"220 clawback {self.passage.dialect.name} content filter")
        try:
            while self.mistakes < _MOST_MISTAKES and not self.leaving:
                if not self.inbound.has_line:
                    await self._flush()
                verb, _, argument = (await self._line()).partition(" ")
                if verb.upper() == "QUIT":
                    self.say("221 2.0.0 Bye")
                    return
                await self._obey(verb.upper(), argument.strip())
        except (LineTooLongError, UnicodeDecodeError):
            self.say("500 5.5.2 Line too long, or no UTF-8")
        except AwayError as error:
            self._away(error)
            self.say(f"421 4.4.1 {error}"[:500])
            return
        self.say(STOPPING if self.leaving else "421 4.7.0 Too many mistakes")

    async def close(self) -> None:
        """Says what is left to be said, and ends the session with the next hop."""
        with suppress(ConnectionError):
            await self._flush()
        if self.line is not None:
            await self.line.bid_farewell()
            self.line = None

    def say(self, answer: str) -> None:
        """One answer, as it goes over the wire but for its end, together with the next ones."""
        self.said.append(f"{answer}\r\n")

    async def _flush(self) -> None:
        self.writer.write("".join(self.said).encode())
        self.said.clear()
        await self.writer.drain()

    async def _line(self) -> str:
        return (await self.inbound.line()).decode("utf-8")

    async def _obey(self, verb: str, argument: str) -> None:
        answers: dict[str, Callable[[str], str]] = {
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "RSET": self._rset,
            "NOOP": lambda _: "250 2.0.0 OK",
            "XFORWARD": self._xforward,
        }
        dialect = self.passage.dialect
        if verb == "DATA":
            await self._data(argument)
            return
        if verb in dialect.greetings:
            await self._greet(plain=verb == dialect.plain)
            return
        answer = answers[verb](argument) if verb in answers else "500 5.5.1 No such command"
        self.mistakes += answer.startswith("50")
        self.say(answer)

    async def _greet(self, *, plain: bool) -> None:
        """Offers what the next hop does, which must be there for that."""
        self._rset("")
        line = self.line or await self._connect()
        *more, last = ("clawback", *(() if plain else line.offers.passed_on()))
        for one in more:
            self.say(f"250-{one}")
        self.say(f"250 {last}")

    def _mail(self, argument: str) -> str:
        sender = path(argument, "FROM:")
        if self.offers is None or self.sender:
            return f"503 5.5.1 Say {self.passage.dialect.greetings[0]} first, and MAIL once"
        if sender is None or not argument.isprintable():
            return "501 5.1.7 MAIL FROM:<address> is needed"
        if lacking := self.offers.lacking(sender.parameters):
            return f"555 5.5.4 The next hop does not take {lacking}"
        size, most = sender.parameters.get("SIZE", "0"), self.offers.largest
        if most and size.isdecimal() and int(size[:20]) > most:  # RFC 1870 §6.1
            return f"552 5.3.4 The next hop takes mails of {most} bytes at most"
        self.sender = sender
        return "250 2.1.0 OK"

    def _rcpt(self, argument: str) -> str:
        recipient = path(argument, "TO:")
        if self.sender is None or self.offers is None:
            return "503 5.5.1 Say MAIL first"
        if recipient is None or not recipient.address or not argument.isprintable():
            return "501 5.1.3 RCPT TO:<address> is needed"
        if lacking := self.offers.lacking(recipient.parameters):
            return f"555 5.5.4 The next hop does not take {lacking}"
        most = _MOST_RECIPIENTS if self.passage.dialect.each_recipient else 1
        if len(self.recipients) >= most:
            return "452 4.5.3 Too many recipients"
        self.recipients.append(recipient)
        return "250 2.1.5 OK"

    def _rset(self, _: str) -> str:
        self.sender = None
        self.recipients = []
        self.forwarded = []
        self.client_ip = ""
        return "250 2.0.0 OK"

    def _xforward(self, argument: str) -> str:
        """Postfix's XFORWARD_README: what is told belongs to the next mail."""
        if self.offers is None or not argument.isascii() or not argument.isprintable():
            return "501 5.5.4 Say what the next hop knows of"
        words = self.offers.forwardable(argument)
        if words and len(self.forwarded) < _MOST_FORWARDED:
            self.forwarded.append(words)
        told = forwarded(argument).get("ADDR", "")
        self.client_ip = told.upper().removeprefix("IPV6:").lower() or self.client_ip
        return "250 2.0.0 OK"

    async def _data(self, argument: str) -> None:
        if argument or self.sender is None or not self.recipients:
            self.say("503 5.5.1 DATA needs MAIL and RCPT before it")  # RFC 2033 §4.2
            return
        letter = Letter(
            sender=self.sender,
            recipients=tuple(self.recipients),
            forwarded=tuple(self.forwarded),
            client_ip=self.client_ip,
        )
        self.busy = True
        self.say("354 End with CRLF dot CRLF")
        await self._flush()
        with closing(Arrived()) as mail:
            await self._pass_on(mail, letter)
        self._rset("")
        self.busy = False

    async def _pass_on(self, mail: Arrived, letter: Letter) -> None:
        """Answers for each recipient in their order, as soon as it can be answered."""
        answers: dict[int, Reply] = {}
        told = 0
        async for places, replies in self._replies(mail, letter):
            answers.update(zip(places, replies, strict=True))
            while told in answers:
                self.passage.tally.told(answers[told])
                self.say(answers[told].told())
                told += 1
            await self._flush()

    async def _replies(
        self, mail: Arrived, letter: Letter
    ) -> AsyncIterator[tuple[Sequence[int], Sequence[Reply]]]:
        try:
            await mail.take(self.inbound)
        except NoRoomError:
            everybody = range(len(letter.recipients))
            yield everybody, [_NO_ROOM] * len(everybody)
            return
        most = self.offers.largest if self.offers else 0
        async for copy in self.passage.preparing.copies(mail, letter, most=most):
            yield copy.to, await self._sent(copy, letter)

    async def _sent(self, copy: Copy, letter: Letter) -> list[Reply]:
        """What the next hop says of one copy, by its recipients.

        A session that ended since its last mail is begun again: nothing of this one was said.
        """
        to = [letter.recipients[place] for place in copy.to]
        while True:
            try:
                line = self.line or await self._connect()
            except AwayError as error:
                self._away(error)
                return [later(f"4.4.1 {error}"[:500])] * len(to)
            again = line.used
            try:
                return await handed_over(line, letter, to, copy.pieces(), copy.size)
            except LostError as error:
                line.close()
                self.line = None
                if error.committed or not again:
                    return [UNSURE if error.committed else _LOST] * len(to)

    async def _connect(self) -> Line:
        """A new session with the next hop; raises `AwayError`."""
        line = await self.passage.next_hop.line()
        if self.offers is not None and line.offers != self.offers:
            line.close()  # the mail was taken on other terms
            raise AwayError("the next hop offers other extensions than before")
        self.line, self.offers = line, line.offers
        self.passage.tally.away = ""
        return line

    def _away(self, error: AwayError) -> None:
        _log.warning("no mail is passed on", error=str(error))
        self.passage.tally.away = str(error)
