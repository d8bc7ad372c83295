"""The mail server's side of the milter protocol, packet by packet."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Iterator

from clawback.ingest.milter.packets import Packet, Packets, packet

POSTFIX = struct.pack(">III", 6, 0x1FF, 0x1FFFFF)  # what Postfix 3.7 offers


def macros(stage: bytes, **values: str) -> bytes:
    """The values of macros for a command; `i` and `j` stand bare, others in braces."""
    named = ((name if len(name) == 1 else f"{{{name}}}", value) for name, value in values.items())
    texts = "".join(f"{name}\0{value}\0" for name, value in named)
    return packet(b"D", stage + texts.encode())


def connection(address: str = "203.0.113.9") -> Iterator[bytes]:
    """What comes once: negotiation, client and greeting."""
    family = b"6" if ":" in address else b"4"
    yield packet(b"O", POSTFIX)
    yield macros(b"C", j="mx.example.org", daemon_name="border")
    yield packet(b"C", b"mail.away.example\0" + family + b"\0\x19" + address.encode() + b"\0")
    yield packet(b"H", b"mail.away.example\0")


def one_mail(
    raw: bytes, *recipients: str, sender: str = "paul@away.example", queue_id: str = "4jdQueueId"
) -> Iterator[bytes]:
    """One mail from MAIL to its end; its lines end with CRLF."""
    head, _, body = raw.partition(b"\r\n\r\n")
    yield macros(b"M", mail_addr=sender)
    yield packet(b"M", f"<{sender}>\0SIZE=1\0".encode())
    for recipient in recipients or ("anna@example.org",):
        yield packet(b"R", f"<{recipient}>\0".encode())
    yield macros(b"T", i=queue_id)
    yield packet(b"T")
    for field in _fields(head):
        name, _, value = field.partition(b":")
        yield packet(b"L", name + b"\0" + value.replace(b"\r\n", b"\n") + b"\0")
    yield packet(b"N")
    for start in range(0, len(body), 65_535):
        yield packet(b"B", body[start : start + 65_535])
    yield packet(b"E")


def _fields(head: bytes) -> list[bytes]:
    fields: list[bytes] = []
    for line in head.split(b"\r\n"):
        if line[:1] in {b" ", b"\t"}:
            fields[-1] += b"\r\n" + line
        else:
            fields.append(line)
    return fields


class MailServer:
    """One connection to a milter at a UNIX socket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self._packets = Packets()
        self._waiting: list[Packet] = []

    @classmethod
    async def open(cls, path, address: str = "203.0.113.9") -> MailServer:
        """Connects and negotiates."""
        server = cls(*await asyncio.open_unix_connection(path))
        server.say(*connection(address))
        assert (await server.answer()).kind == b"O"
        return server

    def say(self, *pieces: bytes) -> None:
        self.writer.write(b"".join(pieces))

    async def answer(self) -> Packet:
        """The next packet from the milter; raises `EOFError` when it has hung up."""
        while not self._waiting:
            piece = await self.reader.read(1 << 16)
            if not piece:
                raise EOFError
            self._waiting += self._packets.feed(piece)
        return self._waiting.pop(0)

    async def send(self, raw: bytes, *recipients: str, **more: str) -> Packet:
        """One mail; the answer at its end."""
        self.say(*one_mail(raw, *recipients, **more))
        return await self.answer()

    async def close(self) -> None:
        self.say(packet(b"Q"))
        self.writer.close()
        await self.writer.wait_closed()
