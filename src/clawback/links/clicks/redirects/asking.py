"""Asks a server where a link leads on to: at an address that was looked at first, and never else.

A name is looked up once, all of its addresses must be public, and the connection is made to one of
these. So what a name means a moment later, or to somebody else, leads nowhere.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from typing import Protocol

from clawback.links.clicks.redirects.addresses import Address, Reach, literal
from clawback.links.clicks.redirects.chain import ChainEnd, NotFollowedError
from clawback.links.clicks.redirects.place import Place, is_informational, next_of, request_of

AGENT = f"Clawback/{version('clawback')} (follows links for their recipients)"
_LARGEST_HEAD = 32 * 1024  # bytes
_MOST_HEADS = 5  # of which all but the last are informational
_MOST_ADDRESSES = 3  # that are tried
_BLANK = (b"\r\n", b"\n")
_THREADS = 16

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]
LookUp = Callable[[str, int], Awaitable[Sequence[Address]]]


class Web(Protocol):
    """Who knows where links lead on to."""

    async def next(self, place: Place) -> str | None:
        """The link that the one of this place leads on to; `None` where it leads no further.

        Raises:
            NotFollowedError: it is not asked, or gives no answer that can be used.
            OSError: it does not answer.
        """
        ...


class MemoryWeb:
    """Leads on as it was told; for tests, and where nobody else may be asked."""

    def __init__(self, leads: dict[str, str]) -> None:
        self._leads = leads

    async def next(self, place: Place) -> str | None:
        """As it was told."""
        return self._leads.get(place.url)


class Names:
    """Names as this machine sees them, looked up in threads."""

    def __init__(self) -> None:
        self._crew = ThreadPoolExecutor(_THREADS, thread_name_prefix="link-names")

    async def look_up(self, name: str, port: int) -> Sequence[Address]:
        """The addresses of a name. Raises `OSError`, and `ValueError` for what is no name."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._crew, _asked, name, port)
        known = (literal(one) for one in dict.fromkeys(found))
        return [one for one in known if one is not None]


def _asked(name: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    return [str(place[0]) for *_, place in found]


async def connect(address: Address, place: Place, tls: ssl.SSLContext | None) -> Line:
    """A line to this address, and to no other. Raises `OSError`."""
    return await asyncio.open_connection(
        str(address),
        place.port,
        ssl=tls if place.tls else None,
        server_hostname=place.host.strip("[]") if place.tls else None,
        limit=_LARGEST_HEAD,
    )


Connect = Callable[[Address, Place, ssl.SSLContext | None], Awaitable[Line]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How names become addresses, and addresses lines."""

    look_up: LookUp
    connect: Connect = connect


class GuardedWeb:
    """The web as far as it is public. Keeps nothing of what is said, and sends no cookie."""

    def __init__(self, reach: Reach, ways: Ways, tls: ssl.SSLContext | None = None) -> None:
        self._reach = reach
        self._ways = ways
        self._tls = tls or ssl.create_default_context()

    async def next(self, place: Place) -> str | None:
        """As `Web.next`."""
        reader, writer = await self._line(place)
        try:
            writer.write(request_of(place, AGENT))
            await writer.drain()
            return next_of(place, await _head(reader))
        finally:
            writer.transport.abort()  # whatever it says still, nobody listens

    async def _line(self, place: Place) -> Line:
        trouble: OSError | None = None
        for address in (await self._allowed(place))[:_MOST_ADDRESSES]:
            try:
                return await self._ways.connect(address, place, self._tls)
            except OSError as error:
                trouble = error
        raise trouble or OSError

    async def _allowed(self, place: Place) -> Sequence[Address]:
        """All addresses of a host, if all may be asked: one that may not spoils the others."""
        if place.port not in self._reach.ports:
            raise NotFollowedError(ChainEnd.FORBIDDEN)
        own = literal(place.host)
        found = [own] if own else await self._ways.look_up(place.host, place.port)
        if not found or not all(map(self._reach.allows, found)):
            raise NotFollowedError(ChainEnd.FORBIDDEN)
        return found


async def _head(reader: asyncio.StreamReader) -> bytes:
    """Status and fields of the answer that counts; what follows them is not read."""
    for _ in range(_MOST_HEADS):
        head = await _one_head(reader)
        if not is_informational(head):
            return head
    raise NotFollowedError(ChainEnd.FAILED)


async def _one_head(reader: asyncio.StreamReader) -> bytes:
    head = b""
    while len(head) < _LARGEST_HEAD:
        line = await reader.readline()
        if not line.endswith(b"\n"):
            break
        if line in _BLANK:
            return head
        head += line
    raise NotFollowedError(ChainEnd.FAILED)
