"""Writes clicks into the log; whoever waits is told when theirs is on the disk."""

from __future__ import annotations

import asyncio

from clawback.links.clicks.opened import Opened
from clawback.spool.spool import Spool


class Scribe:
    """All who come while one group is written are the next group. Belongs to one event loop.

    So one word from the writing thread, and one fdatasync, is for all of them.
    """

    def __init__(self, log: Spool[Opened]) -> None:
        self._log = log
        self._waiting: list[tuple[Opened, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, opened: Opened) -> None:
        """Returns when the click is on the disk. Raises `UnavailableError` when it cannot be."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((opened, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.ensure_future(self._write())
        await done

    async def _write(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            try:
                await self._log.accept_soon([opened for opened, _ in group])
            except Exception as error:  # noqa: BLE001 - whoever waits must learn of it
                _tell(group, error)
            else:
                _tell(group, None)


def _tell(group: list[tuple[Opened, asyncio.Future[None]]], error: Exception | None) -> None:
    for _, done in group:
        if done.done():  # whoever waited has gone
            continue
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)
