"""Small stand-ins for what ingest works with: an analyser, a store that survives, intakes."""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import UTC, datetime
from email import message_from_bytes
from threading import Lock

from tests.making.mails import mail

from clawback.ingest.intake import Envelope, Intake
from clawback.model.fingerprint import header_fingerprint, network_message_id, split
from clawback.model.message import Message
from clawback.store.port import Appended

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def intake(number=1, *, raw=None, **envelope):
    given = {"received_at": NOON, "source": "lmtp", "recipients": (f"r{number}@example.org",)}
    return Intake(
        raw=mail(number) if raw is None else raw, envelope=Envelope(**{**given, **envelope})
    )


def message_of(raw, **changes):
    """What analysis would say of a mail, as far as ingest cares."""
    given = {
        "network_message_id": network_message_id(raw),
        "header_fingerprint": header_fingerprint(split(raw)[0]),
        "raw_sha256": hashlib.sha256(raw).hexdigest(),
        "size": len(raw),
        "subject": message_from_bytes(raw)["Subject"] or "",
    }
    return Message(**{**given, **changes})


class PlainAnalyser:
    """Reads what it is given; stumbles over mails whose subject is `stumbles_over`."""

    def __init__(self, stumbles_over=None):
        self.stumbles_over = stumbles_over
        self.calls = []

    def analyse_many(self, raws):
        self.calls.append(len(raws))
        messages = [message_of(raw) for raw in raws]
        if any(message.subject == self.stumbles_over for message in messages):
            raise ZeroDivisionError("a fault of our own")
        return messages


class SqliteStore:
    """Keeps delivery keys durably and each once, as a store must; nothing else."""

    def __init__(self, path=":memory:"):
        self._connection = sqlite3.connect(path, check_same_thread=False)
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS delivery"
            " (id TEXT, recipient TEXT, parse TEXT, subject TEXT, UNIQUE (id, recipient))"
        )
        self._turn = Lock()
        self.batches = []

    def append(self, batch):
        rows = [
            (row.network_message_id, row.recipient, row.parse, row.subject)
            for row in batch.deliveries
        ]
        with self._turn, self._connection:
            before = self._connection.total_changes
            self._connection.executemany("INSERT OR IGNORE INTO delivery VALUES (?, ?, ?, ?)", rows)
            stored = self._connection.total_changes - before
        self.batches.append(batch)
        return Appended(stored=stored, known=len(rows) - stored)

    def rows(self):
        with self._turn:
            return self._connection.execute(
                "SELECT subject, recipient, parse FROM delivery ORDER BY rowid"
            ).fetchall()

    def close(self):
        self._connection.close()
