"""A process that writes and seals until it is killed: `python crashing_sealer.py FOLDER URL NAME`.

Says the number of each entry once it is committed.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from clawback.audit.action import AuditAction
from clawback.audit.folder import AuditFolder
from clawback.audit.sealer import Sealer
from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.model.actor import Actor
from clawback.model.clock import SystemClock
from clawback.model.errors import ClawbackError


def main() -> None:
    path, url, name = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    database = Database.open(url or path / "state.sqlite")
    folder = AuditFolder(path / name)
    signer = folder.signer("test.example/audit")
    sealer = Sealer(database, signer=signer, folder=folder, clock=SystemClock())
    trail = Trail(database, SystemClock())
    threading.Thread(target=_seal_for_ever, args=(sealer,), daemon=True).start()
    actor = Actor(id=name, name=name, role="admin")
    for number in range(1_000_000):
        trail.record_alone(actor, AuditAction.REMEDIATION_APPROVE, f"{name}:{number}")
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


def _seal_for_ever(sealer: Sealer) -> None:
    while True:
        try:
            sealer.seal()
        except ClawbackError as error:
            sys.stderr.write(f"{error}\n")
            return


if __name__ == "__main__":
    main()
