"""Deleting for good: from the folder, and from where Dovecot keeps what was expunged."""

from __future__ import annotations

import pytest
from tests.servers.mailbox_house import DovecotHouse
from tests.servers.mailbox_mails import find_one, mail, wanted

from clawback.mailboxes.imap import expunging
from clawback.mailboxes.port import ServerUnavailableError

pytestmark = pytest.mark.server
RAW = mail()
WANTED = wanted(RAW)


@pytest.fixture(params=["maildir", "mdbox"])
def house(request, dovecot_of, account_names):
    """An account whose expunged mail Dovecot keeps."""
    return DovecotHouse(dovecot_of(request.param), next(account_names))


def test_the_store_of_expunged_mail_is_emptied_of_it(house):
    """Nothing of the mail is left anywhere; what the owner expunged stays recoverable."""
    house.put(mail(b"<two@sender.test>"))
    house.owner_deletes(0, "INBOX")
    house.put(RAW)
    session = house.server.open(house.account)
    copy = find_one(session, WANTED)
    assert session.delete([copy]) == [copy]
    session.close()
    assert len(_everywhere(house)) == 1


def test_what_a_broken_delete_left_is_finished_by_the_next(house, monkeypatch):
    """A delete that broke before the store was emptied is completed by a second call."""
    house.put(RAW)
    session = house.server.open(house.account)
    copy = find_one(session, WANTED)

    def broken(*_):
        raise ServerUnavailableError

    with monkeypatch.context() as patch:
        patch.setattr(expunging, "_empty_store", broken)
        with pytest.raises(ServerUnavailableError):
            session.delete([copy])
    assert len(_everywhere(house)) == 1
    assert session.find([WANTED])[WANTED] == ()
    assert session.delete([copy]) == [copy]
    assert _everywhere(house) == []
    session.close()


def test_mail_only_marked_as_deleted_by_its_owner_stays(house):
    """UID EXPUNGE takes ours alone, though the owner marked another mail as deleted."""
    house.put(RAW)
    house.put(mail(b"<two@sender.test>"), flags=frozenset({"\\Deleted"}))
    session = house.server.open(house.account)
    session.delete([find_one(session, WANTED)])
    session.close()
    (left,) = house.seen()
    assert left.flags == {"\\Deleted"}


def _everywhere(house):
    found = house.dovecot.doveadm("search", "-u", house.account, "mailbox", "*", "all")
    return found.splitlines()
