"""How far a look goes when the known place still holds the mail."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.servers.mailbox_house import DovecotHouse, imap_settings
from tests.servers.mailbox_mails import find_one, hinted, mail, wanted

from clawback.mailboxes.imap.finding import Finder
from clawback.mailboxes.imap.server import ImapServer
from clawback.mailboxes.port import Place

pytestmark = pytest.mark.server
RAW = mail()
WANTED = wanted(RAW)


@pytest.fixture
def house(dovecot_of, account_names):
    """An account on Dovecot."""
    return DovecotHouse(dovecot_of("mdbox"), next(account_names))


@pytest.mark.parametrize(("reach", "copies"), [("near", 2), ("everywhere", 4)])
def test_further_copies(house, reach, copies):
    """Near: the twin beside it; everywhere: the one far off and the one in another folder too."""
    house.put(RAW)
    house.put(RAW)
    for number in range(60):
        house.put(mail(b"<m%d@sender.test>" % number))
    house.put(RAW)
    house.put(RAW, "Archive")
    session = ImapServer(imap_settings(house.dovecot, further_copies=reach)).open(house.account)
    first = next(
        copy
        for copy in session.find([WANTED])[WANTED]
        if (copy.ref.folder, copy.ref.uid) == ("INBOX", 1)
    )
    message = hinted(WANTED, first)
    assert len(session.find([message])[message]) == copies
    session.close()


def test_what_is_not_where_it_was_is_looked_for_everywhere(house):
    """Beside a hint that holds, one that does not is still followed to the other folder."""
    other = mail(b"<two@sender.test>")
    house.put(RAW)
    house.put(other)
    session = house.server.open(house.account)
    one = hinted(WANTED, find_one(session, WANTED))
    two = wanted(other, message_id="<two@sender.test>")
    two = hinted(two, find_one(session, two))
    house.owner_moves(1, "INBOX", "Archive")
    found = session.find([one, two])
    assert [copy.ref.folder for copy in found[one]] == ["INBOX"]
    assert [copy.ref.folder for copy in found[two]] == ["Archive"]
    session.close()


def test_mail_that_arrives_after_the_login_is_found(house):
    """The count of the folder that stands open is not believed when it says: empty."""
    session = house.server.open(house.account)
    assert session.find([WANTED])[WANTED] == ()
    house.put(RAW)
    assert find_one(session, WANTED).place is Place.INBOX
    session.close()


def test_a_hint_without_id_must_have_the_headers(house):
    """A UID kept without a GUID is believed only when the headers agree."""
    house.put(mail(b"<two@sender.test>"))
    house.put(RAW)
    session = house.server.open(house.account)
    known = find_one(session, WANTED)
    bare = replace(WANTED, hint=replace(known.ref, guid=""))
    wrong = replace(WANTED, hint=replace(known.ref, guid="", uid=1))
    assert find_one(session, bare).ref == known.ref
    assert find_one(session, wrong).ref == known.ref
    session.close()


def test_a_uid_from_a_log_spares_the_search(house, monkeypatch):
    """Without UIDVALIDITY and GUID, what lies there is compared; another mail is none of ours."""
    house.put(mail(b"<two@sender.test>"))
    house.put(RAW)
    session = house.server.open(house.account)
    known, searched = find_one(session, WANTED), []
    search = Finder._search

    def noting(self, folder, messages):
        searched.append(folder)
        search(self, folder, messages)

    monkeypatch.setattr(Finder, "_search", noting)
    logged = replace(known.ref, guid="", uid_validity=0)
    assert find_one(session, replace(WANTED, hint=logged)).ref == known.ref
    assert searched == []
    assert find_one(session, replace(WANTED, hint=replace(logged, uid=1))).ref == known.ref
    session.close()
