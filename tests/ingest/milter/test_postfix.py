"""The milter asked by a real Postfix, as docs/guides/postfix.md sets it up."""

from __future__ import annotations

import asyncio
import re
import shutil
import smtplib
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.ingest.doubles import NOON
from tests.making.mails import mail
from tests.servers.fixtures import skip_without_postfix
from tests.servers.postfix import Postfix
from tests.servers.postfix_config import OWN_NAME

from clawback.ingest.freshness import Watch
from clawback.ingest.milter.deciding import Observing
from clawback.ingest.milter.receiver import MilterOptions, MilterReceiver
from clawback.ingest.milter.recorder import Recorder
from clawback.ingest.unrecorded import Reason, Unrecorded
from clawback.model.clock import FixedClock
from clawback.model.fingerprint import identify
from clawback.spool.commit import SpoolFullError
from clawback.worker.loop import listening

pytestmark = pytest.mark.server
GUIDE = Path(__file__).parents[3] / "docs/guides/postfix.md"
SNIPPET = re.compile(r"^```\n(smtpd_milters = .*?)^```", re.MULTILINE | re.DOTALL)
CLOCK = FixedClock(NOON)


class Acceptor:
    """Keeps what it is given; refuses when told."""

    def __init__(self):
        self.intakes = []
        self.full = False

    async def accept_soon(self, intakes):
        if self.full:
            raise SpoolFullError
        self.intakes += intakes
        return len(self.intakes)


class House:
    """A Postfix, the milter beside it, and what was recorded."""

    def __init__(self, postfix: Postfix, acceptor: Acceptor, notes: Unrecorded):
        self.postfix = postfix
        self.acceptor = acceptor
        self.notes = notes

    def recorded(self):
        """What was recorded since the last look."""
        found, self.acceptor.intakes = self.acceptor.intakes, []
        return found


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[House]:
    skip_without_postfix()
    folder = tmp_path_factory.mktemp("milter")
    snippet = SNIPPET.search(GUIDE.read_text())
    assert snippet is not None
    with ExitStack() as stack:
        postfix = stack.enter_context(
            Postfix.start(recipients=["anna", "bob"], settings=snippet[1], tls=True)
        )
        acceptor, notes = Acceptor(), Unrecorded(folder / "notes")
        stack.callback(notes.close)
        stack.enter_context(at_work(postfix, acceptor, notes))
        yield House(postfix, acceptor, notes)


def at_work(postfix: Postfix, acceptor: Acceptor, notes: Unrecorded):
    place = postfix.queue_folder / "clawback"
    place.mkdir(exist_ok=True)
    shutil.chown(place, "root", "postfix")
    place.chmod(0o2750)
    recorder = Recorder(acceptor, notes, Watch(CLOCK), CLOCK)
    options = MilterOptions(listen=place / "milter")
    receiver = MilterReceiver(recorder, Observing(recorder), options=options, clock=CLOCK)
    return listening(receiver, "milter")


def session(house: House, **xclient: str) -> smtplib.SMTP:
    """An SMTP session; Postfix takes it for the client that XCLIENT names."""
    client = smtplib.SMTP(house.postfix.host, house.postfix.port, local_hostname="away.example")
    client.ehlo()
    if xclient:
        client.docmd("XCLIENT", " ".join(f"{name}={value}" for name, value in xclient.items()))
        client.ehlo()
    return client


def test_a_mail_is_recorded_with_its_way(house):
    """Client, greeting, queue id, way in and envelope are Postfix's; the mail is byte for byte."""
    with session(house, ADDR="203.0.113.9", NAME="mail.away.example") as client:
        client.sendmail("paul@away.example", ["anna@example.org", "bob@example.org"], mail(1))
    (one,) = house.recorded()
    told = one.envelope
    assert (told.client_ip, told.helo, told.connector, told.source) == (
        "203.0.113.9",
        "away.example",
        OWN_NAME,
        "milter",
    )
    assert (told.mail_from, told.recipients) == (
        "paul@away.example",
        ("anna@example.org", "bob@example.org"),
    )
    assert f"{told.queue_id}: client=mail.away.example[203.0.113.9]" in house.postfix.log
    assert one.raw.partition(b"+0000\r\n")[2] == mail(1)


def test_tls_and_its_cipher_are_told(house):
    """After STARTTLS the version and the cipher are known."""
    with session(house) as client:
        client.starttls(context=house.postfix.tls_context())
        client.sendmail("paul@away.example", ["anna@example.org"], mail(2))
    (one,) = house.recorded()
    assert re.fullmatch(r"TLSv1\.3 TLS_[A-Z0-9_]+", one.envelope.tls)
    assert b"with ESMTPS id " in one.raw


