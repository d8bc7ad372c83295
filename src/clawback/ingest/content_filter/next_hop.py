"""The mail server that gets mail back: a session with it (RFC 5321), one command at a time.

An own client, because what is at stake is which answers were seen before the connection was lost.
"""

from __future__ import annotations

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from clawback.ingest.content_filter.offers import Offers
from clawback.ingest.content_filter.reply import Reply

_OWN_NAME = "[127.0.0.1]"  # what a client without a name says (§4.1.3); no name is looked up
_LONGEST_LINE = 4096
_MOST_LINES = 100
_END = b".\r\n"


class LostError(Exception):
    """The next hop is gone. `committed`: it may have taken the mail that it was given last."""

    def __init__(self, *, committed: bool = False) -> None:
        super().__init__()
        self.committed = committed


class AwayError(Exception):
    """The next hop cannot be spoken to; the words say why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextHop:
    """Where mail goes on to; `seconds` is how long each of its answers is waited for."""

    host: str
    port: int
    seconds: float

    async def line(self) -> Line:
        """A session that has greeted.

        Raises:
            AwayError: there is none to be had.
        """
        try:
            async with asyncio.timeout(self.seconds):
                reader, writer = await asyncio.open_connection(
                    self.host, self.port, limit=_LONGEST_LINE
                )
        except (OSError, TimeoutError) as error:
            raise AwayError(f"{self} cannot be reached ({_words(error)})") from error
        line = Line(reader, writer, self.seconds)
        try:
            await line.greet()
        except LostError as error:
            line.close()
            raise AwayError(f"{self} does not answer") from error
        except AwayError:
            line.close()
            raise
        return line

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"the next hop {host}:{self.port}"


class Line:
    """A session with the next hop; `used` tells that a mail was begun in it."""

    def __init__(self, reader: StreamReader, writer: StreamWriter, seconds: float) -> None:
        self._reader = reader
        self._writer = writer
        self._seconds = seconds
        self.offers = Offers()
        self.used = False

    async def greet(self) -> None:
        """Waits for its greeting and learns what it takes; raises `AwayError`, `LostError`."""
        first = await self._reply()
        if not first.taken:
            raise AwayError(f"the next hop takes no mail: {first.code} {first.lines[-1]}")
        (answer,) = await self.say(f"EHLO {_OWN_NAME}")
        if not answer.taken:
            raise AwayError(f"the next hop takes no EHLO: {answer.code} {answer.lines[-1]}")
        self.offers = Offers.read(answer.lines)

    async def say(self, *commands: str) -> Sequence[Reply]:
        """Says commands and gives the answer to each.

        Raises:
            LostError: it did not answer all of them.
        """
        if self.offers.pipelining:
            await self._write("".join(f"{one}\r\n" for one in commands).encode())
            return [await self._reply() for _ in commands]
        replies = []
        for one in commands:
            await self._write(f"{one}\r\n".encode())
            replies.append(await self._reply())
        return replies

    async def content(self, pieces: Iterable[bytes]) -> Reply:
        """Gives the data of a mail, dots doubled and lines ended, and the answer to it.

        Raises:
            LostError: there was none; `committed` where the whole mail had been said.
        """
        for piece in pieces:
            await self._write(piece)
        try:
            await self._write(_END)
            return await self._reply()
        except LostError as error:
            raise LostError(committed=True) from error

    async def bid_farewell(self) -> None:
        """Ends the session; whether the next hop hears it does not matter."""
        with suppress(LostError):
            await self._write(b"QUIT\r\n")
        self.close()

    def close(self) -> None:
        self._writer.close()

    async def _write(self, data: bytes) -> None:
        try:
            self._writer.write(data)
            async with asyncio.timeout(self._seconds):
                await self._writer.drain()
        except (OSError, TimeoutError) as error:
            raise LostError from error

    async def _reply(self) -> Reply:
        lines: list[str] = []
        try:
            async with asyncio.timeout(self._seconds):
                while len(lines) < _MOST_LINES:
                    text = (await self._reader.readuntil(b"\n")).decode("utf-8", "replace")
                    lines.append(_printable(text[4:]))
                    if text[3:4] != "-":
                        return Reply(code=_code(text), lines=tuple(lines))
        except (OSError, TimeoutError, EOFError, asyncio.LimitOverrunError) as error:
            raise LostError from error
        raise LostError


def _code(text: str) -> int:
    return int(text[:3]) if text[:3].isascii() and text[:3].isdigit() else 0


def _printable(text: str) -> str:
    return "".join(one if one.isprintable() else " " for one in text.rstrip())


def _words(error: Exception) -> str:
    return getattr(error, "strerror", None) or type(error).__name__
