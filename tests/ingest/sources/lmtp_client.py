"""A small LMTP client that reads every reply."""

from __future__ import annotations

import asyncio


class LmtpClient:
    """One session. `talk` sends bytes and reads so many replies, joined lines of each."""

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
        """Sends one mail and returns the replies after its data, one for each recipient."""
        names = recipients or ("anna@example.org",)
        head = f"MAIL FROM:<{sender}>\r\n" + "".join(f"RCPT TO:<{name}>\r\n" for name in names)
        await self.talk(f"{head}DATA\r\n".encode(), replies=len(names) + 2)
        body = raw if raw.endswith(b"\r\n") or not raw else raw + b"\r\n"
        stuffed = (b"\r\n" + body).replace(b"\r\n.", b"\r\n..")[2:]
        return await self.talk(stuffed + b".\r\n", replies=len(names))

    async def close(self):
        self.writer.close()
        await self.writer.wait_closed()
