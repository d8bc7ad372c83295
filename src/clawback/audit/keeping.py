"""The audit trail at work: sealing, anchoring and sending on, each in a thread of its own.

Each has its own, because a receiver that hangs must not keep entries from being sealed.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path

from clawback.audit.exporter import EXPORT_SECONDS, Exporter
from clawback.audit.folder import AuditFolder
from clawback.audit.receiver import receiver_at
from clawback.audit.records import entries
from clawback.audit.sealer import SEAL_SECONDS, Sealer, copy_checkpoints
from clawback.audit.settings import AuditSettings, SyslogFormat
from clawback.audit.syslog import Syslog, host_name
from clawback.database import Database
from clawback.model.clock import Clock
from clawback.rhythm import Rhythm

_ANCHOR_SECONDS = 5.0
_LATE_SECONDS = 30.0


class Keeper:
    """Everything that keeps the trail while a server runs."""

    def __init__(
        self, database: Database, *, data: Path, settings: AuditSettings, clock: Clock
    ) -> None:
        """A keeper for the server's data folder; makes the key at the first start.

        Raises:
            AuditFolderError: its files cannot be used.
            ReceiverUnavailableError: `audit.syslog_ca` cannot be read.
        """
        self._database = database
        self._clock = clock
        folder = AuditFolder(data / "audit")
        signer = folder.signer(settings.origin)
        sealer = Sealer(database, signer=signer, folder=folder, clock=clock)
        self._rhythms = [Rhythm("audit-sealer", sealer.seal, every=SEAL_SECONDS, longest=5.0)]
        if settings.anchor_file is not None:
            self._rhythms.append(_anchoring(database, settings.anchor_file))
        if settings.syslog is not None:
            exporter = _exporter(database, settings, settings.syslog)
            self._rhythms.append(Rhythm("audit-export", exporter.run, every=EXPORT_SECONDS))

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Works while the block runs; what was written in it is sealed and sent before the end."""
        with ExitStack() as stack:
            # Stopped in this order, so that what is sealed last is still anchored and sent.
            for rhythm in reversed(self._rhythms):
                stack.callback(rhythm.stop)
                rhythm.start()
            yield

    def trouble(self) -> str | None:
        """A sentence when something is not kept as it should be, for `/readyz`."""
        for rhythm in self._rhythms:
            if rhythm.trouble is not None:
                return rhythm.trouble
        if self.unsealed_seconds() > _LATE_SECONDS:
            return "Entries of the audit trail wait too long to be sealed."
        return None

    def unsealed_seconds(self) -> float:
        """The age of the oldest entry that is not sealed yet; 0 when all are."""
        with self._database.read() as connection:
            _, oldest = entries.waiting(connection)
        return 0.0 if oldest is None else self._clock.now().timestamp() - oldest / 1e6


def _anchoring(database: Database, file: Path) -> Rhythm:
    return Rhythm("audit-anchor", lambda: copy_checkpoints(database, file), every=_ANCHOR_SECONDS)


def _exporter(database: Database, settings: AuditSettings, address: str) -> Exporter:
    syslog = Syslog(
        origin=settings.origin,
        host=host_name(socket.gethostname()),
        version=version("clawback"),
    )
    as_json = settings.syslog_format is SyslogFormat.OCSF
    return Exporter(
        database,
        receiver_at(address, ca=settings.syslog_ca),
        target=address,
        write=syslog.ocsf if as_json else syslog.text,
        checkpoint=syslog.checkpoint,
    )
