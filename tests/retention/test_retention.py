"""What was kept long enough is forgotten, in view of everybody, and nothing that is needed."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

import pytest
from tests.making.clicks import make_click
from tests.making.deliveries import START, make_delivery, make_message
from tests.making.house import TurnedClock
from tests.servers.state import open_state

from clawback.audit.trail import Trail
from clawback.filters.errors import FilterError
from clawback.filters.lists import FolderOfLists
from clawback.identity.role import Role, actor_of
from clawback.model.tags import NO_TAGS
from clawback.retention.policy import Policy
from clawback.retention.retention import (
    Ground,
    NothingToForgetError,
    Retention,
    RetentionRunningError,
)
from clawback.retention.run import State
from clawback.retention.settings import RetentionSettings
from clawback.store.memory import MemoryStore
from clawback.store.port import Batch, Data

EVE = actor_of("eve", "Eve", Role.ADMIN)
DAY = timedelta(days=1)
ROWS = [
    make_delivery(
        n,
        time_received=START + n * DAY,
        raw_sha256=f"{n:064x}",
        recipient="board@example.org" if n == 3 else "ada@example.org",
    )
    for n in range(20)
]


@dataclass(slots=True)
class House:
    """A store of twenty days up to yesterday, and what is done with raw mails."""

    ground: Ground
    store: MemoryStore
    clock: TurnedClock
    raws: set[str]
    in_use: set[str]

    def retention(self, policy: Policy) -> Retention:
        return Retention(self.ground, policy, block=4)

    def entries(self) -> list[tuple[str, str, str]]:
        with self.ground.database.read() as connection:
            found = connection.exec_driver_sql(
                "SELECT action, actor_id, result FROM audit_entry ORDER BY id"
            )
            return [(action, actor, result) for action, actor, result in found]


@pytest.fixture
def house(tmp_path):
    clock, store = TurnedClock(), MemoryStore()
    raws, in_use = {row.raw_sha256 for row in ROWS}, set[str]()

    def forget_raw(sha256):
        there = sha256 in raws
        raws.discard(sha256)
        return there

    clock.moment = START + 20 * DAY
    messages = tuple(make_message(n) for n in range(20))
    store.append(Batch(messages=messages, deliveries=tuple(ROWS)))
    store.record_clicks([make_click(n, at=row.time_received) for n, row in enumerate(ROWS)])
    with closing(open_state(tmp_path / "state.sqlite")) as database:
        ground = Ground(
            database=database,
            store=store,
            trail=Trail(database, clock),
            clock=clock,
            lists=FolderOfLists(tmp_path / "lists"),
            tags=NO_TAGS,
            in_use=lambda: frozenset(in_use),
            forget_raw=forget_raw,
            node="here",
        )
        yield House(ground, store, clock, raws, in_use)


def run(retention):
    begun = retention.begin(EVE)
    retention._thread.join()
    last = retention.last()
    assert last.id == begun.id
    return last


def test_each_kind_is_forgotten_at_its_age(house):
    """Rows, contents and clicks, with the raw mails that nothing belongs to any more."""
    settings = RetentionSettings(rows_days=10, content_days=5, clicks_days=15)
    retention = house.retention(settings.policy)
    before = retention.outlook()
    assert {data: one.due for data, one in before.items()} == {
        Data.ROWS: 10,
        Data.CONTENT: 15,
        Data.CLICKS: 5,
    }
    done = run(retention)
    assert done.state is State.DONE
    assert {data: share.forgotten for data, share in done.shares.items()} == {
        Data.ROWS: 10,
        Data.CONTENT: 15,
        Data.CLICKS: 5,
    }
    assert house.raws == {row.raw_sha256 for row in ROWS[15:]}
    assert done.raw_files == 15
    after = retention.outlook()
    assert [one.due for one in after.values()] == [0, 0, 0]
    assert after[Data.ROWS].kept.oldest == START + 10 * DAY
    assert house.store.message(ROWS[14].network_message_id) is None
    assert house.store.message(ROWS[15].network_message_id) is not None


def test_mail_that_somebody_works_on_is_kept(house):
    """However old; it is counted as held, and goes when the work is over."""
    house.in_use.add(ROWS[0].network_message_id)
    retention = house.retention(RetentionSettings(rows_days=10).policy)
    share = run(retention).shares[Data.ROWS]
    assert (share.found, share.forgotten, share.held) == (10, 9, 1)
    assert house.store.message(ROWS[0].network_message_id) is not None
    house.in_use.clear()
    assert run(retention).shares[Data.ROWS].forgotten == 1


def test_a_hold_keeps_what_its_filter_finds(house):
    """Rows, content and clicks of that mail."""
    house.ground.lists.put("litigation", ["board@example.org"])
    settings = RetentionSettings(
        rows_days=10, content_days=5, clicks_days=15, hold="recipient:board@example.org"
    )
    done = run(house.retention(settings.policy))
    assert {data: share.held for data, share in done.shares.items()} == {
        Data.ROWS: 1,
        Data.CONTENT: 1,
        Data.CLICKS: 1,
    }
    assert len(house.store.rows([ROWS[3].key])) == 1
    assert len(house.store.clicks_in(ROWS[3].network_message_id)) == 1


def test_a_hold_that_cannot_be_read_forgets_nothing(house):
    """Neither by hand, which is refused, nor by itself, which says why it failed."""
    retention = house.retention(RetentionSettings(rows_days=10, hold="list:none").policy)
    with pytest.raises(FilterError):
        retention.begin(EVE)
    retention.tick()
    last = retention.last()
    assert last.state is State.FAILED
    assert "none" in last.reason
    assert house.store.kept(Data.ROWS).count == 20
    assert ("retention.forget", "system", "failed") in house.entries()


def test_who_began_it_and_what_went_is_in_the_audit_trail(house):
    """An entry as it begins, and one with the counts when it has ended."""
    run(house.retention(RetentionSettings(rows_days=10).policy))
    assert house.entries() == [
        ("retention.run", "eve", "done"),
        ("retention.forget", "system", "done"),
    ]


def test_it_runs_by_itself_once_a_day(house):
    """At the first look, and again when a day has passed."""
    retention = house.retention(RetentionSettings(rows_days=10).policy)
    retention.tick()
    assert house.store.kept(Data.ROWS).count == 10
    assert retention.next_run() == house.clock.now() + DAY
    house.clock.turn(hours=23)
    retention.tick()
    assert house.store.kept(Data.ROWS).count == 10
    house.clock.turn(hours=1)
    retention.tick()
    assert house.store.kept(Data.ROWS).count == 9


def test_without_an_end_nothing_is_forgotten(house):
    """By default all is kept, and beginning a run says so."""
    retention = house.retention(RetentionSettings().policy)
    retention.tick()
    assert retention.last() is None
    with pytest.raises(NothingToForgetError, match="for ever"):
        retention.begin(EVE)


def test_one_at_a_time_and_it_can_be_stopped(house, monkeypatch):
    """A second run is refused; a stop of the server ends it after the block it is at."""
    halted, go_on = threading.Event(), threading.Event()
    forget = house.store.forget

    def halting(*arguments, **named):
        block = forget(*arguments, **named)
        halted.set()
        assert go_on.wait(10)
        return block

    monkeypatch.setattr(house.store, "forget", halting)
    retention = house.retention(RetentionSettings(rows_days=10).policy)
    retention.begin(EVE)
    assert halted.wait(10)
    with pytest.raises(RetentionRunningError):
        retention.begin(EVE)
    assert retention.under_way.shares[Data.ROWS].found == 10
    retention._stopping.set()
    go_on.set()
    retention.stop()
    assert retention.under_way is None
    assert retention.last().state is State.STOPPED
    assert retention.last().shares[Data.ROWS].forgotten == 4


def test_a_killed_server_says_that_it_stopped(house):
    """What was forgotten until then is gone; the rest goes with the next run."""
    retention = house.retention(RetentionSettings(rows_days=10).policy)
    retention._open(EVE)
    again = house.retention(RetentionSettings(rows_days=10).policy)
    again.recover()
    assert again.last().state is State.STOPPED
    assert run(again).shares[Data.ROWS].forgotten == 10


def test_only_so_many_runs_are_remembered(house):
    """The audit trail keeps them all."""
    retention = house.retention(RetentionSettings(rows_days=10).policy)
    for _ in range(102):
        retention.tick()
        house.clock.turn(days=1)
    with house.ground.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM retention_run").scalar() == 100
