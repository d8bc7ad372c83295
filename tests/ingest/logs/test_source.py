"""A log that is followed, and what its deliveries say afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from tests.ingest.logs.writing import AT, MESSAGE_ID, QUEUE_ID, arrived, dovecot, handed, postfix
from tests.making.deliveries import make_delivery, make_event, make_message

from clawback.filters.parse import parse
from clawback.ingest.freshness import Watch
from clawback.ingest.logs import source as logs
from clawback.ingest.logs.source import LogOptions, LogSource
from clawback.ingest.recipients import Organisation
from clawback.model.errors import UnavailableError
from clawback.model.event import EventSource
from clawback.model.location import (
    AdditionalAction,
    DeliveryAction,
    DeliveryLocation,
    Directionality,
    MailboxRef,
)
from clawback.store.memory import MemoryStore
from clawback.store.port import Batch, Query

ROW = make_delivery(1, time_received=AT, internet_message_id=MESSAGE_ID)
SAVED = f"save: box=Junk, uid=7, msgid={MESSAGE_ID}, size=9"
COPIED = f"copy from INBOX: box=Trash, uid=8, msgid={MESSAGE_ID}, size=9"
EXPUNGED = f"expunge: box=INBOX, uid=7, msgid={MESSAGE_ID}, size=9"


class House:
    """A log, a store, and the source between them; `restart` begins with what was kept."""

    def __init__(self, folder):
        self.log = folder / "mail.log"
        self.state = folder / "state.json"
        self.store = MemoryStore()
        self.moment = AT
        self.restart()

    def restart(self):
        self.watch = Watch(self)
        self.source = LogSource(
            LogOptions(source="log:mx", path=self.log, zone=UTC, server="dovecot"),
            state=self.state,
            store=self.store,
            organisation=Organisation(own_domains=frozenset({"example.org"})),
            watch=self.watch,
            clock=self,
        )

    def now(self):
        return self.moment

    def stored(self, *rows, **content):
        messages = [
            make_message(network_message_id=row.network_message_id, **content) for row in rows
        ]
        self.store.append(Batch(messages=tuple(messages), deliveries=rows))

    def says(self, *lines, later=0):
        """These lines are written, and read so many seconds later."""
        with self.log.open("ab") as file:
            file.writelines(line + b"\n" for line in lines)
        self.turn()
        if later:
            self.turn(later)

    def turn(self, later=0):
        self.moment += timedelta(seconds=later)
        self.source.turn()

    def row(self, one=ROW):
        (found,) = self.store.rows([one.key])
        return found

    def original(self, one=ROW):
        delivery = self.row(one).delivery
        return delivery.delivery_action, delivery.original_delivery_location

    def words(self, one=ROW):
        return [event.details for event in self.store.timeline(one.key)]


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


def test_an_ordinary_delivery_is_a_line_of_the_timeline_and_no_more(house):
    """Relay, DSN and answer in a sentence; nothing that was stored is corrected."""
    house.stored(ROW)
    house.says(*arrived(), handed())
    assert house.row().delivery == ROW
    (words,) = house.words()
    assert words == (
        "Handed on by lmtp to imap[127.0.0.1]:24 after 0.1 s. DSN 2.0.0:"
        " 250 2.0.0 <ada@example.org> S1 Saved"
    )


@pytest.mark.parametrize(
    ("line", "action", "location"),
    [
        (handed(status="bounced", dsn="5.1.1"), DeliveryAction.BLOCKED, DeliveryLocation.FAILED),
        (
            handed(service="discard", relay="none"),
            DeliveryAction.BLOCKED,
            DeliveryLocation.DROPPED,
        ),
        (dovecot(SAVED), DeliveryAction.DELIVERED_TO_JUNK, DeliveryLocation.JUNK),
        (handed(status="deferred"), DeliveryAction.DELIVERED, DeliveryLocation.INBOX),
        (handed(service="smtp"), DeliveryAction.DELIVERED, DeliveryLocation.INBOX),
        (
            postfix("postfix/cleanup", "milter-reject: END-OF-MESSAGE from a[1]: 5.7.1 No"),
            DeliveryAction.BLOCKED,
            DeliveryLocation.FAILED,
        ),
    ],
)
def test_where_it_was_put(house, line, action, location):
    """Bounced, thrown away, filed by Sieve, waiting, given to a filter, refused at its end."""
    house.stored(ROW)
    house.says(*arrived(), line)
    assert house.original() == (action, location)
    assert house.row().latest.latest_delivery_location is location


def test_what_is_held_and_released_was_in_quarantine(house):
    """The original location stays; the latest is the inbox, or the folder that Dovecot tells."""
    house.stored(ROW)
    check = "hold: header X: y from a[1]; from=<p@x> to=<a@b> proto=SMTP helo=<h>: rule:board"
    house.says(*arrived(), postfix("postfix/cleanup", check))
    assert house.original() == (DeliveryAction.BLOCKED, DeliveryLocation.QUARANTINE)
    assert house.row().delivery.transport_rule == ("board",)
    house.says(handed())
    row = house.row()
    assert house.original()[1] is DeliveryLocation.QUARANTINE
    assert row.latest.latest_delivery_location is DeliveryLocation.INBOX
    assert row.latest.additional_action == (AdditionalAction.QUARANTINE_RELEASE,)


def test_what_the_gate_refused_and_the_mail_server_handed_on_was_delivered(house):
    """The gate was killed between its record and its answer: the log knows better."""
    refused = replace(
        ROW,
        original_delivery_location=DeliveryLocation.FAILED,
        delivery_action=DeliveryAction.BLOCKED,
    )
    house.stored(refused)
    house.says(*arrived(), handed(status="deferred"))
    assert house.original() == (DeliveryAction.BLOCKED, DeliveryLocation.FAILED)
    house.says(handed())
    assert house.original() == (DeliveryAction.DELIVERED, DeliveryLocation.INBOX)
    assert house.row().latest.latest_delivery_location is DeliveryLocation.INBOX


def test_what_our_gate_holds_back_stays_in_quarantine(house):
    """Postfix writes that a milter threw it away; it lies with us, and its timeline says so."""
    held = replace(ROW, original_delivery_location=DeliveryLocation.QUARANTINE)
    house.stored(replace(held, delivery_action=DeliveryAction.BLOCKED))
    told = "milter-discard: END-OF-MESSAGE from a[1]: milter triggers DISCARD action; from=<p@x>"
    house.says(*arrived(), postfix("postfix/cleanup", told))
    assert house.row().latest.latest_delivery_location is DeliveryLocation.QUARANTINE
    assert "held in quarantine" in house.words()[-1]


def test_what_is_told_late_is_told_in_the_order_of_the_log(house):
    """The mail comes between the line that it is held and the line that it is handed on."""
    check = "hold: header X: y from a[1]; from=<p@x> to=<a@b> proto=SMTP helo=<h>: rule:board"
    house.says(*arrived(), postfix("postfix/cleanup", check))
    house.turn(later=1)
    house.turn(later=2)
    house.stored(ROW)
    house.says(handed())
    assert house.original()[1] is DeliveryLocation.QUARANTINE
    assert house.row().latest.latest_delivery_location is DeliveryLocation.INBOX


def test_what_goes_out_has_the_connector_of_its_next_server(house):
    """And lies outside, where the recipient is not ours; what comes in has that of its listener."""
    out = make_delivery(
        2,
        time_received=AT,
        recipient="x@other.example",
        internet_message_id=MESSAGE_ID,
        directionality=Directionality.OUTBOUND,
    )
    house.stored(ROW, out)
    sent = handed("x@other.example", service="smtp", relay="mx.other.example[198.51.100.1]:25")
    house.says(*arrived("postfix/submission"), sent, handed())
    assert house.row(out).delivery.connector == "smtp:mx.other.example"
    assert house.original(out)[1] is DeliveryLocation.EXTERNAL
    assert house.row().delivery.connector == "postfix/submission"


def test_what_owners_do_is_the_latest_location(house):
    """A move, then a removal; each told after five seconds, and once."""
    house.stored(ROW)
    house.says(dovecot(COPIED, service="imap"), dovecot(EXPUNGED, service="imap"))
    assert not house.words()
    house.turn(later=5)
    row = house.row()
    assert (row.latest.latest_delivery_location, row.latest.folder) == (
        DeliveryLocation.DELETED_ITEMS,
        "Trash",
    )
    assert house.words() == ["It was copied or moved from INBOX to Trash."]
    gone = f"expunge: box=Trash, uid=8, msgid={MESSAGE_ID}, size=9"
    house.says(dovecot(gone, service="imap"), later=5)
    assert house.row().latest.latest_delivery_location is DeliveryLocation.NOT_IN_MAILBOX
    assert {event.source for event in house.store.timeline(ROW.key)} == {EventSource.USER}


def test_what_we_moved_ourselves_is_not_told_again(house):
    """The ledger's event is there by the time that the log's would be."""
    house.stored(ROW)
    house.says(dovecot(COPIED, service="imap"), dovecot(EXPUNGED, service="imap"))
    place = MailboxRef(server="dovecot", account="ada", folder="Trash", uid=8, guid="g")
    ours = make_event(ROW, 0, location=DeliveryLocation.DELETED_ITEMS, mailbox=place)
    house.store.amend([ours])
    house.turn(later=5)
    assert list(house.store.timeline(ROW.key)) == [ours]


def test_facts_wait_for_their_mail_and_are_told_once(house):
    """Over restarts; and lines that are read again after a crash are told no second time."""
    house.says(*arrived(), handed(status="bounced"))
    house.restart()
    house.turn(later=5)
    house.stored(ROW)
    house.turn(later=60)
    assert house.original()[1] is DeliveryLocation.FAILED
    house.state.unlink()
    house.restart()
    house.turn()
    assert len(house.words()) == 1
    (source,) = house.watch.sources()
    assert (source.source, source.accepted, source.stored, source.waiting) == ("log:mx", 1, 1, 0)


def test_a_mail_that_never_comes_is_given_up_after_an_hour(house):
    """Its fact waits no longer."""
    house.says(*arrived(), handed())
    for _ in range(70):
        house.turn(later=60)
    house.stored(ROW)
    house.turn(later=60)
    assert not house.words()


def test_what_waits_is_bounded(house, monkeypatch):
    """The oldest are given up, and it is said."""
    monkeypatch.setattr(logs, "MOST_WAITING", 2)
    house.says(*arrived(), *(handed(f"{name}@example.org") for name in ("x", "y", "ada")))
    (source,) = house.watch.sources()
    assert (source.waiting, source.error) == (
        2,
        "More facts wait for their mails than can be kept.",
    )


def test_a_store_that_does_not_answer_loses_nothing(house, monkeypatch):
    """The fact is told when it answers again."""
    house.stored(ROW)

    def fails(_events):
        raise UnavailableError

    with monkeypatch.context() as patch:
        patch.setattr(house.store, "amend", fails)
        with pytest.raises(UnavailableError):
            house.says(*arrived(), handed())
    house.turn()
    assert len(house.words()) == 1


def test_a_message_id_that_comes_twice_does_not_mislead(house):
    """The mail whose header has the queue id is meant; without one, the last before the line."""
    older = make_delivery(3, time_received=AT - timedelta(days=1), internet_message_id=MESSAGE_ID)
    house.stored(ROW)
    received = f"from a by mx (Postfix) with ESMTP id {QUEUE_ID}; Tue, 9 Jun 2026"
    house.stored(older, headers=(("Received", received),))
    house.says(*arrived(), dovecot(SAVED))
    assert house.original()[1] is DeliveryLocation.JUNK
    older_now = make_delivery(4, time_received=AT, internet_message_id=MESSAGE_ID)
    house.stored(older_now, headers=(("Received", received),))
    house.says(handed(status="bounced"))
    assert house.original(older_now)[1] is DeliveryLocation.FAILED
    assert house.original()[1] is DeliveryLocation.JUNK


def test_a_mail_without_a_message_id_is_found_by_its_queue_id(house):
    """The Received line that our own server wrote has it."""
    bare = make_delivery(5, time_received=AT, internet_message_id="")
    received = f"from a by mx (Postfix) with ESMTP id {QUEUE_ID}; Tue, 9 Jun 2026"
    house.stored(bare, headers=(("Received", received),))
    house.says(postfix("postfix/cleanup", "message-id=<>"), handed(status="bounced"))
    assert house.original(bare)[1] is DeliveryLocation.FAILED


def test_where_an_import_saw_it_is_newer_than_the_log(house):
    """The original location is corrected, and the latest stays."""
    place = MailboxRef(server="", account="ada@example.org", folder="Junk", guid="g")
    seen = make_delivery(
        6,
        time_received=AT,
        internet_message_id=MESSAGE_ID,
        original_delivery_location=DeliveryLocation.JUNK,
        delivery_action=DeliveryAction.DELIVERED_TO_JUNK,
        mailbox=place,
    )
    house.stored(seen)
    house.says(dovecot(f"save: box=INBOX, uid=7, msgid={MESSAGE_ID}, size=9"))
    assert house.original(seen) == (DeliveryAction.DELIVERED, DeliveryLocation.INBOX)
    assert house.row(seen).latest.latest_delivery_location is DeliveryLocation.JUNK


def test_a_log_that_cannot_be_read_says_so(house):
    """In a sentence, and the source lives on."""
    house.log.mkdir()
    house.turn()
    (source,) = house.watch.sources()
    assert source.error.startswith("mail.log cannot be read: ")


def test_what_was_kept_and_cannot_be_read_is_begun_anew(house):
    """A torn file costs a second reading, which tells nothing twice."""
    house.stored(ROW)
    house.says(*arrived(), handed())
    house.state.write_bytes(b"{torn")
    house.restart()
    house.turn()
    assert len(house.words()) == 1
    assert house.store.count(Query(filter=parse("connector:*"), now=AT)) == 0


def test_a_copy_is_known_by_folder_and_uid(house):
    """Where Dovecot put it, and where its owner moved it; UIDVALIDITY is not in a log."""
    house.stored(ROW)
    house.says(dovecot(SAVED))
    place = house.row().latest.mailbox
    assert (place.server, place.account) == ("dovecot", "ada")
    assert (place.folder, place.uid_validity, place.uid) == ("Junk", 0, 7)
    house.says(dovecot(COPIED, service="imap"), later=5)
    place = house.row().latest.mailbox
    assert (place.folder, place.uid) == ("Trash", 8)
