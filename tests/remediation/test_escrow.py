"""What is deleted for good is sealed first, opens only as it was sealed, and goes in time."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from sqlalchemy import text
from tests.making.deliveries import NOW
from tests.remediation.conftest import GRACE, counts

from clawback.mailboxes.memory import MemoryServer
from clawback.mailboxes.port import RefusedError
from clawback.remediation import evidence
from clawback.remediation.action import Action
from clawback.remediation.escrow import (
    FOLDER,
    KEY_FILE,
    Escrow,
    EscrowMissingError,
    EscrowUnusableError,
)
from clawback.remediation.remediation import State
from clawback.remediation.undo import NothingToUndoError
from clawback.vault.keys import VaultKeys

pytestmark = pytest.mark.slow

_CANARY = b"Subject: secret-canary\r\n\r\nBody with secret-canary\r\n"


class Stopped:
    """A clock that tests move."""

    def __init__(self):
        self.at = NOW

    def now(self):
        return self.at


@pytest.fixture(autouse=True)
def _hurried(monkeypatch):
    """What broke off is tried again almost at once."""
    monkeypatch.setattr("clawback.jobs.returning.delay", lambda tries: 0.01 * tries)


@pytest.fixture
def clock():
    return Stopped()


@pytest.fixture
def escrow(tmp_path, state, clock):
    return Escrow(tmp_path, database=state, clock=clock)


@pytest.fixture
def mailbox():
    server = MemoryServer()
    server.deliver("ada", _CANARY, flags=frozenset({"\\Seen"}))
    return server


@pytest.fixture
def remediation(world):
    """A remediation that rows can belong to."""
    world.deliver(1, "ada@example.org")
    return world.remediations.draft(world.wish(), GRACE).remediation.id


def copy_in(server):
    session = server.open("ada")
    ref = server.ref("ada", "INBOX", 1)
    (copy,) = session.verify([ref]).values()
    return session, copy


def files(folder):
    return [file for file in folder.glob(f"{FOLDER}/*/*") if file.is_file()]


def test_what_is_kept_comes_back_as_it_was(escrow, mailbox, remediation, tmp_path):
    """Bytes, flags and date; and neither disk nor database holds a word of it in the clear."""
    session, copy = copy_in(mailbox)
    kept = escrow.keep(remediation, 7, session, [copy])[copy.ref]
    original = escrow.open(kept)
    assert (original.raw, original.flags) == (_CANARY, copy.flags)
    assert original.internal_date == copy.internal_date
    (file,) = files(tmp_path)
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or b"secret-canary" not in path.read_bytes(), path
    assert file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600


def test_a_second_attempt_keeps_nothing_twice(escrow, mailbox, remediation, tmp_path):
    """The same copy has the same id, and is not fetched again."""
    session, copy = copy_in(mailbox)
    first = escrow.keep(remediation, 7, session, [copy])
    mailbox.folders("ada")["INBOX"].mails.clear()
    assert escrow.keep(remediation, 7, session, [copy]) == first
    assert len(files(tmp_path)) == 1


def test_what_is_gone_is_not_kept(escrow, mailbox, remediation):
    """Its owner was quicker."""
    session, copy = copy_in(mailbox)
    mailbox.folders("ada")["INBOX"].mails.clear()
    assert escrow.keep(remediation, 7, session, [copy]) == {}


@pytest.mark.parametrize("at", [0, 20, 30, 60, -1])
def test_a_changed_file_is_not_opened(escrow, mailbox, remediation, tmp_path, at):
    """Form, key id, nonce, text or tag: one bit anywhere is found."""
    session, copy = copy_in(mailbox)
    kept = escrow.keep(remediation, 7, session, [copy])[copy.ref]
    (file,) = files(tmp_path)
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)
    with pytest.raises(EscrowUnusableError):
        escrow.open(kept)


def test_a_file_of_another_row_is_not_opened(escrow, mailbox, remediation, state):
    """The row's id is sealed with it: files cannot be exchanged."""
    mailbox.deliver("ada", b"Subject: two\r\n\r\n")
    session, copy = copy_in(mailbox)
    other = next(iter(session.verify([mailbox.ref("ada", "INBOX", 2)]).values()))
    kept = escrow.keep(remediation, 7, session, [copy, other])
    one, two = kept[copy.ref], kept[other.ref]
    with state.write() as connection:
        swap = text(
            "UPDATE escrow SET file = (SELECT file FROM escrow WHERE id = :b) WHERE id = :a"
        )
        connection.execute(swap, {"a": one, "b": two})
    with pytest.raises(EscrowUnusableError):
        escrow.open(one)
    assert escrow.open(two).raw.startswith(b"Subject: two")


