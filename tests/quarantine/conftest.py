"""A quarantine on a memory store, with a mail server that answers as a test says."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.making.house import START, TurnedClock
from tests.servers.state import open_state

from clawback.audit.log import Log
from clawback.audit.records.entries import Wanted as WantedEntries
from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.identity.role import Role, actor_of
from clawback.model.delivery import DeliveryKey
from clawback.model.fingerprint import network_message_id
from clawback.model.tags import NO_TAGS, Tags
from clawback.quarantine.ground import FOLDER, Ground, sealed_files
from clawback.quarantine.outlet import MemoryOutlet
from clawback.quarantine.quarantine import Quarantine
from clawback.quarantine.wanted import Wanted
from clawback.store.memory import MemoryStore

RESPONDER = actor_of("rita", "Rita", Role.RESPONDER)
ADA, BOB = "ada@example.org", "bob@example.org"
RAW = (
    b"From: Mallory <mallory@bad.example>\r\nTo: ada@example.org\r\n"
    b"Subject: Your secret-canary invoice\r\nMessage-ID: <1@bad.example>\r\n"
    b"Date: Mon, 23 Nov 2026 12:00:00 +0000\r\n\r\nPay now.\r\n.\r\nOr else.\r\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What a gate hands over."""

    raw: bytes = field(default=RAW, repr=False)
    network_message_id: str
    mail_from: str = "bounce@bad.example"
    recipients: tuple[str, ...] = (ADA,)
    reason: str = "Phish, of which the policy says that it is held."
    threat_type: str = "phish"
    received_at: datetime = START


def mail(number: int = 1, *recipients: str, **changed) -> Mail:
    """A mail of its own for each number."""
    raw = changed.pop("raw", RAW + b"%d\r\n" % number)
    changed = {"network_message_id": network_message_id(raw), "raw": raw} | changed
    return Mail(recipients=recipients or (ADA,), **changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The room and what it stands on."""

    room: Quarantine
    ground: Ground
    outlet: MemoryOutlet
    store: MemoryStore
    clock: TurnedClock
    folder: Path
    held_back: set[str]

    def hold(self, *mails: Mail) -> list[str]:
        """Holds these; the ids of all that is there, newest first."""
        for one in mails:
            self.room.hold(one)
        return [one.id for one in self.page().items]

    def page(self, actor=RESPONDER, limit=500, **asked):
        return self.room.page(actor, Wanted(**asked), limit=limit)

    def state(self, held_id: str) -> str:
        return self.room.show(RESPONDER, held_id)[0].state.value

    def files(self) -> list[Path]:
        return [one for one in (self.folder / FOLDER).glob("*/*") if one.is_file()]

    def entries(self) -> list[tuple[str, str, str]]:
        """Action, result and who, oldest first."""
        found = Log(self.ground.database).page(WantedEntries(), limit=500)
        return [(one.action, one.result, one.actor_name) for one in reversed(found)]

    def events(self, one: Mail, recipient: str = ADA):
        key = DeliveryKey(network_message_id=one.network_message_id, recipient=recipient)
        return self.store.timeline(key)


def house_on(
    state: Database,
    folder: Path,
    *,
    tags: Tags = NO_TAGS,
    outlet: MemoryOutlet | None = None,
    store: MemoryStore | None = None,
    node: str = "here",
) -> House:
    """A house on this database and in this folder."""
    clock, held_back = TurnedClock(), set[str]()
    store, outlet = store or MemoryStore(), outlet or MemoryOutlet()
    ground = Ground(
        database=state,
        store=store,
        trail=Trail(state, clock),
        clock=clock,
        tags=tags,
        files=sealed_files(folder),
        node=node,
        keep=timedelta(days=30),
        on_hold=lambda: frozenset(held_back),
    )
    return House(
        room=Quarantine(ground, outlet),
        ground=ground,
        outlet=outlet,
        store=store,
        clock=clock,
        folder=folder,
        held_back=held_back,
    )


@pytest.fixture
def house(tmp_path):
    """On SQLite."""
    with closing(open_state(tmp_path / "state.sqlite")) as database:
        yield house_on(database, tmp_path)


@pytest.fixture
def any_house(state: Database, tmp_path):
    """On each state database."""
    return house_on(state, tmp_path)
