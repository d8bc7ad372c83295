"""Exports are written to their end, begun anew after a stop, and end when they are told to."""

from __future__ import annotations

import csv
import threading
from dataclasses import replace
from hashlib import sha256

import pytest
from tests.exports.conftest import ADA, ROWS
from tests.making.deliveries import make_delivery

from clawback.exports import records
from clawback.exports.export import MOST_ATTEMPTS, State
from clawback.exports.folder import ExportFolder, Room
from clawback.exports.wish import What, Wish
from clawback.model.errand import current
from clawback.store.format import Format
from clawback.store.memory import MemoryStore
from clawback.store.port import Batch
from clawback.store.sorting import NEWEST

pytestmark = pytest.mark.slow


class Halting(MemoryStore):
    """Gives one block of rows, and the next one when it is let."""

    def __init__(self):
        super().__init__()
        self.halted, self.let = threading.Event(), threading.Event()
        self.append(Batch(messages=(), deliveries=ROWS))

    def stream_lines(self, query, fields, *, sort=NEWEST, size=10):
        blocks = super().stream_lines(query, fields, sort=sort, size=size)
        yield next(blocks)
        self.halted.set()
        with current().stopped_by(self.let.set):
            assert self.let.wait(10)
        yield from blocks


@pytest.mark.parametrize("what", What)
@pytest.mark.parametrize("wanted", Format)
def test_every_kind_in_every_format(house, what, wanted):
    """The file is there, its size and hash are those that are told."""
    room = house.room()
    field = "" if what in {What.ROWS, What.AFFECTED} else "recipient_domain"
    asked = room.desk.ask(ADA, Wish(what=what, format=wanted, field=field))
    room.crew.work_off()
    export, path = room.desk.take(ADA, asked.id, "")
    assert export.state is State.DONE
    assert export.size == path.stat().st_size
    assert export.sha256 == sha256(path.read_bytes()).hexdigest()
    assert export.written == export.total == {What.ROWS: 30, What.AFFECTED: 3}.get(what, 1)


def test_rows_are_as_of_when_they_were_asked_for(house):
    """A relative filter does not move while it waits."""
    room = house.room()
    asked = room.desk.ask(ADA, Wish(filter="time_received:>-40d", columns=("recipient",)))
    house.clock.turn(days=300)
    room.crew.work_off()
    with room.desk.take(ADA, asked.id, "")[1].open() as file:
        assert len(list(csv.reader(file))) == 31


def test_progress_is_told_while_it_is_written(house):
    """Lines of how many, and when nothing runs, nothing."""
    store = Halting()
    room = house.room(store)
    room.crew.start()
    asked = room.desk.ask(ADA, Wish(format=Format.NDJSON))
    assert store.halted.wait(10)
    progress = room.crew.progress(asked.id)
    assert (progress.total, progress.written) == (30, 10)
    assert room.desk.find(ADA, asked.id).state is State.RUNNING
    store.let.set()
    room.crew.close()
    assert room.crew.progress(asked.id) is None


def test_cancelling_stops_the_writing_and_leaves_nothing(house):
    """Once it is cancelled nothing is on the disk, and the crew goes on with the next one."""
    store = Halting()
    room = house.room(store)
    room.crew.start()
    asked = room.desk.ask(ADA, Wish())
    assert store.halted.wait(10)
    assert room.desk.cancel(ADA, asked.id).state is State.CANCELLED
    assert list(house.ground.folder.path.iterdir()) == []
    other = room.desk.ask(ADA, Wish())
    room.crew.close()
    room = house.room(store)
    room.crew.work_off()
    assert room.desk.find(ADA, other.id).state is State.DONE
    assert room.desk.find(ADA, asked.id).state is State.CANCELLED


