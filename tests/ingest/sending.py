"""Sessions that send one numbered mail after another to a server that is killed or has no room."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Protocol, Self

from tests.ingest.milter.mail_server import MailServer
from tests.ingest.receivers.mail_client import LmtpClient, MailClient, SmtpClient
from tests.making.mails import mail

SESSIONS = 8
_AGAIN = 0.02  # seconds until a mail that was refused for now is sent again


def recipient(number: int) -> str:
    """To whom the mail of this number goes, and no other."""
    return f"r{number}@example.org"


class Hand(Protocol):
    """One session."""

    async def send(self, number: int) -> bool:
        """Whether the mail was taken; `False` is for one that was refused for now."""
        ...

    def close(self) -> None: ...


class MailHand:
    """A session of LMTP or SMTP."""

    def __init__(self, client: MailClient) -> None:
        self._client = client

    @classmethod
    async def open(cls, kind: type[MailClient], address: str) -> Self:
        client = await kind.open(address)
        await client.greet()
        return cls(client)

    async def send(self, number: int) -> bool:
        (reply,) = await self._client.send(mail(number), recipient(number))
        if not reply:
            raise EOFError
        return bool(reply.startswith("250"))

    def close(self) -> None:
        self._client.writer.close()


class MilterHand:
    """The mail server's side of a session with a milter."""

    def __init__(self, server: MailServer) -> None:
        self._server = server

    @classmethod
    async def open(cls, socket: str) -> Self:
        return cls(await MailServer.open(socket))

    async def send(self, number: int) -> bool:
        queue_id = queue_id_of(number)
        await self._server.send(mail(number), recipient(number), queue_id=queue_id)
        return True

    def close(self) -> None:
        self._server.writer.close()


def queue_id_of(number: int) -> str:
    """What the mail server calls the mail of this number."""
    return f"Q{number}"


Opening = Callable[[], Awaitable[Hand]]
OPENINGS: dict[str, Callable[[str], Awaitable[Hand]]] = {
    "lmtp": lambda address: MailHand.open(LmtpClient, address),
    "smtp": lambda address: MailHand.open(SmtpClient, address),
    "milter": MilterHand.open,
}


class Sending:
    """What was sent, and what of it was taken; no two mails have one number."""

    def __init__(self) -> None:
        self.sent = 0
        self.taken: list[int] = []
        self.refused = 0
        self._told = asyncio.Event()

    @asynccontextmanager
    async def under_way(self, opening: Opening) -> AsyncIterator[None]:
        """Sessions send while the block runs; they end with it, or with their server."""
        over = asyncio.Event()
        tasks = [asyncio.create_task(self._session(opening, over)) for _ in range(SESSIONS)]
        try:
            yield
        finally:
            over.set()
            await asyncio.gather(*tasks)

    async def until(self, enough: Callable[[], bool], *, seconds: float = 120) -> None:
        """Waits until something that was taken or refused is enough."""
        async with asyncio.timeout(seconds):
            while not enough():
                self._told.clear()
                await self._told.wait()

    async def _session(self, opening: Opening, over: asyncio.Event) -> None:
        try:
            hand = await opening()
        except (OSError, EOFError):  # killed before the session began
            return
        try:
            while not over.is_set():
                self.sent += 1
                await self._send(hand, self.sent, over)
        except (OSError, EOFError):
            pass
        finally:
            hand.close()

    async def _send(self, hand: Hand, number: int, over: asyncio.Event) -> None:
        while not await hand.send(number):
            self.refused += 1
            self._told.set()
            if over.is_set():
                return
            await asyncio.sleep(_AGAIN)
        self.taken.append(number)
        self._told.set()
