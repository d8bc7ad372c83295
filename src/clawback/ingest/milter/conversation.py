"""One milter session as a state: packets in, answers and whole mails out. No input or output."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from clawback.ingest.intake import MAIL_LIMIT
from clawback.ingest.milter.packets import (
    GO_ON,
    VERSION,
    Actions,
    BadPacketError,
    Offer,
    Packet,
    Steps,
    client_in,
    header_in,
    macros_in,
    offer,
    offer_in,
    texts_in,
)
from clawback.ingest.milter.transport import WANTED_MACROS, Transport
from clawback.ingest.unrecorded import Reason

MOST_RECIPIENTS = 10_000
_LONGEST_ADDRESS = 1000  # characters; RFC 5321 §4.5.3.1 allows 320
_WANTED_STEPS = (
    Steps.NO_UNKNOWN
    | Steps.SILENT_HEADER
    | Steps.SILENT_CONNECT
    | Steps.SILENT_HELO
    | Steps.SILENT_MAIL
    | Steps.SILENT_RCPT
    | Steps.SILENT_DATA
    | Steps.SILENT_UNKNOWN
    | Steps.SILENT_END_OF_HEADER
    | Steps.SILENT_BODY
    | Steps.LEADING_SPACE
)
_SILENT = {
    b"C": Steps.SILENT_CONNECT,
    b"H": Steps.SILENT_HELO,
    b"M": Steps.SILENT_MAIL,
    b"R": Steps.SILENT_RCPT,
    b"T": Steps.SILENT_DATA,
    b"U": Steps.SILENT_UNKNOWN,
    b"L": Steps.SILENT_HEADER,
    b"N": Steps.SILENT_END_OF_HEADER,
    b"B": Steps.SILENT_BODY,
}
_LOUD: Mapping[bytes, bytes] = dict.fromkeys(_SILENT, GO_ON)
_ROUTE = re.compile(r"@[^:]*:")
_LINE_BREAK = re.compile(rb"\r?\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """A mail whose end has come and which waits for an answer.

    `raw` is the mail as it came, lines ended by CRLF, `head` how many bytes of it are its header
    with the empty line. When `lost` says why the mail could not be kept, `raw` is empty. `size` is
    in bytes, kept or not.
    """

    transport: Transport
    mail_from: str
    recipients: tuple[str, ...]
    raw: bytes = field(repr=False)
    head: int
    size: int
    lost: Reason | None = None


class Ended:
    """The peer has said goodbye."""


ENDED = Ended()
Outcome: TypeAlias = bytes | Transaction | Ended


@dataclass(slots=True)
class _Mail:
    """What has come of a mail so far."""

    mail_from: str
    recipients: list[str] = field(default_factory=list)
    held: bytearray = field(default_factory=bytearray)
    head: int = 0
    size: int = 0
    lost: Reason | None = None

    def add(self, piece: bytes) -> None:
        """Keeps a piece, as long as the whole stays within the limit."""
        self.size += len(piece)
        if self.size > MAIL_LIMIT:
            self.lose(Reason.TOO_LARGE)
        if not self.lost:
            self.held += piece

    def lose(self, why: Reason) -> None:
        self.lost = self.lost or why
        self.held.clear()


class Conversation:
    """Follows one connection of a mail server, with any number of mails on it."""

    def __init__(self, *, actions: Actions = Actions.NOTHING) -> None:
        self._wanted = actions | Actions.NAME_MACROS
        self.granted = Actions.NOTHING
        self._answers = _LOUD
        self._blank = b" "
        self._transport = Transport()
        self._last_told = b""
        self._mail: _Mail | None = None
        self._acts: dict[bytes, Callable[[bytes], Outcome]] = {
            b"O": self._negotiate,
            b"D": self._macros,
            b"C": self._connect,
            b"H": self._helo,
            b"M": self._mail_from,
            b"R": self._rcpt,
            b"T": lambda _: self._went_on(b"T"),
            b"U": lambda _: self._went_on(b"U"),
            b"L": self._header,
            b"N": self._end_of_header,
            b"B": self._body,
            b"E": self._end,
            b"A": self._abort,
            b"K": self._next_connection,
            b"Q": lambda _: ENDED,
        }

    @property
    def queue_id(self) -> str:
        """Of the mail that is coming, once the mail server has told it."""
        return self._transport.queue_id

    @property
    def held(self) -> int:
        """Bytes of the mail that is coming."""
        return len(self._mail.held) if self._mail else 0

    @property
    def amid(self) -> bool:
        """Whether a mail has begun."""
        return self._mail is not None

    def give_up(self) -> None:
        """Nothing is kept of the mail that is coming: there is no memory for it."""
        if self._mail:
            self._mail.lose(Reason.NO_MEMORY)

    def take(self, one: Packet) -> Outcome:
        """What a packet calls for: bytes to send (often none), a whole mail to judge, or the end.

        Raises:
            BadPacketError: the packet is none of the protocol.
        """
        act = self._acts.get(one.kind)
        if act is None:
            raise BadPacketError(f"A packet of the unknown kind {one.kind!r}.")
        return act(one.data)

    # --- the connection -------------------------------------------------------------------------

    def _negotiate(self, data: bytes) -> bytes:
        agreed = _agreed(self._wanted, data)
        self.granted, self._answers, self._blank = agreed.granted, agreed.answers, agreed.blank
        return agreed.offer

    def _macros(self, data: bytes) -> bytes:
        if data[1:] != self._last_told:  # some say the same again and again
            _, told = macros_in(data)
            self._transport = self._transport.told(told)
            self._last_told = data[1:]
        return b""

    def _connect(self, data: bytes) -> bytes:
        self._transport = self._transport.connected(*client_in(data))
        return self._went_on(b"C")

    def _helo(self, data: bytes) -> bytes:
        self._transport = self._transport.greeted(_words(data)[0])
        return self._went_on(b"H")

    def _next_connection(self, _: bytes) -> bytes:
        self._transport, self._mail, self._last_told = Transport(), None, b""
        return b""

    # --- a mail ---------------------------------------------------------------------------------

    def _mail_from(self, data: bytes) -> bytes:
        self._mail = _Mail(_address(_words(data)[0]))
        return self._went_on(b"M")

    def _rcpt(self, data: bytes) -> bytes:
        mail = self._current()
        if len(mail.recipients) < MOST_RECIPIENTS:
            mail.recipients.append(_address(_words(data)[0]))
        else:
            mail.lose(Reason.TOO_MANY_RECIPIENTS)
        return self._went_on(b"R")

    def _header(self, data: bytes) -> bytes:
        name, value = header_in(data)
        if b"\n" in value:
            value = _LINE_BREAK.sub(b"\r\n", value)
        self._current().add(b"%b:%b%b\r\n" % (name, self._blank, value))
        return self._went_on(b"L")

    def _end_of_header(self, _: bytes) -> bytes:
        mail = self._current()
        mail.add(b"\r\n")
        mail.head = mail.size
        return self._went_on(b"N")

    def _body(self, data: bytes) -> bytes:
        self._current().add(data)
        return self._went_on(b"B")

    def _end(self, data: bytes) -> Transaction:
        mail = self._current()
        mail.add(data)
        whole = Transaction(
            transport=self._transport,
            mail_from=mail.mail_from,
            recipients=tuple(mail.recipients),
            raw=bytes(mail.held),
            head=mail.head,
            size=mail.size,
            lost=mail.lost,
        )
        self._abort(b"")
        return whole

    def _abort(self, _: bytes) -> bytes:
        self._mail, self._last_told = None, b""
        self._transport = self._transport.next_mail()
        return b""

    def _current(self) -> _Mail:
        if self._mail is None:
            raise BadPacketError("A part of a mail came before its sender.")
        return self._mail

    def _went_on(self, kind: bytes) -> bytes:
        """The answer to a step, where the mail server waits for one."""
        return self._answers[kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Agreed:
    """What holds for a connection; `answers` are to each step, empty for most of them."""

    granted: Actions
    answers: Mapping[bytes, bytes]
    blank: bytes
    offer: bytes


@lru_cache(maxsize=16)  # a mail server offers the same with each connection
def _agreed(wanted: Actions, data: bytes) -> _Agreed:
    theirs = offer_in(data)
    granted = Actions(wanted & theirs.actions)
    steps = Steps(_WANTED_STEPS & theirs.steps)
    ours = Offer(version=min(theirs.version, VERSION), actions=granted, steps=steps)
    names_macros = Actions.NAME_MACROS in granted
    return _Agreed(
        granted=granted,
        answers={kind: b"" if step in steps else GO_ON for kind, step in _SILENT.items()},
        blank=b"" if Steps.LEADING_SPACE in steps else b" ",
        offer=offer(ours, WANTED_MACROS if names_macros else {}),
    )


def _words(data: bytes) -> list[str]:
    return [one.decode("utf-8", "replace") for one in texts_in(data)] or [""]


def _address(argument: str) -> str:
    """`<@route:anna@example.org>` as `anna@example.org` (RFC 5321 §4.1.1.3)."""
    bare = argument.strip().removeprefix("<").removesuffix(">")
    bare = _ROUTE.sub("", bare, count=1) if bare.startswith("@") else bare
    return bare[:_LONGEST_ADDRESS]