def test_a_stop_of_the_server_is_nobodys_fault(house):
    """What was being written waits again, as if it had not begun; nothing half is left."""
    store = Halting()
    room = house.room(store)
    room.crew.start()
    asked = room.desk.ask(ADA, Wish())
    assert store.halted.wait(10)
    room.crew.close()
    found = room.desk.find(ADA, asked.id)
    assert (found.state, found.attempts) == (State.WAITING, 0)
    assert list(house.ground.folder.path.iterdir()) == []
    house.room().crew.work_off()
    assert room.desk.find(ADA, asked.id).state is State.DONE


def test_a_killed_server_begins_it_anew(any_house):
    """After a kill in the midst of it the next start sweeps what was half, and writes it whole."""
    house = any_house
    room = house.room()
    asked = room.desk.ask(ADA, Wish())
    _kill_in_the_midst(house, asked)
    (house.ground.folder.path / f"{asked.file}.part").write_text("half")
    (house.ground.folder.path / "E-unknown.csv").write_text("renamed, and then killed")
    room.crew.start()
    room.crew.close()
    room = house.room()
    room.crew.work_off()
    _, path = room.desk.take(ADA, asked.id, "")
    assert [file.name for file in house.ground.folder.path.iterdir()] == [path.name]
    assert len(path.read_text().splitlines()) == 31


def test_after_some_kills_it_has_failed(house):
    """It says how often the server stopped, and does not take it down again."""
    room = house.room()
    asked = room.desk.ask(ADA, Wish())
    for _ in range(MOST_ATTEMPTS):
        _kill_in_the_midst(house, asked)
        room = house.room()
        room.crew._recover()
    assert room.desk.find(ADA, asked.id).state is State.FAILED
    assert "stopped 3 times" in room.desk.find(ADA, asked.id).reason


def _kill_in_the_midst(house, asked):
    house.ground.folder.path.mkdir(exist_ok=True)
    with house.ground.database.write() as connection:
        found = records.find(connection, "here", asked.id) or asked
        records.change(connection, found.begun(house.clock.now(), 30), was=State.WAITING)


def test_what_fails_says_why(house):
    """Too large, or a fault of ours: the reason is a sentence, and the crew goes on."""
    small = ExportFolder(house.ground.folder.path, Room(most=10, reserve=0))
    tight = replace(house, ground=replace(house.ground, folder=small))
    room = tight.room()
    asked = room.desk.ask(ADA, Wish())
    room.crew.work_off()
    assert "may take 10 bytes" in room.desk.find(ADA, asked.id).reason

    class Broken(MemoryStore):
        def count(self, _):
            raise ZeroDivisionError

    room = house.room(Broken())
    asked = room.desk.ask(ADA, Wish())
    room.crew.work_off()
    failed = room.desk.find(ADA, asked.id)
    assert failed.state is State.FAILED
    assert failed.reason == "A fault in Clawback itself: ZeroDivisionError."


def test_one_deleted_while_it_waits_is_not_written(house):
    """Nor does it hold up what comes after."""
    room = house.room()
    asked, other = room.desk.ask(ADA, Wish()), room.desk.ask(ADA, Wish())
    room.desk.delete(ADA, asked.id)
    room.crew.work_off()
    assert room.desk.find(ADA, other.id).state is State.DONE


def test_one_cancelled_just_as_it_began_is_not_written(house):
    """Also when there was nothing to stop yet."""
    room = house.room()
    asked = room.desk.ask(ADA, Wish())
    begun = room.crew._next()
    room.desk.cancel(ADA, asked.id)
    room.crew._run(begun)
    assert room.desk.find(ADA, asked.id).state is State.CANCELLED
    assert not house.ground.folder.file(asked.file).exists()


def test_many_rows_take_no_more_memory(house):
    """Lines are handed on as they come: the store is asked for the next block only then."""
    store = Halting()
    store.append(Batch(messages=(), deliveries=(make_delivery(99),)))
    room = house.room(store)
    room.crew.start()
    asked = room.desk.ask(ADA, Wish(format=Format.NDJSON))
    assert store.halted.wait(10)
    assert room.crew.progress(asked.id).written == 10
    store.let.set()
    room.crew.close()
