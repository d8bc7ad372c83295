"""LMTP and SMTP as bytes: command lines, mail data, what stands in MAIL, RCPT and XFORWARD."""

from __future__ import annotations

import asyncio
import re
from asyncio import Semaphore, StreamReader
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

_READ = 1 << 16
_LINE_LIMIT = 4096  # RFC 5321 §4.5.3.1.4 asks for 512; extensions and UTF-8 add to it
_LARGE = 1 << 20  # bytes from which a mail needs leave to grow
_PATIENCE = 300.0  # seconds; RFC 5321 §4.5.3.2.7
_PATH = re.compile(r'<((?:"(?:[^"\\]|\\.)*"|[^<>"])*)>(?: (.*))?', re.DOTALL)
_ROUTE = re.compile(r"@[^:]*:")
_END = b"\r\n.\r\n"
_HEX = re.compile(r"\+([0-9A-F]{2})")


class LineTooLongError(Exception):
    """A command line has no end within 4096 bytes."""


class HungUpError(Exception):
    """The peer closed the connection, or said nothing for five minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """The address of a MAIL or RCPT command, with its parameters by upper-case name."""

    address: str
    parameters: Mapping[str, str] = field(default_factory=dict)


class Inbound:
    """What a peer sends, as command lines and as mail data.

    `large` is shared by all sessions: it bounds how many large mails are in memory at a time.
    """

    def __init__(self, reader: StreamReader, large: Semaphore) -> None:
        self._reader = reader
        self._large = large
        self._held = bytearray()

    @property
    def pending(self) -> bool:
        """Whether the peer has sent more than what was read, as far as we have it."""
        return bool(self._held)

    @property
    def has_line(self) -> bool:
        """Whether the next command was sent already, as far as we have it (RFC 2920)."""
        return b"\n" in self._held

    async def line(self) -> bytes:
        """A command without its line end. A lone LF ends one too (only commands, never data).

        Raises:
            LineTooLongError: the session cannot be understood any more.
            HungUpError: there is nobody to answer.
        """
        while (end := self._held.find(b"\n")) < 0:
            if len(self._held) > _LINE_LIMIT:
                raise LineTooLongError
            self._held += await self._more()
        line = bytes(self._held[:end])
        del self._held[: end + 1]
        return line.removesuffix(b"\r")

    async def data(self, limit: int) -> bytes | None:
        """A mail up to CRLF dot CRLF (RFC 5321 §4.1.1.4), dots undone; `None` when it is too large.

        Only this sequence ends it: a peer that takes a bare LF for a line end must not be able to
        make two mails of one.
        """
        held = bytearray(b"\r\n") + self._held
        searched, too_large = 0, False
        async with AsyncExitStack() as leave:
            asked = False
            while (end := held.find(_END, searched)) < 0:
                searched = max(len(held) - 4, 0)
                if len(held) > limit + 2:
                    too_large = True
                    del held[:searched]
                    searched = 0
                elif len(held) > _LARGE and not asked:
                    await leave.enter_async_context(self._large)
                    asked = True
                held += await self._more()
            self._held = held[end + len(_END) :]
            if too_large or end - 2 > limit:
                return None
            return bytes(held[: end + 2].replace(b"\r\n.", b"\r\n")[2:])

    async def pieces(self) -> AsyncIterator[bytes]:
        """A mail of any size as it stands on the wire, without its end (RFC 5321 §4.1.1.4)."""
        held = bytearray(b"\r\n") + self._held
        given = 2  # the line end in front is not the mail's
        while (end := held.find(_END)) < 0:
            safe = len(held) - len(_END) + 1  # the end may begin behind it
            if safe > given:
                yield bytes(held[given:safe])
                del held[:safe]
                given = 0
            held += await self._more()
        self._held = held[end + len(_END) :]
        yield bytes(held[given : end + 2])

    async def _more(self) -> bytes:
        try:
            async with asyncio.timeout(_PATIENCE):
                piece = await self._reader.read(_READ)
        except (TimeoutError, ConnectionError) as error:
            raise HungUpError from error
        if not piece:
            raise HungUpError
        return piece


def path(argument: str, keyword: str) -> Path | None:
    """`FROM:<a@b> SIZE=10` as address and parameters; `None` when it is not one."""
    if argument[: len(keyword)].upper() != keyword:
        return None
    found = _PATH.fullmatch(argument[len(keyword) :].strip())
    if found is None:
        return None
    address = _ROUTE.sub("", found.group(1), count=1) if found.group(1)[:1] == "@" else found[1]
    words = (word.partition("=") for word in (found.group(2) or "").split())
    return Path(address=address, parameters={name.upper(): value for name, _, value in words})


def forwarded(argument: str) -> Mapping[str, str]:
    """The attributes of Postfix's XFORWARD, decoded from xtext (RFC 3461 §4); no unknown ones."""
    words = (word.partition("=") for word in argument.split())
    return {
        name.upper(): _HEX.sub(lambda code: chr(int(code.group(1), 16)), value)
        for name, _, value in words
        if not value.upper().startswith("[UNAVAILABLE]")
    }
