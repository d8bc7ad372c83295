from datetime import timedelta

import pytest

from clawback.demo.mail.correspondent import colleague, contact
from clawback.demo.mail.envelope import Folder
from clawback.demo.mail.habits import Habit, copies, kept
from clawback.demo.seed import chance


@pytest.fixture
def readers(stage):
    return tuple(map(colleague, stage.organisation.people))


def test_what_is_fresh_is_not_sorted_yet(stage, readers):
    """New mail lies in the inbox, and some of it has not been listed by any program."""
    sent = stage.now - timedelta(hours=1)
    found = copies(stage, chance("t"), readers, sent, habit=Habit(deleted=0.9))
    assert {copy.folder for copy in found} == {Folder.INBOX}
    assert {copy.seen for copy in found} == {True, False}


def test_what_is_old_is_read_and_sorted_as_habit_has_it(stage, readers):
    """Shares come out about as asked; flags are in order."""
    sent = stage.now - timedelta(days=9)
    habit = Habit(read=1, deleted=0.5, archived=0.5, answered=0.5, flagged=0.5)
    found = copies(stage, chance("t"), readers, sent, habit=habit)
    assert {copy.folder for copy in found} == {Folder.TRASH, Folder.ARCHIVE}
    assert {copy.flags for copy in found} == {"S", "RS", "FS", "FRS"}
    assert all(copy.seen for copy in found)


def test_junk_stays_in_junk_mostly_unread(stage, readers):
    """Few people look there."""
    sent = stage.now - timedelta(days=9)
    found = copies(stage, chance("t"), readers, sent, junk=True)
    assert {copy.folder for copy in found} == {Folder.JUNK}
    assert sum("S" in copy.flags for copy in found) < len(found) / 2


def test_nobody_outside_has_a_copy_and_nobody_two(stage, readers):
    """Only our own mailboxes are written, once each."""
    partner = stage.partners[0]
    outside = contact(partner, partner.contacts[0])
    found = copies(stage, chance("t"), (readers[0], outside, readers[0]), stage.now)
    assert [copy.account for copy in found] == [readers[0].account]
    assert kept(outside, stage.now) == ()
    assert kept(readers[0], stage.now)[0].folder is Folder.SENT