def test_after_its_days_it_is_gone(escrow, mailbox, remediation, clock, tmp_path):
    """It does not open any more, and the sweep removes file and row."""
    session, copy = copy_in(mailbox)
    kept = escrow.keep(remediation, 7, session, [copy])[copy.ref]
    clock.at = NOW + timedelta(days=6, hours=23)
    assert escrow.sweep() == 0
    assert escrow.open(kept).raw == _CANARY
    clock.at = NOW + timedelta(days=7)
    with pytest.raises(EscrowMissingError):
        escrow.open(kept)
    assert escrow.sweep() == 1
    assert files(tmp_path) == []
    with pytest.raises(EscrowMissingError):
        escrow.open(kept)


def test_the_sweep_removes_what_a_crash_left(escrow, mailbox, remediation, tmp_path):
    """A file without a row goes after a day; one that was just written may still get its row."""
    session, copy = copy_in(mailbox)
    kept = escrow.keep(remediation, 9999, session, [copy])[copy.ref]
    (file,) = files(tmp_path)
    old, young = file.with_name("0" * 64), file.with_name("1" * 64)
    for orphan in (old, young):
        orphan.write_bytes(b"x")
    now = NOW.timestamp()
    os.utime(young, (now, now))
    for path in (old, file):
        os.utime(path, (now - 90_000, now - 90_000))
    assert escrow.sweep() == 1
    assert (old.exists(), young.exists()) == (False, True)
    assert escrow.open(kept).raw == _CANARY


def test_a_rotated_key_opens_what_it_sealed(escrow, mailbox, remediation, tmp_path):
    """New copies are sealed with the new key; old ones open, in another process, too."""
    session, copy = copy_in(mailbox)
    kept = escrow.keep(remediation, 7, session, [copy])[copy.ref]
    before, _ = escrow.keys.current()
    assert escrow.keys.rotate() != before
    assert escrow.open(kept).raw == _CANARY
    again = VaultKeys(tmp_path / KEY_FILE)
    assert again.current()[0] != before
    assert again.named(before)


# In the house: a hard delete that keeps, and its undo that puts back.


@pytest.fixture
def keeping(world, tmp_path):
    """A world whose server keeps what it deletes for good."""
    world.stop()
    world.escrow = Escrow(tmp_path, database=world.database, clock=world.clock)
    world.boot()
    return world


def test_a_hard_delete_keeps_a_sealed_copy_and_undo_puts_it_back(keeping, tmp_path):
    """Gone from the mailbox with evidence of the sealed copy; back with folder, flags and date."""
    keeping.deliver(1, "ada@example.org", "Projects", "\\Seen", "$Phishing")
    standing = keeping.carry_out(Action.HARD_DELETE, escrow_days=7)
    assert counts(standing) == {"success": 1}
    assert keeping.server.lies_in("ada@example.org") == {"Projects": []}
    (entry,) = keeping.entries(standing.remediation.id)
    (gone,) = evidence.decode(entry.evidence).traces
    assert gone.escrow.startswith("E-")
    assert gone.read_back
    assert len(files(tmp_path)) == 1
    undone = keeping.undo(standing.remediation.id)
    assert counts(undone) == {"success": 1}
    assert len(keeping.server.lies_in("ada@example.org")["Projects"]) == 1
    (entry,) = keeping.entries(undone.remediation.id)
    (back,) = evidence.decode(entry.evidence).traces
    assert (back.flags, back.flags_kept) == (frozenset({"\\Seen", "$Phishing"}), True)
    assert back.read_back


