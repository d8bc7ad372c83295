"""Whoever asked for an export has it, and nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.exports.conftest import ADA, EVE

from clawback.exports.desk import (
    MOST_UNFINISHED,
    ExportNotReadyError,
    ScopeChangedError,
    TooManyExportsError,
    UnknownExportError,
)
from clawback.exports.export import State
from clawback.exports.wish import Wish
from clawback.filters.errors import FilterError
from clawback.model.scope import Scope

NARROW = replace(ADA, scope=Scope(domains=frozenset({"example.org"})))


def test_an_export_is_its_owners(any_house):
    """Others cannot see, stop, delete or take it; who looks after the server sees that it is."""
    house = any_house
    room = house.room()
    export = room.desk.ask(ADA, Wish())
    room.crew.work_off()
    for touch in (room.desk.find, room.desk.cancel, room.desk.delete):
        with pytest.raises(UnknownExportError):
            touch(EVE, export.id)
    with pytest.raises(UnknownExportError):
        room.desk.take(EVE, export.id, "")
    assert room.desk.own(EVE, limit=5, offset=0) == []
    assert [one.id for one in room.desk.everybody(limit=5, offset=0)] == [export.id]
    assert [one.id for one in room.desk.own(ADA, limit=5, offset=0)] == [export.id]
    assert room.desk.own(ADA, limit=5, offset=1) == []


def test_start_and_download_are_in_the_audit_trail(any_house):
    """With who, what and which filter; also cancelling and deleting."""
    house = any_house
    room = house.room()
    export = room.desk.ask(ADA, Wish(filter="subject~invoice"))
    room.crew.work_off()
    room.desk.take(ADA, export.id, "bytes=5-")
    room.desk.delete(ADA, export.id)
    other = room.desk.ask(ADA, Wish())
    room.desk.cancel(ADA, other.id)
    assert sorted(house.entries()) == sorted(
        [
            ("export.start", f"export:{export.id}"),
            ("export.download", f"export:{export.id}"),
            ("export.delete", f"export:{export.id}"),
            ("export.start", f"export:{other.id}"),
            ("export.cancel", f"export:{other.id}"),
        ]
    )


def test_there_is_no_file_before_its_end(house):
    """One that waits, or was cancelled, cannot be downloaded."""
    room = house.room()
    export = room.desk.ask(ADA, Wish())
    with pytest.raises(ExportNotReadyError, match="waiting"):
        room.desk.take(ADA, export.id, "")
    assert room.desk.cancel(ADA, export.id).state is State.CANCELLED
    assert room.desk.cancel(ADA, export.id).state is State.CANCELLED
    room.crew.work_off()
    with pytest.raises(ExportNotReadyError, match="cancelled"):
        room.desk.take(ADA, export.id, "")


def test_nobody_takes_what_they_may_no_longer_see(house):
    """Whose scope was narrowed asks again; whose was widened need not."""
    room = house.room()
    wide, narrow = room.desk.ask(ADA, Wish()), room.desk.ask(NARROW, Wish())
    room.crew.work_off()
    with pytest.raises(ScopeChangedError):
        room.desk.take(NARROW, wide.id, "")
    room.desk.take(ADA, narrow.id, "")


def test_a_wrong_wish_is_told_at_once(house):
    """Nothing is written down."""
    room = house.room()
    with pytest.raises(FilterError):
        room.desk.ask(ADA, Wish(filter="subjct:x"))
    with pytest.raises(FilterError):
        room.desk.ask(ADA, Wish(filter="list:none"))
    assert room.desk.own(ADA, limit=5, offset=0) == []


def test_nobody_queues_without_end(house):
    """So many under way for one person; others are not affected."""
    room = house.room()
    for _ in range(MOST_UNFINISHED):
        room.desk.ask(ADA, Wish())
    with pytest.raises(TooManyExportsError):
        room.desk.ask(ADA, Wish())
    room.desk.ask(EVE, Wish())


def test_what_was_kept_long_enough_is_forgotten(any_house):
    """File and record go together; before that day neither does."""
    house = any_house
    room = house.room()
    export = room.desk.ask(ADA, Wish())
    room.crew.work_off()
    _, path = room.desk.take(ADA, export.id, "")
    house.clock.turn(days=6)
    assert room.desk.sweep() == 0
    assert path.exists()
    house.clock.turn(days=1)
    assert room.desk.sweep() == 1
    assert not path.exists()
    with pytest.raises(UnknownExportError):
        room.desk.find(ADA, export.id)


def test_a_file_that_is_gone_is_told(house):
    """Whoever removed it."""
    room = house.room()
    export = room.desk.ask(ADA, Wish())
    room.crew.work_off()
    house.ground.folder.remove(export.file)
    with pytest.raises(UnknownExportError, match="gone"):
        room.desk.take(ADA, export.id, "")
