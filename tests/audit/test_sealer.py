"""Sealing: everything that was written is in the tree, in order, once, and signed."""

from __future__ import annotations

import contextlib
import sys
import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.audit.conftest import GRACE, NOW, House

from clawback.audit.folder import read_notes
from clawback.audit.merkle import consistent
from clawback.audit.note import by_id, read_note
from clawback.audit.records.entries import Wanted
from clawback.audit.sealer import TrailChangedError

pytestmark = pytest.mark.slow

_SEALED_FROM_OUTSIDE = (
    "INSERT INTO audit_entry (id, at, actor_id, actor_name, actor_kind, actor_role, person, action,"
    " subject, result, details, leaf) VALUES (99, 1, '', '', '', '', '', '', '', '', '', 99)"
)


def _refused(house, statement):
    with (
        pytest.raises(DBAPIError, match="kept as it was written"),
        house.database.write() as connection,
    ):
        connection.execute(text(statement))


def _notes(house):
    return [note for _, note in read_notes(house.folder.checkpoints) if note is not None]


def test_what_was_written_is_sealed_and_signed(any_house):
    """Three turns: all entries have a place, each checkpoint is signed, nothing is found wrong."""
    for turn in range(3):
        assert any_house.seal(300, first=turn * 300) == 300
    assert any_house.sealer.seal() == 0
    note = read_note(any_house.log.checkpoint())
    assert note.head.size == 900
    assert note.signed_by(by_id(any_house.folder.public_keys())) is True
    assert any_house.findings() == []


def test_the_file_of_checkpoints_catches_up(house):
    """A crash between the commit and the file is made good by the next turn, torn ends too."""
    house.seal(5)
    house.seal(5, first=5)
    whole = house.folder.checkpoints.read_bytes()
    for kept in range(len(whole) + 1):
        house.folder.checkpoints.write_bytes(whole[:kept])
        house.sealer.seal()
        assert house.folder.checkpoints.read_bytes() == whole
    assert [note.head.size for note in _notes(house)] == [5, 10]


def test_a_restarted_sealer_goes_on_with_the_same_key(tmp_path):
    """The key is made once, for its owner alone, and its public half is listed once."""
    first = House(tmp_path)
    first.seal(3)
    first.database.close()
    second = House(tmp_path)
    second.seal(3, first=3)
    assert second.findings() == []
    assert second.folder.key.stat().st_mode & 0o777 == 0o600
    assert len(second.folder.public.read_text().splitlines()) == 1
    second.database.close()


def test_a_new_name_or_key_leaves_the_old_checkpoints_valid(house):
    """Changed origin, then a lost key: the trail goes on, and all of it is still proved."""
    house.seal(3)
    house.name = "elsewhere.example/audit"
    house.sealer = house.new_sealer()
    house.seal(3, first=3)
    house.folder.key.unlink()
    house.sealer = house.new_sealer()
    house.seal(3, first=6)
    assert house.findings() == []
    assert len(house.folder.public_keys()) == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET subject = 'x' WHERE leaf = 1",
        "UPDATE audit_entry SET subject = 'x' WHERE leaf IS NULL",
        "UPDATE audit_entry SET leaf = NULL WHERE leaf = 1",
        "UPDATE audit_entry SET leaf_hash = NULL WHERE leaf = 1",
        "DELETE FROM audit_entry WHERE leaf = 1",
        "DELETE FROM audit_entry WHERE leaf IS NULL",
        "UPDATE audit_checkpoint SET note = ''",
        "DELETE FROM audit_checkpoint",
        _SEALED_FROM_OUTSIDE,
    ],
)
def test_the_database_refuses_changes(any_house, statement):
    """Triggers stop whoever comes in through the application's own connection."""
    any_house.seal(3)
    any_house.write(1, first=3)
    _refused(any_house, statement)
    any_house.sealer.seal()
    assert any_house.findings() == []


@pytest.mark.parametrize("table", ["audit_entry", "audit_checkpoint", "audit_node"])
def test_replacing_is_refused_too(house, table):
    """SQLite's INSERT OR REPLACE deletes without a DELETE trigger; it does not get that far."""
    house.seal(300)
    _refused(house, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608 - above


@pytest.mark.parametrize("any_house", ["postgresql"], indirect=True)
@pytest.mark.server
def test_a_postgresql_table_cannot_be_emptied(any_house):
    """TRUNCATE goes round row triggers, so it has its own."""
    any_house.seal(3)
    for table in ("audit_entry", "audit_checkpoint", "audit_node"):
        _refused(any_house, f"TRUNCATE {table}")


def test_a_database_that_was_set_back_is_not_signed(house):
    """Entries and checkpoints that are gone are noticed before a second history is signed."""
    house.seal(5)
    house.seal(5, first=5)
    house.forge(
        "DELETE FROM audit_entry WHERE leaf >= 5", "DELETE FROM audit_checkpoint WHERE size > 5"
    )
    house.write(1)
    with pytest.raises(TrailChangedError, match="set back"):
        house.sealer.seal()
    assert house.faults() == ["shorter"]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_checkpoint SET note = replace(note, 'time 2026', 'time 2025')",
        "UPDATE audit_checkpoint SET note = 'nothing'",
        "UPDATE audit_checkpoint SET frontier = x'00'",
        "UPDATE audit_checkpoint SET frontier = zeroblob(64)",
    ],
)
def test_nothing_is_signed_on_top_of_a_changed_checkpoint(house, change):
    """The sealer goes on only from a tree that carries its own signature."""
    house.seal(5)
    house.forge(change)
    house.write(1)
    with pytest.raises(TrailChangedError):
        house.sealer.seal()


def test_entries_of_a_rolled_back_change_do_not_exist(house):
    """An entry is kept with its change or not at all."""
    with contextlib.suppress(ZeroDivisionError), house.database.write() as connection:
        house.trail.record(connection, GRACE, "x", "y")
        raise ZeroDivisionError
    house.trail.record_alone(GRACE, "x", "z")
    assert house.sealer.seal() == 1
    assert [entry.subject for entry in house.log.page(Wanted(), limit=9)] == ["z"]


@pytest.mark.slow
def test_every_pair_of_a_hundred_checkpoints_is_consistent(house):
    """Each of 100 signed trees is shown to be the beginning of each later one, from kept hashes."""
    for turn in range(100):
        house.seal(1 + turn % 7, first=turn * 7)
    notes = _notes(house)
    heads = [note.head for note in notes]
    assert len(heads) == 100
    assert heads[-1].size > 256
    held = [
        consistent(old, new, house.log.consistency(old.size, new.size))
        for old in heads
        for new in heads
        if old.size <= new.size
    ]
    assert len(held) == 5050
    assert all(held)
    assert notes[0].checkpoint.at > NOW


@pytest.mark.slow
def test_ten_thousand_entries_are_sealed_in_a_second(any_house):
    """CPU time of this process; and recording one entry costs at most 0.2 ms."""
    any_house.write(1)
    began = time.process_time()
    any_house.write(10_000)
    recorded = time.process_time() - began
    began = time.process_time()
    assert any_house.sealer.seal() == 10_001
    sealed = time.process_time() - began
    sys.stdout.write(
        f"{any_house.database.dialect}: {recorded / 10:.3f} ms an entry, "
        f"10,000 sealed in {sealed:.2f} s\n"
    )
    assert recorded / 10_000 <= 0.0002
    assert sealed <= 1.0
