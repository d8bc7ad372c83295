"""Logs of before, from their files into the event store."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from tests.ingest.logs.test_source import COPIED, EXPUNGED, ROW, SAVED, House
from tests.ingest.logs.writing import AT, arrived, dovecot, handed, postfix
from tests.making.deliveries import make_delivery

from clawback.ingest.logs import importing
from clawback.ingest.logs.importing import import_logs
from clawback.ingest.logs.past import PastLogs, UnknownServerError
from clawback.ingest.logs.teller import Teller
from clawback.ingest.recipients import Organisation
from clawback.ingest.sources.tree import NoSuchPathError
from clawback.model.errors import UnavailableError
from clawback.model.location import DeliveryLocation, MailboxRef

CHECK = "hold: header X: y from a[1]; from=<p@x> to=<a@b> proto=SMTP helo=<h>: rule:board"
LINES = (
    *arrived(),
    postfix("postfix/cleanup", CHECK),
    dovecot(SAVED),
    handed(),
    dovecot(COPIED, service="imap"),
    dovecot(EXPUNGED, service="imap"),
)


class Past(House):
    """A house whose logs are read afterwards."""

    def __init__(self, folder):
        super().__init__(folder)
        organisation = Organisation(own_domains=frozenset({"example.org"}))
        teller = Teller(self.store, organisation=organisation, clock=self)
        self.past = PastLogs(teller, servers=["dovecot"])
        self.reports, self.pauses = [], []

    def read(self, *paths, server="dovecot", send=None):
        return import_logs(
            paths,
            zone=UTC,
            send=send or (lambda facts: self.past.tell(facts, server=server)),
            report=self.reports.append,
            sleep=self.pauses.append,
        )

    def events(self, row=ROW):
        return {event.id: event for event in self.store.timeline(row.key)}


@pytest.fixture
def house(tmp_path):
    return Past(tmp_path)


def packed(folder, *lines):
    path = folder / "mail.log.1.gz"
    path.write_bytes(gzip.compress(b"".join(line + b"\n" for line in lines)))
    return path


def test_a_log_of_before_tells_what_a_log_that_is_followed_tells(house, tmp_path):
    """The same events, so that one beside the other, or twice, tells nothing twice."""
    house.stored(ROW)
    tally = house.read(packed(tmp_path, *LINES, b"nonsense"))
    assert (tally.lines, tally.facts, tally.told, tally.unknown) == (8, 6, 6, 0)
    assert tally.done == tally.size > 0
    before = house.events()
    row = house.row()
    assert row.delivery.transport_rule == ("board",)
    assert row.latest.latest_delivery_location is DeliveryLocation.DELETED_ITEMS
    house.says(*LINES, later=5)
    house.read(packed(tmp_path, *LINES))
    assert house.events() == before
    assert house.row() == row


def test_facts_of_mail_that_is_not_there_are_counted(house, tmp_path):
    """They are told once the mail is imported and the log is read again."""
    log = packed(tmp_path, *LINES)
    tally = house.read(log)
    assert (tally.told, tally.unknown) == (0, 6)
    house.stored(ROW)
    assert house.read(log).told == 6


def test_moves_from_before_an_import_saw_the_mail_are_no_news(house, tmp_path):
    """Where it was put at first is; where it lies, the import knows better."""
    place = MailboxRef(server="dovecot", account="ada", folder="Archive", guid="g")
    seen = replace(make_delivery(1, time_received=AT), mailbox=place)
    seen = replace(seen, internet_message_id=ROW.internet_message_id, recipient=ROW.recipient)
    seen = replace(seen, original_delivery_location=DeliveryLocation.INBOX)
    house.stored(seen)
    house.read(packed(tmp_path, *arrived(), *LINES[-4:]))
    row = house.row(seen)
    assert row.delivery.original_delivery_location is DeliveryLocation.JUNK
    assert row.latest.latest_delivery_location is DeliveryLocation.INBOX
    assert row.latest.mailbox == place


def test_what_two_programs_tell_is_joined(house, tmp_path):
    """Dovecot names an account, and Postfix a little later for whom the session was."""
    row = replace(ROW, recipient="sales@example.org")
    house.stored(row)
    lines = (*arrived(), dovecot(SAVED), handed(original="sales@example.org"))
    assert house.read(packed(tmp_path, *lines)).told == 2


def test_many_facts_go_in_blocks(house, tmp_path, monkeypatch):
    """Each block is reported; the server may be away for a while."""
    monkeypatch.setattr(importing, "MOST", 2)
    house.stored(ROW)
    troubles = [UnavailableError("Away.")]

    def send(facts):
        if troubles:
            raise troubles.pop()
        return house.past.tell(facts, server="")

    tally = house.read(packed(tmp_path, *LINES), send=send)
    assert [one.facts for one in house.reports] == [2, 4, 6]
    assert (tally.told, house.pauses) == (6, [1])


def test_a_mail_that_never_had_a_message_id_is_told_after_a_while(house, tmp_path):
    """A held mail without one waits for a minute of the log, not of the clock."""
    later = (AT + timedelta(minutes=3)).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    other = later + b" mx postfix/qmgr[7]: 4jdXnW4vmDzJryZ: removed"
    lines = (arrived()[0], postfix("postfix/cleanup", CHECK), other)
    assert house.read(packed(tmp_path, *lines)).facts == 2


def test_what_is_not_there_is_told(house, tmp_path):
    """A file that does not exist, before anything is read; a mail server that nobody has."""
    with pytest.raises(NoSuchPathError, match="nothing"):
        house.read(tmp_path / "nothing.log")
    with pytest.raises(UnknownServerError, match="named elsewhere"):
        house.read(packed(tmp_path, *LINES), server="elsewhere")
