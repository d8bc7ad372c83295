"""Mail that is held in a running company, as its gate would have held it."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.quarantine.conftest import Mail

from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.database.lock import node_of
from clawback.model.clock import SystemClock
from clawback.model.tags import NO_TAGS
from clawback.quarantine.ground import Ground, sealed_files
from clawback.quarantine.keeping import Keeping
from clawback.store.memory import MemoryStore
from clawback.worker.data_folder import DataFolder


def hold(data: Path, *mails: Mail) -> None:
    """Holds mails in a data folder that a server uses."""
    with closing(Database.open(DataFolder(data).state)) as database:
        clock = SystemClock()
        ground = Ground(
            database=database,
            store=MemoryStore(),
            trail=Trail(database, clock),
            clock=clock,
            tags=NO_TAGS,
            files=sealed_files(data),
            node=node_of(data),
            keep=timedelta(days=30),
            on_hold=frozenset,
        )
        for mail in mails:
            Keeping(ground).hold(mail)


def written(subject: str, *, sender: str, to: str) -> bytes:
    """A mail with HTML and a link."""
    lines = (
        f"From: {sender}",
        f"To: {to}",
        f"Subject: {subject}",
        "Message-ID: <held@bad.example>",
        "Content-Type: text/html",
        "",
        "<p>Your account is <a href='https://bad.example/keep'>closed</a> today.</p>",
    )
    return "\r\n".join(lines).encode()


def lately(hours: float) -> datetime:
    """So many hours ago."""
    return datetime.now(UTC) - timedelta(hours=hours)
