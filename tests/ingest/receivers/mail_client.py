"""Small clients of both dialects that read every reply."""

from __future__ import annotations

import asyncio
import ssl


class MailClient:
    """One session. `talk` sends bytes and reads so many replies, joined lines of each."""

    greeting = b"EHLO"
    each_recipient = False

    def __init__(self, reader, writer):
        self.reader = reader
        self.writer = writer

    @classmethod
    async def open(cls, address):
        if address.startswith("/"):
            streams = await asyncio.open_unix_connection(address)
        else:
            host, _, port = address.rpartition(":")
            streams = await asyncio.open_connection(host.strip("[]"), int(port))
        client = cls(*streams)
        await client.reply()
        return client

    async def greet(self, name=b"mx.example.org"):
        """Says who it is, and gives the answer."""
        (answer,) = await self.talk(b"%b %b\r\n" % (self.greeting, name))
        return answer

    async def starttls(self, context: ssl.SSLContext):
        """Goes on encrypted."""
        (answer,) = await self.talk(b"STARTTLS\r\n")
        assert answer[:3] == "220"
        await self.writer.start_tls(context, server_hostname="localhost")

    async def talk(self, data, replies=1):
        self.writer.write(data)
        await self.writer.drain()
        return [await self.reply() for _ in range(replies)]

    async def reply(self):
        lines = []
        while True:
            line = (await self.reader.readline()).decode()
            lines.append(line.rstrip("\r\n"))
            if line[3:4] != "-":
                return "\n".join(lines)

    async def send(self, raw, *recipients, sender="paul@sender.example"):
        """Sends one mail and returns the replies after its data."""
        names = recipients or ("anna@example.org",)
        head = f"MAIL FROM:<{sender}>\r\n" + "".join(f"RCPT TO:<{name}>\r\n" for name in names)
        await self.talk(f"{head}DATA\r\n".encode(), replies=len(names) + 2)
        body = raw if raw.endswith(b"\r\n") or not raw else raw + b"\r\n"
        stuffed = (b"\r\n" + body).replace(b"\r\n.", b"\r\n..")[2:]
        return await self.talk(stuffed + b".\r\n", replies=len(names) if self.each_recipient else 1)

    async def close(self):
        self.writer.close()
        await self.writer.wait_closed()


class LmtpClient(MailClient):
    """Counts an answer for each recipient (RFC 2033 §4.2)."""

    greeting = b"LHLO"
    each_recipient = True


class SmtpClient(MailClient):
    """Counts one answer for each mail (RFC 5321 §4.1.1.4)."""
