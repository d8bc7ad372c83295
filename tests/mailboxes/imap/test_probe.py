"""Traps that servers set are found by trying, and leave nothing behind."""

from __future__ import annotations

import pytest
from tests.servers.dovecot import Dovecot
from tests.servers.fixtures import skip_without_dovecot
from tests.servers.mailbox_house import DovecotHouse, imap_settings

from clawback.mailboxes.imap.server import ImapServer

pytestmark = pytest.mark.server


def test_moves_that_leave_doubles_are_noticed():
    """With Dovecot's default for lazy_expunge every move would leave a second copy; we say so."""
    skip_without_dovecot()
    trap = "plugin {\n  lazy_expunge_only_last_instance = no\n}\n"
    with Dovecot.start(accounts=["alice"], mail_format="maildir", extra=trap) as dovecot:
        server = ImapServer(imap_settings(dovecot, probe_account="alice"))
        notes = " ".join(server.capabilities().notes)
        assert "second copy in EXPUNGED" in notes
        assert "lazy_expunge_only_last_instance" in notes
        assert _left(dovecot) == []


def test_a_folder_that_owners_see_is_not_called_hidden(dovecot):
    """Without the access list soft-deleted mail is visible; we say so."""
    acl = dovecot.folder / "acl"
    acl.write_text(f"* owner lrwstipekxa\n* user={dovecot.master} lrwstipekxa\n")
    dovecot.restart()
    asked = ImapServer(imap_settings(dovecot, probe_account="alice")).capabilities()
    assert not asked.hidden_recoverable
    assert "not hidden" in " ".join(asked.notes)


def test_trying_leaves_nothing_behind(dovecot):
    """After the trial the account has the folders and mails it had."""
    house = DovecotHouse(dovecot, "alice")
    before = house.folders()
    assert ImapServer(imap_settings(dovecot, probe_account="alice")).capabilities().notes == ()
    assert house.folders() == before
    assert _left(dovecot) == []


def test_a_server_without_move_is_described():
    """What is missing is told in sentences."""
    skip_without_dovecot()
    with Dovecot.start(accounts=["alice"], mail_format="mdbox", extra=_poor("")) as dovecot:
        asked = ImapServer(imap_settings(dovecot, probe_account="alice")).capabilities()
    assert not asked.move
    assert "MOVE" in asked.notes[0]
    assert "UIDPLUS" in asked.notes[1]


def _poor(words):
    return f"protocol imap {{\n  imap_capability = IMAP4rev1 {words}\n}}\n"


def _left(dovecot):
    found = dovecot.doveadm("search", "-u", "alice", "mailbox", "*", "all")
    return found.split()