def test_undoing_twice_puts_it_back_once(keeping):
    """The second undo finds it there."""
    keeping.deliver(1, "ada@example.org")
    standing = keeping.carry_out(Action.HARD_DELETE, escrow_days=7)
    keeping.undo(standing.remediation.id)
    assert counts(keeping.undo(standing.remediation.id)) == {"already_in_destination": 1}
    assert len(keeping.server.lies_in("ada@example.org")["INBOX"]) == 1


def test_without_escrow_a_hard_delete_stays_final(keeping, tmp_path):
    """Nothing is kept, and there is nothing to undo."""
    keeping.deliver(1, "ada@example.org")
    standing = keeping.carry_out(Action.HARD_DELETE)
    assert files(tmp_path) == []
    with pytest.raises(NothingToUndoError):
        keeping.remediations.draft_undo(standing.remediation.id, GRACE)


def test_what_cannot_be_kept_is_not_deleted(keeping, tmp_path):
    """A disk that takes nothing: the mail stays, and people learn why."""
    (tmp_path / FOLDER).write_text("in the way")
    ref = keeping.deliver(1, "ada@example.org")
    made = keeping.start(Action.HARD_DELETE, escrow_days=7)
    keeping.until(lambda: keeping.remediations.get(made, GRACE).state is State.FAILED)
    (entry,) = keeping.entries(made)
    assert "Nothing was deleted" in evidence.decode(entry.evidence).note
    assert keeping.server.lies_in("ada@example.org") == {"INBOX": [ref.guid]}


def test_what_is_no_longer_kept_is_said_not_to_come_back(keeping):
    """The days are over when the undo runs: not actionable, with the reason."""
    keeping.deliver(1, "ada@example.org")
    standing = keeping.carry_out(Action.HARD_DELETE, escrow_days=7)
    with keeping.database.write() as connection:
        connection.execute(text("UPDATE escrow SET expires_at = 0"))
    assert keeping.escrow.sweep() == 1
    undone = keeping.undo(standing.remediation.id)
    assert counts(undone) == {"not_actionable": 1}
    (entry,) = keeping.entries(undone.remediation.id)
    assert "no longer kept" in evidence.decode(entry.evidence).note


def test_a_folder_that_is_gone_gives_way_to_the_inbox(keeping):
    """It comes back all the same, and the evidence says where."""
    keeping.deliver(1, "ada@example.org", "Projects")
    standing = keeping.carry_out(Action.HARD_DELETE, escrow_days=7)
    (keeping.server.root / "ada@example.org" / "Projects").rmdir()
    undone = keeping.undo(standing.remediation.id)
    assert counts(undone) == {"success": 1}
    (entry,) = keeping.entries(undone.remediation.id)
    assert "put into the Inbox" in evidence.decode(entry.evidence).note


def test_a_server_that_refuses_the_mail(keeping):
    """The restore failed, in the server's words."""
    keeping.deliver(1, "ada@example.org")
    standing = keeping.carry_out(Action.HARD_DELETE, escrow_days=7)

    def refuse(call, _account):
        if call == "restore":
            raise RefusedError("Over quota.")

    keeping.server.hook = refuse
    undone = keeping.undo(standing.remediation.id)
    assert counts(undone) == {"failed": 1}


def test_two_copies_of_which_a_broken_attempt_removed_one(keeping):
    """Both sealed copies stay in the evidence, whichever attempt removed the mail."""
    ref = keeping.deliver(1, "ada@example.org")
    root = keeping.server.root / "ada@example.org"
    (root / "Archive").mkdir()
    content = (root / "INBOX" / f"{ref.uid}.{ref.guid}").read_text()
    (root / "Archive" / "1.other").write_text(content)
    calls = []

    def break_off(call, _account):
        calls.append(call)
        if call == "deleted" and calls.count("deleted") == 1:
            raise ConnectionError

    keeping.server.hook = break_off
    standing = keeping.carry_out(Action.HARD_DELETE, escrow_days=7)
    assert counts(standing) == {"success": 1}
    (entry,) = keeping.entries(standing.remediation.id)
    assert len({trace.escrow for trace in evidence.decode(entry.evidence).traces} - {""}) == 2
    undone = keeping.undo(standing.remediation.id)
    assert counts(undone) == {"success": 1}
    lies = keeping.server.lies_in("ada@example.org")
    assert (len(lies["INBOX"]), len(lies["Archive"])) == (1, 1)
