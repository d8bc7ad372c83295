"""The five actions: what they change, and what they must leave as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.servers.mailbox_house import DATE
from tests.servers.mailbox_mails import find_one, hinted, mail, wanted

from clawback.mailboxes.port import FolderMissingError, MessageGoneError, Original, Place

RAW = mail()
WANTED = wanted(RAW)
FLAGS = frozenset({"\\Seen", "\\Flagged"})


@pytest.mark.parametrize(
    ("place", "folder"), [(Place.JUNK, "Junk"), (Place.DELETED_ITEMS, "Trash")]
)
def test_a_move_keeps_bytes_flags_and_date(house, session, place, folder):
    """A moved mail lies in the other folder, unchanged, and no longer in the first."""
    house.put(RAW, flags=FLAGS)
    (moved,) = session.move([find_one(session, WANTED)], place)
    assert house.seen() == []
    (seen,) = house.seen(folder)
    assert (seen.raw, seen.flags, seen.date) == (RAW, FLAGS, DATE)
    assert moved.after is not None
    assert (moved.after.ref.folder, moved.after.place) == (folder, place)
    assert (moved.after.flags, moved.after.internal_date) == (FLAGS, DATE)


def test_keywords_survive(house, session):
    """A keyword is still there after soft delete and undo."""
    if not house.keywords:
        pytest.skip("a Maildir's files carry no keywords by name")
    flags = FLAGS | {"$Phishing"}
    house.put(RAW, flags=flags)
    (gone,) = session.move([find_one(session, WANTED)], Place.RECOVERABLE)
    assert gone.after is not None
    session.move([gone.after], Place.INBOX)
    (seen,) = house.seen()
    assert seen.flags == flags


def test_soft_deleted_mail_is_hidden_from_its_owner(house, session):
    """No folder that the owner can list or open holds the mail, and we still find it."""
    house.put(RAW)
    (moved,) = session.move([find_one(session, WANTED)], Place.RECOVERABLE)
    assert moved.after is not None
    assert moved.after.place is Place.RECOVERABLE
    for folder in house.folders() | {"Recoverable", moved.after.ref.folder}:
        assert house.seen(folder) == []
    assert "Recoverable" not in house.folders()
    assert find_one(session, WANTED).place is Place.RECOVERABLE


def test_undo_brings_it_back_as_it_was(house, session):
    """From the hidden folder back into the one it came from, with flags and date."""
    house.put(RAW, "Projects/2026", flags=FLAGS)
    before = find_one(session, WANTED)
    assert before.place is None
    (gone,) = session.move([before], Place.RECOVERABLE)
    assert gone.after is not None
    session.move([gone.after], before.ref.folder)
    (seen,) = house.seen("Projects/2026")
    assert (seen.raw, seen.flags, seen.date) == (RAW, FLAGS, DATE)


def test_deleted_for_good_is_nowhere(house, session):
    """After a hard delete neither the owner nor we find the mail; other mail stays."""
    house.put(RAW)
    house.put(mail(b"<two@sender.test>"))
    copy = find_one(session, WANTED)
    assert session.delete([copy]) == [copy]
    assert session.find([WANTED])[WANTED] == ()
    assert session.verify([copy.ref]) == {copy.ref: None}
    (left,) = house.seen()
    assert b"<two@sender.test>" in left.raw


def test_deleting_twice_is_harmless(house, session):
    """A second delete of the same copy says that it is gone and touches nothing else."""
    house.put(RAW)
    house.put(mail(b"<two@sender.test>"))
    copy = find_one(session, WANTED)
    session.delete([copy])
    assert session.delete([copy]) == [copy]
    assert len(house.seen()) == 1


def test_the_owners_own_deleted_flag_is_no_licence(house, session):
    """Deleting our mail does not expunge what the owner only marked as deleted."""
    house.put(RAW)
    house.put(mail(b"<two@sender.test>"), flags=frozenset({"\\Flagged"}))
    copy = find_one(session, WANTED)
    session.delete([copy])
    (left,) = house.seen()
    assert left.flags == {"\\Flagged"}


def test_verify_says_what_is_still_there(house, session):
    """The place before a move is empty, the place after it holds the mail."""
    house.put(RAW)
    before = find_one(session, WANTED)
    (moved,) = session.move([before], Place.JUNK)
    assert moved.after is not None
    seen = session.verify([before.ref, moved.after.ref])
    assert seen[before.ref] is None
    after = seen[moved.after.ref]
    assert after is not None
    assert (after.place, after.flags, after.internal_date) == (Place.JUNK, frozenset(), DATE)


def test_fetch_gives_the_bytes(house, session):
    """The whole mail comes as it was delivered, and is not marked as read by that."""
    house.put(RAW)
    assert session.fetch(find_one(session, WANTED)) == RAW
    assert house.seen()[0].flags == frozenset()


def test_fetch_of_a_gone_mail_says_so(house, session):
    """A mail that its owner deleted meanwhile cannot be fetched."""
    house.put(RAW)
    copy = find_one(session, WANTED)
    house.owner_deletes(0, "INBOX")
    with pytest.raises(MessageGoneError):
        session.fetch(copy)


def test_restore_puts_back_flags_and_date(house, session):
    """A mail that comes from outside gets its bytes, flags and date, and can be found."""
    date = datetime(2025, 12, 31, 23, 59, 58, tzinfo=UTC)
    copy = session.restore(Original(raw=RAW, flags=FLAGS, internal_date=date), Place.INBOX)
    (seen,) = house.seen()
    assert (seen.raw, seen.flags, seen.date) == (RAW, FLAGS, date)
    assert copy.ref == find_one(session, WANTED).ref
    assert copy.internal_date == date


def test_many_move_in_one_call(house, session):
    """Hundreds of mails, with gaps between them, each get their own result."""
    raws = [mail(b"<m%d@sender.test>" % number) for number in range(120)]
    for raw in raws:
        house.put(raw)
    chosen = [wanted(raw, message_id=f"<m{n}@sender.test>") for n, raw in enumerate(raws) if n % 3]
    copies = [copy for found in session.find(chosen).values() for copy in found]
    moved = session.move(copies, Place.JUNK)
    assert [step.before for step in moved] == copies
    seen = session.verify([step.after.ref for step in moved if step.after])
    assert sum(copy is not None for copy in seen.values()) == len(chosen) == 80
    assert len(house.seen()) == 40
    assert len(house.seen("Junk")) == 80


def test_a_folder_that_is_not_there_is_named(house, session):
    """Moving into an unknown folder is refused by name, and nothing moves."""
    house.put(RAW)
    with pytest.raises(FolderMissingError, match="Nowhere"):
        session.move([find_one(session, WANTED)], "Nowhere")
    assert len(house.seen()) == 1


def test_a_move_to_where_it_lies_does_nothing(house, session):
    """A mail already in the folder is left alone, and the result says: not by this call."""
    house.put(RAW)
    copy = find_one(session, WANTED)
    (moved,) = session.move([copy], Place.INBOX)
    assert moved.after is None
    assert find_one(session, WANTED).ref == copy.ref


def test_a_known_place_is_believed_only_with_its_id(house, session):
    """A hint at a place where another mail lies does not make that mail the wanted one."""
    other = mail(b"<two@sender.test>")
    house.put(RAW)
    house.put(other)
    mine = find_one(session, WANTED)
    theirs = find_one(session, wanted(other, message_id="<two@sender.test>"))
    wrong = replace(theirs, ref=replace(theirs.ref, guid=mine.ref.guid))
    assert session.fetch(find_one(session, hinted(WANTED, wrong))) == RAW
