"""A small world: one mail server, an event store, a ledger and its worker."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from sqlalchemy import text
from tests.making.clocks import MILLISECOND, SteppingClock
from tests.making.deliveries import NOW, make_delivery, make_message
from tests.remediation.approval_api import ANALYST as ANN
from tests.remediation.approval_api import WISH, Desk
from tests.remediation.filed import FiledServer
from tests.servers.hatchery import Hatchery

from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.filters.parse import parse
from clawback.identity.role import Permission
from clawback.jobs.crew import Crew
from clawback.jobs.ledger import Ledger
from clawback.jobs.patience import Patience
from clawback.mailboxes.directory import Directory
from clawback.mailboxes.port import Wanted
from clawback.model.actor import SYSTEM, Actor
from clawback.remediation.action import Action, Severity
from clawback.remediation.authority import Authority
from clawback.remediation.escrow import Escrow
from clawback.remediation.plan import Terms
from clawback.remediation.policy import Policy
from clawback.remediation.remediation import KIND, Source, State
from clawback.remediation.remediations import Remediations, Wish
from clawback.remediation.seal import Seals
from clawback.remediation.selection import select
from clawback.remediation.senders_copy import with_senders_copies
from clawback.remediation.tasks import RemediationTask, RemediationTelling
from clawback.remediation.warrant import Warrants
from clawback.store.memory import MemoryStore
from clawback.store.port import Batch, Query

GRACE = Actor(
    id="1", name="grace", role="admin", permissions=frozenset(p.value for p in Permission)
)
ANALYST = Actor(
    id="2", name="alan", role="analyst", permissions=frozenset({Permission.REMEDIATE_DRAFT.value})
)


ENDED = {State.COMPLETED, State.FAILED, State.CANCELLED}
HASTE = Patience(poll=0.02, retell=0.02, gather=0.02)


def everywhere(actor, tree, since, until):
    """The question as it is: nobody here has a scope."""
    del actor
    return Query(filter=tree, now=NOW, since=since, until=until)


@dataclass
class World:
    """Everything a remediation touches. `boot` starts the worker, as a new process would."""

    database: Database
    server: Any
    store: MemoryStore = field(default_factory=MemoryStore)
    executor: Crew | None = None
    boots: int = 0
    clock: Any = field(default_factory=lambda: SteppingClock(NOW))
    policy: Policy = field(default_factory=lambda: Policy(required=False))
    tags: dict[str, frozenset[str]] = field(default_factory=dict)
    dismissed: set[str] = field(default_factory=set)  # persons who may not approve any more
    cautions: dict[str, Any] = field(default_factory=dict)
    escrow: Escrow | None = None

    def __post_init__(self):
        self.connect()

    def connect(self):
        self.boots += 1
        self.ledger = Ledger(self.database, boot=str(self.boots), cautions=self.cautions)
        servers = Directory([self.server])
        warrants = Warrants(Seals(b"k" * 32))
        self.task = RemediationTask(
            database=self.database,
            ledger=self.ledger,
            servers=servers,
            warrants=warrants,
            escrow=self.escrow,
        )
        self.telling = RemediationTelling(
            database=self.database, store=self.store, clock=self.clock
        )
        self.remediations = Remediations(
            database=self.database,
            ledger=self.ledger,
            store=self.store,
            servers=servers,
            clock=self.clock,
            ask=everywhere,
            wake=self.wake,
            authority=Authority(
                policy=self.policy,
                warrants=warrants,
                trail=Trail(self.database, self.clock),
                tags_of=lambda recipient: self.tags.get(recipient, frozenset()),
                still_may=lambda person, _: person not in self.dismissed,
            ),
        )

    def wake(self):
        if self.executor:
            self.executor.wake()

    def boot(self):
        self.connect()
        self.executor = Crew(self.ledger, {KIND: self.task}, {KIND: self.telling}, patience=HASTE)
        self.executor.start()

    def stop(self):
        if self.executor:
            self.executor.stop()
            self.executor = None

    def deliver(self, number, recipient, folder="INBOX", *flags, known=True, **changes):
        """Puts a mail into a mailbox and its delivery into the store; returns where it lies."""
        delivery = make_delivery(
            number, recipient=recipient, header_fingerprint=f"{number:064x}", **changes
        )
        mail = Wanted(
            network_message_id=delivery.network_message_id,
            internet_message_id=delivery.internet_message_id,
            header_fingerprint=delivery.header_fingerprint,
        )
        ref = self.server.put(recipient, folder, mail, *flags)
        self.store.append(
            Batch(
                messages=(make_message(number),),
                deliveries=(replace(delivery, mailbox=ref) if known else delivery,),
            )
        )
        return ref

    def wish(self, action=Action.SOFT_DELETE, text="", **changes):
        return Wish(action=action, filter=text, name="Invoice fraud", **changes)

    def remediate(self, action=Action.SOFT_DELETE, text="", actor=GRACE):
        """Plans, starts, and waits for the end."""
        made = self.remediations.draft(self.wish(action, text), actor)
        self.remediations.start(made.remediation.id, actor)
        return self.ended(made.remediation.id)

    def carry_out(self, action=Action.SOFT_DELETE, **options):
        """Plans everything in the store with options, starts, and waits for the end."""
        return self.ended(self.start(action, **options))

    def start(self, action=Action.SOFT_DELETE, **options):
        """Plans everything in the store with options, and starts."""
        query = everywhere(GRACE, parse(""), None, None)
        servers = Directory([self.server])
        chosen = select(action, self.store.whereabouts(query), servers)
        if options.get("senders_copy"):
            chosen = with_senders_copies(chosen, self.store.stream(query), servers)
        terms = Terms(
            action=action,
            name="Invoice fraud",
            severity=Severity.HIGH,
            description="",
            filter="",
            since=None,
            until=None,
            frozen_at=self.clock.now(),
            **options,
        )
        drafts = self.remediations._drafts
        made = drafts.keep(terms, chosen, GRACE, Source.MANUAL).remediation.id
        self.remediations.start(made, GRACE)
        return made

    def undo(self, remediation_id):
        return self.ended(self.remediations.undo(remediation_id, GRACE).remediation.id)

    def ended(self, remediation_id):
        self.until(lambda: self.remediations.get(remediation_id, SYSTEM).state in ENDED)
        return self.remediations.get(remediation_id, SYSTEM)

    def until(self, holds):
        limit = time.monotonic() + 30
        while not holds():
            assert time.monotonic() < limit, "waited too long for the end"
            threading.Event().wait(0.005)

    def leases(self):
        """Blocks in somebody's hands."""
        with self.database.read() as connection:
            return connection.execute(text("SELECT token FROM job_lease")).all()

    def entries(self, remediation_id):
        return self.remediations.items(remediation_id, SYSTEM, limit=1000)

    def row(self, number, recipient):
        key = make_delivery(number, recipient=recipient).key
        (row,) = self.store.rows([key])
        return row


def defrost(connection, *tables):
    """Takes away what keeps frozen columns as they are."""
    for table in tables:
        where = f" ON {table}" if connection.dialect.name == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER frozen_{table}{where}"))


def counts(standing):
    """Outcomes that occur, as text."""
    return {outcome.value: n for outcome, n in standing.counts.by_outcome.items()}


@pytest.fixture
def hatchery():
    """Starts workers that are killed."""
    with Hatchery("tests.remediation.crashing") as started:
        yield started


@pytest.fixture
def world(state, tmp_path):
    (tmp_path / "mail").mkdir()
    made = World(database=state, server=FiledServer(tmp_path / "mail"))
    made.boot()
    yield made
    made.stop()


@pytest.fixture
def office(world):
    """A world with the default policy, whose worker is called by the test."""
    world.stop()
    world.clock, world.policy = SteppingClock(NOW, MILLISECOND), Policy()
    world.connect()
    world.deliver(1, "ada@example.org")
    return world


@pytest.fixture
def desk(office):
    return Desk(office)


@pytest.fixture
def proposed(desk):
    """What the analyst proposed: deleting one mail for good."""
    return desk.post(ANN, "", **WISH, propose=True).json()["remediation"]
