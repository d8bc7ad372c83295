"""Notes of mail that passed unrecorded: kept over any end, settled when the mail comes."""

import os
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.doubles import NOON, intake, message_of
from tests.making.mails import mail
from tests.servers.small_disk import NoDiskError, small_disk

from clawback.ingest import unrecorded as unrecorded_module
from clawback.ingest.found_again import FoundAgain
from clawback.ingest.prepare import Prepared
from clawback.ingest.roomy import RoomyLines
from clawback.ingest.spool import Spooled
from clawback.ingest.unrecorded import Note, Reason, Unrecorded


@pytest.fixture
def opened(tmp_path):
    """Opens the notes of this test, again and again if wanted."""
    every = []

    def notes():
        every.append(Unrecorded(tmp_path / "notes", room=1000))
        return every[-1]

    yield notes
    for one in every:
        one.close()


def note(number, queue_id=None):
    return Note(
        source="milter",
        queue_id=f"4jd{number}" if queue_id is None else queue_id,
        at=NOON + timedelta(seconds=number),
        reason=Reason.NO_ROOM,
        size=number,
    )


def test_notes_outlive_the_process(opened):
    """What was noted is there at the next start, whether anything was closed or not."""
    first = opened()
    for number in range(3):
        first.note(note(number))
    first.settle(["4jd1"])
    assert list(opened().waiting()) == [note(0), note(2)]
    assert opened().by_source() == {"milter": 2}


def test_a_torn_line_costs_itself_alone(opened, tmp_path):
    """A crash in the middle of a note leaves those before and behind it."""
    opened().note(note(1))
    with (tmp_path / "notes").open("ab") as file:
        file.write(b'{"note":{"source":"mil\n')
    again = opened()
    again.note(note(2))
    assert list(opened().waiting()) == [note(1), note(2)]


@given(junk=st.binary(max_size=200))
def test_any_file_can_be_opened(junk, tmp_path_factory):
    """Damage of any kind is passed over."""
    path = tmp_path_factory.mktemp("notes") / "notes"
    path.write_bytes(junk)
    notes = Unrecorded(path, room=1000)
    notes.note(note(1))
    notes.close()
    again = Unrecorded(path, room=1000)
    again.close()
    assert note(1) in again.waiting()


def test_a_full_disk_is_tried_again(opened, monkeypatch):
    """A note that cannot be written is kept and written by the next `sync`, on its own line."""
    notes = opened()
    full = True
    write = os.pwrite

    def refusing(handle, data, place):
        if full:
            write(handle, data[:10], place)
            raise OSError(28, "No space left on device")
        return write(handle, data, place)

    monkeypatch.setattr(os, "pwrite", refusing)
    notes.note(note(1))
    notes.sync()
    full = False
    notes.sync()
    assert list(notes.waiting()) == [note(1)]
    assert list(opened().waiting()) == [note(1)]


def test_a_note_fits_on_a_full_disk(tmp_path):
    """On a real disk without a free byte: notes are in the file at once, for a kill to find."""
    try:
        with small_disk(tmp_path / "small", "3m") as disk:
            notes = Unrecorded(disk.folder / "notes")
            disk.fill()
            for number in range(3000):
                notes.note(note(number))
            found = Unrecorded(disk.folder / "notes")  # as after a kill: nothing was synced
            assert list(found.waiting()) == [note(number) for number in range(3000)]
            found.close()
            notes.close()
    except NoDiskError as error:
        pytest.skip(str(error))


@given(
    lines=st.lists(st.binary(min_size=1, max_size=50).filter(lambda one: b"\n" not in one)),
    room=st.integers(1, 200),
    opened_after=st.integers(0, 5),
)
def test_lines_are_kept_in_order_over_any_room(lines, room, opened_after, tmp_path_factory):
    """However little room there is and wherever the file is opened anew, each line is there."""
    path = tmp_path_factory.mktemp("lines") / "lines"
    file = RoomyLines(path, room=room)
    for number, line in enumerate(lines):
        if number == opened_after:
            file.close()
            file = RoomyLines(path, room=room)
        assert file.append(line)
        file.make_room()
    file.close()
    assert [one for one in path.read_bytes().split(b"\n") if one] == lines


def test_notes_have_a_limit(opened, monkeypatch):
    """Beyond it mails are counted, and memory and disk do not fill."""
    monkeypatch.setattr(unrecorded_module, "MOST_NOTES", 2)
    notes = opened()
    for number in range(5):
        notes.note(note(number))
    assert len(notes.waiting()) == 2
    assert notes.since_start() == {"milter": 5}


def test_notes_without_a_queue_id_are_each_their_own(opened):
    """Mail of a session that was turned away has no id; nothing settles it by chance."""
    notes = opened()
    notes.note(note(1, ""))
    notes.note(note(2, ""))
    assert notes.settle(["", "4jd1"]) == 0
    assert len(opened().waiting()) == 2


def prepared(raw, *headers, **envelope):
    message = message_of(raw, headers=headers)
    return Prepared(
        mail=Spooled(sequence=1, intake=intake(raw=raw, **envelope)), message=message, rows=()
    )


@pytest.mark.parametrize(
    ("headers", "envelope", "left"),
    [
        ([], {"queue_id": "4jdWanted"}, 0),
        (
            [("Received", "from x (y [203.0.113.9]) by mx.example.org with ESMTP id 4jdWanted")],
            {},
            0,
        ),
        (
            [
                ("Received", "from a ([203.0.113.9]) by mx.example.org with ESMTP id 4jdOther"),
                ("Received", "from b ([198.51.100.7]) by evil.example with ESMTP id 4jdWanted"),
            ],
            {},
            1,
        ),
        ([("X-Note", "id 4jdWanted")], {}, 1),
    ],
)
def test_a_mail_that_comes_after_all_settles_its_note(opened, headers, envelope, left):
    """By the id our own server gave to it, not by one that a sender wrote into lower lines."""
    notes = opened()
    notes.note(note(1, "4jdWanted"))
    FoundAgain(notes).tell([prepared(mail(1), *headers, **envelope)])
    assert len(notes.waiting()) == left
    assert notes.any is bool(left)
