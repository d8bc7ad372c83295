"""Engines are asked again about stored mail, in a small world with two mailboxes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import text
from tests.making.deliveries import NOW
from tests.remediation.conftest import GRACE, World

from clawback.analysis.providers.memory import MemoryProvider
from clawback.analysis.providers.panel import Panel
from clawback.analysis.providers.port import UnreachableError
from clawback.analysis.providers.seat import Terms
from clawback.model.scope import Scope
from clawback.model.verdict import Finding, ThreatType
from clawback.purge.inquiry import asking as asking_module
from clawback.purge.inquiry.asking import Asking, Engine
from clawback.purge.inquiry.editions import Editions
from clawback.purge.inquiry.inquiries import (
    Inquiries,
    InquiryMissingError,
    InquiryOverError,
    NarrowScopeError,
    NoEngineError,
    UnknownEngineError,
)
from clawback.purge.inquiry.inquiry import Budget, InquiryCause, InquiryState
from clawback.purge.judgements import HOUSE

BAD = Finding(provider="memory", threat=ThreatType.MALWARE, evidence=("Lab.New",))
YEAR = timedelta(days=365)


class Learning(MemoryProvider):
    """An engine that learns while a test runs, and fails while it is told to."""

    def __init__(self, name="memory"):
        super().__init__({}, name=name)
        self.down = False
        self.asked = 0
        self.before = lambda: None

    def learns(self, piece):
        self._says[piece] = BAD

    def judge(self, raw, transport):
        self.before()
        self.asked += 1
        if self.down:
            raise UnreachableError("It cannot be reached.")
        return super().judge(raw, transport)


class Asked:
    """Inquiries of one engine; `raws` are the bytes of mails by the number of their delivery."""

    def __init__(self, second, **budget):
        self.world: World = second.world
        self.judgements = second.judgements
        self.engine = Learning()
        self.raws: dict[str, bytes] = {}
        self.budget = Budget(**{"mails_per_minute": 1_000_000, **budget})
        self.opened: list[Inquiries] = []
        self.open()

    def open(self):
        """As a new process would."""
        panel = Panel([(self.engine, Terms(imports=True))])
        engine = Engine(name="memory", edition=self.engine.edition, panel=panel)
        self.asking = Asking(
            [engine],
            store=self.world.store,
            clock=self.world.clock,
            bring=lambda row: self.raws.get(row.delivery.network_message_id),
            judge=lambda wish: self.judgements.begin(wish, HOUSE),
        )
        self.door = Inquiries(
            self.judgements.ground,
            self.asking,
            policy=self.judgements.policy,
            budget=self.budget,
        )
        self.opened.append(self.door)

    def deliver(self, number, raw=b"nothing", recipient="ada@example.org", **more):
        self.world.deliver(number, recipient, **more)
        key = self.world.row(number, recipient).delivery.key
        if raw is not None:
            self.raws[key.network_message_id] = raw

    def ended(self, made):
        self.world.until(lambda: self.door.get(made.id, GRACE).state is not InquiryState.ASKING)
        return self.door.get(made.id, GRACE)

    def settled(self):
        """The judgements when all are over."""
        self.judgements._crew.submit(lambda: None).result()
        return self.judgements.newest(GRACE, limit=100)


@pytest.fixture
def asked(second):
    """Makes the world, with this budget."""
    made = []

    def build(**budget):
        made.append(Asked(second(), **budget))
        return made[-1]

    yield build
    for one in made:
        for door in one.opened:
            door.stop()


def test_old_mail_turns_and_is_pulled_back(asked):
    """What an engine has learnt since is found in a mailbox, judged, and moved by policy."""
    world = asked()
    for number in range(1, 5):
        world.deliver(number, b"new trick" if number == 2 else b"nothing")
    world.engine.learns(b"new trick")
    ended = world.ended(world.door.begin(GRACE, since=NOW - YEAR))
    assert (ended.state, ended.total, ended.asked, ended.turned) == (InquiryState.DONE, 4, 4, 1)
    assert ended.sentence() == "memory asked about 4 mails, 1 turned."
    (made,) = world.settled()
    assert (made.wish.verdict.value, made.wish.cause.value, made.by_name) == (
        "malware",
        "engine",
        "Clawback",
    )
    assert "Lab.New" in made.wish.reason
    world.world.ended(made.remediation)
    row = world.world.row(2, "ada@example.org")
    assert row.latest.latest_threat_type == (ThreatType.MALWARE,)
    assert row.latest.latest_delivery_location.value == "soft_deleted"


def test_nobody_is_asked_twice_about_one_message(asked):
    """A message with two recipients is asked about once, and judged for both."""
    world = asked()
    world.deliver(1, b"new trick")
    world.deliver(1, b"new trick", recipient="bob@example.org")
    world.engine.learns(b"new trick")
    ended = world.ended(world.door.begin(GRACE, since=NOW - YEAR))
    assert (world.engine.asked, ended.asked, ended.turned) == (1, 1, 1)
    assert world.settled()[0].deliveries == 2


def test_mail_whose_bytes_nobody_has_is_counted(asked):
    """It is passed over, and the inquiry says how much of that there was."""
    world = asked()
    world.deliver(1, None)
    world.deliver(2)
    ended = world.ended(world.door.begin(GRACE, since=NOW - YEAR))
    assert (ended.asked, ended.unseen) == (1, 1)
    assert "the bytes of 1 more are not to be had" in ended.sentence()


def test_an_engine_that_is_down_is_waited_for(asked, monkeypatch):
    """Its mails are asked about again; when it stays down they are counted, with the reason."""
    monkeypatch.setattr(asking_module, "_PAUSE", 0.001)
    world = asked()
    world.deliver(1)
    world.engine.down = True
    ended = world.ended(world.door.begin(GRACE, since=NOW - YEAR))
    assert (ended.state, ended.unanswered) == (InquiryState.DONE, 1)
    assert ended.trouble
    assert world.engine.asked > 1


def test_an_inquiry_goes_on_after_a_restart(asked, monkeypatch):
    """It begins where it was: mail that was asked about before is not asked about again."""
    monkeypatch.setattr(Asking, "at_once", 1)
    world = asked()
    for number in range(1, 7):
        world.deliver(number, b"new trick" if number in {1, 6} else b"nothing")
    world.engine.learns(b"new trick")
    stopper = Event()

    def stop_amid():
        if world.engine.asked == 3 and not stopper.is_set():
            stopper.set()
            world.door._stopping.set()

    world.engine.before = stop_amid
    made = world.door.begin(GRACE, since=NOW - YEAR)
    assert stopper.wait(10)
    world.door.stop()
    world.open()
    assert world.door.get(made.id, GRACE).state is InquiryState.ASKING
    world.door.recover()
    ended = world.ended(made)
    assert (ended.state, ended.asked, ended.turned) == (InquiryState.DONE, 6, 2)
    assert world.engine.asked == 7  # one was being asked about when it stopped
    (made,) = world.settled()  # what waited before the restart is judged with the rest
    assert made.deliveries == 2


def test_somebody_can_stop_it(asked, monkeypatch):
    """It ends, what was found stays, and it cannot be stopped twice."""
    monkeypatch.setattr(Asking, "at_once", 1)
    world = asked()
    for number in range(1, 5):
        world.deliver(number, b"new trick")
    world.engine.learns(b"new trick")
    reached, go_on = Event(), Event()

    def hold():
        if world.engine.asked == 1:
            reached.set()
            go_on.wait(10)

    world.engine.before = hold
    made = world.door.begin(GRACE, since=NOW - YEAR)
    assert reached.wait(10)
    stopped = world.door.stop_asking(made.id, GRACE)
    go_on.set()
    world.door.stop()
    assert stopped.state is InquiryState.STOPPED
    assert world.door.get(made.id, GRACE) == stopped
    assert (world.engine.asked, world.settled()[0].deliveries) == (2, 1)
    with pytest.raises(InquiryOverError):
        world.door.stop_asking(made.id, GRACE)


def test_the_budget_ends_it(asked, monkeypatch):
    """The newest mails are asked about, as many as the budget has."""
    monkeypatch.setattr(Asking, "at_once", 2)
    world = asked(most_mails=2)
    for number in range(1, 6):
        world.deliver(number)
    ended = world.ended(world.door.begin(GRACE, since=NOW - YEAR))
    assert (ended.total, ended.asked) == (5, 2)
    newest = max(
        world.world.row(number, "ada@example.org").delivery.time_received for number in (4, 5)
    )
    assert ended.reached.time_received <= newest


def test_what_cannot_be_asked_is_refused(asked):
    """An unknown engine, no engine at all, a narrow scope, an unknown inquiry: each in words."""
    world = asked()
    with pytest.raises(UnknownEngineError, match="There are: memory"):
        world.door.begin(GRACE, engines=["clamav"])
    narrow = replace(GRACE, scope=Scope(domains=frozenset({"example.org"})))
    with pytest.raises(NarrowScopeError):
        world.door.begin(narrow)
    assert world.door.newest(narrow, limit=5) == []
    with pytest.raises(InquiryMissingError):
        world.door.get("Q-1", GRACE)
    world.asking._engines.clear()
    with pytest.raises(NoEngineError):
        world.door.begin(GRACE)


def test_every_inquiry_is_in_the_trail(asked):
    """Who had whom asked, and why."""
    world = asked()
    world.ended(world.door.begin(GRACE))
    with world.world.database.read() as connection:
        rows = connection.execute(text("SELECT action, actor_name FROM audit_entry")).all()
    assert ("inquiry.begin", "grace") in [tuple(row) for row in rows]


def test_a_change_of_an_engine_begins_one(asked):
    """What it judges by at first is the state of affairs; a change that lasts has it asked."""
    world = asked()
    world.deliver(1)
    begun: list[tuple[str, ...]] = []
    editions = Editions(
        world.asking.engines,
        database=world.world.database,
        clock=world.world.clock,
        lasting=timedelta(0),
        begin=lambda names: begun.append(
            world.door.begin(HOUSE, engines=names, cause=InquiryCause.CHANGE).engines
        ),
    )
    editions.turn()
    editions.turn()
    assert begun == []
    world.engine.learns(b"new trick")
    editions.turn()
    editions.turn()
    assert begun == [("memory",)]
    (made,) = world.door.newest(GRACE, limit=5)
    assert (made.cause, made.by_name) == (InquiryCause.CHANGE, "Clawback")
