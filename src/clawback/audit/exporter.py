"""Sends sealed entries on, in order, each at least once; where it stopped is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from clawback.audit.kept import KeptEntry
from clawback.audit.receiver import Receiver
from clawback.audit.records import entries, seals
from clawback.database import Database

EXPORT_SECONDS = 1.0
_BATCH = 500

Write = Callable[[KeptEntry], Sequence[bytes]]


class Exporter:
    """One target: its name, where its cursor is kept, and how entries are written for it."""

    def __init__(
        self,
        database: Database,
        receiver: Receiver,
        *,
        target: str,
        write: Write,
        checkpoint: Callable[[str], bytes],
    ) -> None:
        self._database = database
        self._receiver = receiver
        self._target = target
        self._write = write
        self._checkpoint = checkpoint

    def run(self) -> int:
        """Sends what the target does not have yet, and says how many entries those were.

        Raises:
            ReceiverUnavailableError: it does not take them; the next run begins there again.
        """
        count = 0
        while sent := self._batch():
            count += sent
        return count

    def _batch(self) -> int:
        with self._database.read() as connection:
            first = seals.next_for(connection, self._target)
            block = entries.sealed(connection, first, limit=_BATCH)
            covering = seals.covering(connection, first + len(block)) if block else None
        if not block:
            return 0
        messages = [message for entry in block for message in self._write(entry)]
        if covering is not None:
            messages.append(self._checkpoint(covering.note))
        self._receiver.send(messages)
        with self._database.write() as connection:
            seals.move_cursor(connection, self._target, first + len(block))
        return len(block)