def test_who_signed_in_is_told(house):
    """The login name that Postfix gives, and nothing of it for the next mail without one."""
    with session(house, LOGIN="paul@example.org") as client:
        client.sendmail("paul@example.org", ["anna@example.org"], mail(3))
    with session(house) as client:
        client.sendmail("paul@example.org", ["anna@example.org"], mail(4))
    assert [one.envelope.authenticated_user for one in house.recorded()] == ["paul@example.org", ""]


def test_who_was_refused_is_no_recipient(house):
    """One of two is unknown to Postfix; a session in which all are leaves nothing."""
    with session(house) as client:
        refused = client.sendmail(
            "paul@away.example", ["nobody@example.org", "anna@example.org"], mail(5)
        )
        assert set(refused) == {"nobody@example.org"}
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.sendmail("paul@away.example", ["nobody@example.org"], mail(6))
    assert [one.envelope.recipients for one in house.recorded()] == [("anna@example.org",)]


def test_mails_of_one_session_are_apart(house):
    """RSET in the middle, a bounce, and three mails: each has its own envelope and queue id."""
    with session(house) as client:
        client.sendmail("paul@away.example", ["anna@example.org"], mail(7))
        client.mail("lost@away.example")
        client.rcpt("bob@example.org")
        client.rset()
        client.sendmail("", ["bob@example.org"], mail(8))
        client.sendmail("paul@away.example", ["anna@example.org"], mail(9))
    found = [one.envelope for one in house.recorded()]
    assert [(one.mail_from, one.recipients[0]) for one in found] == [
        ("paul@away.example", "anna@example.org"),
        ("", "bob@example.org"),
        ("paul@away.example", "anna@example.org"),
    ]
    assert len({one.queue_id for one in found}) == 3


def test_a_client_that_hangs_up_in_a_mail_leaves_nothing(house):
    """Postfix accepted nothing, so nothing is recorded and nothing is missed."""
    with socket.create_connection((house.postfix.host, house.postfix.port)) as end:
        end.sendall(
            b"HELO x\r\nMAIL FROM:<a@away.example>\r\nRCPT TO:<anna@example.org>\r\nDATA\r\n"
        )
        end.sendall(b"Subject: half\r\n\r\nha")
        end.shutdown(socket.SHUT_WR)
        while end.recv(4096):
            pass
    house.postfix.await_empty_queue()
    assert (house.recorded(), list(house.notes.waiting())) == ([], [])


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: no sender\r\n\r\nx\r\n",
        b"\r\n",
        b"Subject: 8bit \xff\xfe\r\n\r\n\x80\x81\r\n",
        b"Subject: large\r\n\r\n" + b"0123456789abcdef\r\n" * 80_000,
        b"Subject: long\r\n" + b"X-Long: " + b"y" * 60_000 + b"\r\n\r\nx\r\n",
        b"Subject: many\r\n" + b"X-Many: y\r\n" * 5000 + b"\r\nx\r\n",
    ],
)
def test_any_mail_that_postfix_takes_is_recorded(house, raw):
    """Without headers, with bytes of any kind, long, large: the body is as it was sent."""
    with session(house) as client:
        client.sendmail("paul@away.example", ["anna@example.org"], raw)
    (one,) = house.recorded()
    assert one.raw.partition(b"\r\n\r\n")[2] == raw.partition(b"\r\n\r\n")[2]


def test_the_same_mail_from_the_mailbox_is_the_same_message(house):
    """What is recorded has the id of what Postfix hands on: a journal copy is no second message."""
    with session(house) as client:
        client.sendmail("paul@away.example", ["anna@example.org"], mail(10))
    (one,) = house.recorded()
    handed_on = b"Received: from x by mx.example.org (Postfix) id 1\r\n" + mail(10)
    assert identify(one.raw) == identify(handed_on)


def test_what_cannot_be_recorded_goes_on_and_is_noted(house):
    """A spool without room costs no mail: Postfix takes it, and its queue id is kept."""
    house.acceptor.full = True
    try:
        with session(house) as client:
            client.sendmail("paul@away.example", ["anna@example.org"], mail(11))
    finally:
        house.acceptor.full = False
    (note,) = house.notes.waiting()
    assert (house.recorded(), note.reason) == ([], Reason.NO_ROOM)
    assert f"{note.queue_id}: client=" in house.postfix.log
    assert house.notes.settle([note.queue_id]) == 1


def test_many_sessions_at_once(house):
    """Eight clients with ten mails each: eighty records, each with a queue id of its own."""

    def client_of(number):
        with session(house) as client:
            for turn in range(10):
                raw = mail(1000 + 10 * number + turn)
                client.sendmail("paul@away.example", ["anna@example.org"], raw)

    async def everybody():
        await asyncio.gather(*(asyncio.to_thread(client_of, number) for number in range(8)))

    asyncio.run(everybody())
    found = house.recorded()
    assert len(found) == len({one.envelope.queue_id for one in found}) == 80
