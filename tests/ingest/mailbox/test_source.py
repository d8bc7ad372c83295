"""Mailboxes that are read as mail comes into them, on a real Dovecot."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from socket import SHUT_RDWR

import pytest
from pydantic import ValidationError
from tests.ingest.acceptor import Acceptor
from tests.ingest.doubles import NOON
from tests.servers.mailbox_house import DOMAIN, DovecotHouse, MemoryHouse
from tests.servers.mailbox_mails import mail

from clawback.ingest.entrance import Entrance
from clawback.ingest.freshness import Watch
from clawback.ingest.mailbox import source as mailbox
from clawback.ingest.mailbox.settings import MailboxIntake
from clawback.ingest.mailbox.source import MailboxSource, UnreadableMailboxError
from clawback.ingest.settings import IngestSettings
from clawback.mailboxes.directory import Directory
from clawback.mailboxes.imap.session import ImapSession
from clawback.mailboxes.port import FolderMissingError, RefusedError
from clawback.model.clock import FixedClock
from clawback.model.location import DeliveryLocation
from clawback.spool.commit import SpoolFullError

CLOCK = FixedClock(NOON)
OLD = datetime(2025, 1, 1, 12, tzinfo=UTC)


class Reading:
    """A source on one account, and what it gave to the spool."""

    def __init__(self, house, folder, **settings):
        address = house.account if "@" in house.account else f"{house.account}@{DOMAIN}"
        self.settings = MailboxIntake(name="box", address=address, **settings)
        self.house = house
        self.marks = folder / "box.json"
        self.acceptor = Acceptor()
        self.watch = Watch(CLOCK)
        self.restart()

    def restart(self):
        """One that looks and waits for nothing."""
        self.source = self.waiting()
        self.source.end()

    def waiting(self):
        """One that waits for mail, where its server tells of it."""
        return MailboxSource(
            self.settings,
            marks=self.marks,
            servers=Directory([self.house.server]),
            entrance=Entrance(self.acceptor, self.watch),
            clock=CLOCK,
        )

    def far(self):
        """How far each folder is read."""
        (source,) = self.watch.sources()
        return [(one.folder, one.read, one.there) for one in source.folders]

    def read(self):
        """What came since the last look."""
        self.source.turn()
        found, self.acceptor.intakes = self.acceptor.intakes, []
        return found


@pytest.fixture
def house(dovecot_of, account_names):
    """An account on Dovecot."""
    return DovecotHouse(dovecot_of("maildir"), next(account_names))


@pytest.fixture
def reading(house, tmp_path):
    started = []

    def start(**settings):
        started.append(Reading(house, tmp_path, **settings))
        return started[-1]

    yield start
    for one in started:
        one.source.close()


def named(*names):
    return [mail(b"<%s@sender.test>" % name.encode()) for name in names]


@pytest.mark.server
def test_mail_is_read_once_as_it_comes_and_stays_unread(house, reading):
    """Over restarts too; with its owner as recipient, its copy, and whether it was read."""
    one, two, three = named("one", "two", "three")
    house.put(one)
    house.put(two, flags=frozenset({"\\Seen"}))
    box = reading()
    first, second = (intake.envelope for intake in box.read())
    assert first.recipients == (box.settings.address,)
    assert (first.source, first.location) == ("imap:box", DeliveryLocation.INBOX)
    assert (first.mailbox.folder, first.mailbox.account) == ("INBOX", house.account)
    assert first.mailbox.uid < second.mailbox.uid
    assert first.mailbox.uid_validity
    assert (first.read, second.read) == (False, True)
    assert box.read() == []
    house.put(three)
    box.source.close()
    box.restart()
    assert [intake.raw for intake in box.read()] == [three]
    assert "\\Seen" not in house.seen()[0].flags


@pytest.mark.server
def test_a_folder_that_is_numbered_anew_is_read_again(house, reading):
    """Its old UIDs mean nothing; ids of content make the repeats harmless."""
    one, two = named("one", "two")
    house.put(one)
    box = reading()
    assert len(box.read()) == 1
    house.put(two)
    house.renumber("INBOX")
    box.source.close()
    assert [intake.raw for intake in box.read()] == [one, two]


@pytest.mark.server
def test_a_long_folder_is_read_in_blocks(house, reading, monkeypatch):
    """What one turn does not manage is there in the next; nothing is left out or doubled."""
    monkeypatch.setattr(mailbox, "MOST", 2)
    monkeypatch.setattr(mailbox, "_BLOCKS", 2)
    mails = named(*(f"m{number}" for number in range(7)))
    for raw in mails:
        house.put(raw)
    box = reading()
    turns = [[intake.raw for intake in box.read()] for _ in range(3)]
    assert turns == [mails[:4], mails[4:], []]


@pytest.mark.server
def test_what_is_not_accepted_is_read_again(house, reading):
    """A spool without room loses nothing, and says why."""
    (one,) = named("one")
    house.put(one)
    box = reading()
    box.acceptor.error = SpoolFullError()
    with pytest.raises(SpoolFullError):
        box.read()
    box.acceptor.error = None
    assert [intake.raw for intake in box.read()] == [one]
    (source,) = box.watch.sources()
    assert source.error


@pytest.mark.server
def test_folders_say_what_their_mail_is(house, reading):
    """Junk lies in junk, what was sent is its owner's, drafts are nobody's."""
    junk, sent, draft = named("junk", "sent", "draft")
    house.put(junk, "Junk")
    house.put(sent, "Sent")
    house.put(draft, "Drafts")
    box = reading(folders=("Sent", "Junk", "Drafts"))
    first, second = (intake.envelope for intake in box.read())
    assert (first.location, first.recipients) == (
        DeliveryLocation.JUNK,
        (box.settings.address,),
    )
    assert (second.mail_from, second.recipients) == (box.settings.address, ())


@pytest.mark.server
def test_mail_is_read_as_soon_as_it_comes(house, reading):
    """A turn waits for it where the server tells; one that comes ends it, and so does the end."""
    one, two = named("one", "two")
    house.put(one)
    box = reading()
    box.source = box.waiting()
    assert len(box.read()) == 1
    assert box.source.pause == 0
    with ThreadPoolExecutor(1) as thread:
        turn = thread.submit(box.read)
        house.put(two)
        assert [intake.raw for intake in turn.result(timeout=30)] == [two]
        turn = thread.submit(box.read)
        box.source.end()
        assert turn.result(timeout=30) == []


@pytest.mark.server
def test_a_connection_that_breaks_while_it_waits_is_made_anew(house, reading):
    """Without a word, because that happens now and then."""
    (one,) = named("one")
    box = reading()
    box.source = box.waiting()
    assert box.read() == []
    house.put(one)
    box.source._session._account.connection._socket.shutdown(SHUT_RDWR)
    assert [intake.raw for intake in box.read()] == [one]
    (source,) = box.watch.sources()
    assert source.error == ""


@pytest.mark.server
def test_a_server_that_lets_nobody_wait_is_asked_now_and_then(house, reading, monkeypatch):
    """It announced IDLE and refuses it: mail is read all the same, as often as is set."""

    def refuse(*_, **_how):
        raise RefusedError("Not today.")

    monkeypatch.setattr(ImapSession, "await_arrivals", refuse)
    (one,) = named("one")
    box = reading(seconds=7)
    assert (box.read(), box.source.pause) == ([], 0)
    house.put(one)
    assert [intake.raw for intake in box.read()] == [one]
    assert box.source.pause == 7


@pytest.mark.server
def test_how_far_a_folder_is_read_is_told(house, reading, monkeypatch):
    """Mails read of those there; it goes on over a restart, and begins anew with new UIDs."""
    monkeypatch.setattr(mailbox, "MOST", 2)
    monkeypatch.setattr(mailbox, "_BLOCKS", 1)
    for raw in named("one", "two", "three"):
        house.put(raw)
    box = reading()
    assert (len(box.read()), box.far()) == (2, [("INBOX", 2, 3)])
    box.source.close()
    box.restart()
    assert (len(box.read()), box.far()) == (1, [("INBOX", 3, 3)])
    house.renumber("INBOX")
    box.source.close()
    assert (len(box.read()), box.far()) == (2, [("INBOX", 2, 3)])


@pytest.mark.server
def test_a_journal_mailbox_holds_other_peoples_mail(house, reading):
    """No recipient is told, so that headers tell; old mail is left where a day is set."""
    old, new = named("old", "new")
    house.put(old, date=OLD)
    house.put(new)
    box = reading(journal=True, since=date(2025, 6, 1))
    (intake,) = box.read()
    assert (intake.raw, intake.envelope.recipients, intake.envelope.mailbox) == (new, (), None)


@pytest.mark.server
def test_mail_that_is_too_large_is_passed_over_and_told(house, reading, monkeypatch):
    """The mails behind it are read."""
    large, small = mail(b"<large@sender.test>") + b"x" * 4000, mail(b"<small@sender.test>")
    house.put(large)
    house.put(small)
    monkeypatch.setattr(mailbox, "MAIL_LIMIT", 3000)
    box = reading()
    assert [intake.raw for intake in box.read()] == [small]
    (source,) = box.watch.sources()
    assert source.error == "A mail is larger than 50 MB and was passed over."


@pytest.mark.server
def test_a_folder_that_is_not_there_is_told(reading):
    """In a sentence; the source tries again with the next turn."""
    box = reading(folders=("Nowhere",))
    with pytest.raises(FolderMissingError):
        box.read()
    (source,) = box.watch.sources()
    assert "Nowhere" in source.error


def test_a_server_that_is_not_read_by_imap_is_told(tmp_path):
    """And so is an address that no server has."""
    box = Reading(MemoryHouse(), tmp_path)
    with pytest.raises(UnreadableMailboxError, match="not read by IMAP"):
        box.read()
    box.settings = MailboxIntake(name="box", address="x@elsewhere.test")
    box.restart()
    with pytest.raises(UnreadableMailboxError, match="has the domain"):
        box.read()


def test_marks_that_cannot_be_read_are_begun_anew(tmp_path):
    """A torn file costs a second reading."""
    (tmp_path / "box.json").write_bytes(b"{torn")
    box = Reading(MemoryHouse(), tmp_path)
    with pytest.raises(UnreadableMailboxError):
        box.read()


def test_two_tables_of_one_name_are_refused():
    """A mailbox that is read is a source."""
    table = {"name": "box", "address": "a@example.org"}
    assert "imap:box" in IngestSettings.model_validate({"mailboxes": [table]}).configured.sources
    with pytest.raises(ValidationError, match="the same name"):
        IngestSettings.model_validate({"mailboxes": [table, table]})
