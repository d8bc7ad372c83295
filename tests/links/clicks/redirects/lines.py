"""A web in memory: names, and what their servers answer, over lines that note who was asked."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clawback.links.clicks.redirects.addresses import Reach, literal
from clawback.links.clicks.redirects.asking import GuardedWeb, Ways
from clawback.links.clicks.redirects.following import Following

OPEN = "9.9.9.9"
_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
THERE = b"HTTP/1.1 200 OK\r\n\r\n"


def leading(to: str, status: int = 302) -> bytes:
    """An answer that leads on."""
    return b"HTTP/1.1 %d Go\r\nLocation: %s\r\n\r\n" % (status, to.encode())


@dataclass
class Lines:
    """`answers` are by link; a name that is not known is at one public address."""

    answers: Mapping[str, bytes]
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    looked_up: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    said: list[bytes] = field(default_factory=list)

    async def look_up(self, name, port):  # noqa: ARG002 - as the real one
        """What the name means."""
        self.looked_up.append(name)
        return [literal(one) for one in self.names.get(name, (OPEN,))]

    async def connect(self, address, place, tls):  # noqa: ARG002 - as the real one
        """A line on which the answer stands already."""
        self.asked.append(str(address))
        reader = asyncio.StreamReader()
        reader.feed_data(self.answers.get(place.url, THERE))
        reader.feed_eof()
        return reader, _Writer(self.said)

    def following(self, *, reach: Reach | None = None, inside=lambda _: "", deadline: float = 5.0):
        """Follows links over these lines, by the real rules."""
        ways = Ways(look_up=self.look_up, connect=self.connect)
        return Following(GuardedWeb(reach or Reach(), ways, _TLS), inside, deadline=deadline)


class _Writer:
    def __init__(self, said):
        self._said, self.transport = said, self

    def write(self, what):
        self._said.append(what)

    async def drain(self):
        """Nothing waits."""

    def abort(self):
        """Nothing is open."""
