"""Moving where a server has no MOVE: copy, look, expunge; never a second copy."""

from __future__ import annotations

import pytest
from tests.servers.dovecot import Dovecot
from tests.servers.fixtures import skip_without_dovecot
from tests.servers.mailbox_house import DovecotHouse, imap_settings
from tests.servers.mailbox_mails import find_one, mail, wanted

from clawback.mailboxes.imap import copying
from clawback.mailboxes.imap.server import ImapServer
from clawback.mailboxes.port import Place, RefusedError, ServerUnavailableError

pytestmark = pytest.mark.server
RAW = mail()
WANTED = wanted(RAW)


@pytest.fixture
def house():
    """Alice's mailbox on a Dovecot that says it has UIDPLUS but not MOVE."""
    skip_without_dovecot()
    extra = "protocol imap {\n  imap_capability = IMAP4rev1 UIDPLUS SPECIAL-USE LIST-EXTENDED\n}\n"
    with Dovecot.start(accounts=["alice"], mail_format="mdbox", extra=extra) as dovecot:
        yield DovecotHouse(dovecot, "alice")


def test_it_moves_all_the_same(house):
    """One mail in the destination, none at the source, the owner's other mail untouched."""
    house.put(RAW, flags=frozenset({"\\Seen"}))
    house.put(mail(b"<two@sender.test>"))
    session = house.server.open("alice")
    (moved,) = session.move([find_one(session, WANTED)], Place.JUNK)
    assert moved.after is not None
    assert session.verify([moved.after.ref])[moved.after.ref] is not None
    assert [seen.flags for seen in house.seen("Junk")] == [{"\\Seen"}]
    assert len(house.seen()) == 1
    session.close()


def test_a_break_after_the_copy_is_finished_not_repeated(house, monkeypatch):
    """A first attempt that copied and then broke leads to one copy, not two."""
    house.put(RAW)
    session = house.server.open("alice")

    def broken(*_):
        raise ServerUnavailableError

    with monkeypatch.context() as patch:
        patch.setattr(copying, "expunge_uids", broken)
        with pytest.raises(ServerUnavailableError):
            session.move([find_one(session, WANTED)], Place.JUNK)
    session.close()
    again = house.server.open("alice")
    inbox = [copy for copy in again.find([WANTED])[WANTED] if copy.place is Place.INBOX]
    (moved,) = again.move(inbox, Place.JUNK)
    assert moved.after is not None
    assert house.seen() == []
    assert len(house.seen("Junk")) == 1
    again.close()


def test_without_lasting_ids_bytes_decide(house, monkeypatch):
    """On a server without ids, what lies in the destination counts only if it is the same."""
    monkeypatch.setattr(ImapServer, "_lasting_id", lambda *_: b"")
    house.put(RAW)
    house.put(mail(body=b"Something else."), "Junk")
    session = house.server.open("alice")
    (moved,) = session.move([find_one(session, WANTED)], Place.JUNK)
    assert moved.after is not None
    assert session.fetch(moved.after) == RAW
    assert len(house.seen("Junk")) == 2
    assert house.seen() == []
    session.close()


def test_without_uidplus_nothing_is_touched():
    """A server that can only expunge whole folders is refused before anything is copied."""
    skip_without_dovecot()
    extra = "protocol imap {\n  imap_capability = IMAP4rev1\n}\n"
    with Dovecot.start(accounts=["alice"], mail_format="mdbox", extra=extra) as dovecot:
        house = DovecotHouse(dovecot, "alice")
        house.put(RAW)
        session = ImapServer(imap_settings(dovecot)).open("alice")
        copy = find_one(session, WANTED)
        with pytest.raises(RefusedError, match="neither move nor expunge"):
            session.move([copy], Place.JUNK)
        with pytest.raises(RefusedError, match="UIDPLUS"):
            session.delete([copy])
        session.close()
        assert len(house.seen()) == 1
        assert house.seen("Junk") == []
