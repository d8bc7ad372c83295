"""A spool that keeps what it is given, in memory."""

from __future__ import annotations

import asyncio


class Acceptor:
    """Keeps what it is given; refuses or waits when told."""

    def __init__(self):
        self.intakes = []
        self.error = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.waiting = asyncio.Event()

    async def accept_soon(self, intakes):
        self.waiting.set()
        await self.gate.wait()
        if self.error:
            raise self.error
        self.intakes += intakes
        return len(self.intakes)
