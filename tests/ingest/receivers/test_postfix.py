"""Journal copies from a real Postfix, as docs/guides/journal.md sets it up."""

from __future__ import annotations

import re
import shutil
import smtplib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event
from time import monotonic

import pytest
from tests.ingest.acceptor import Acceptor
from tests.ingest.doubles import NOON, message_of
from tests.making.certificates import write_certificate
from tests.making.mails import mail
from tests.servers.clawback import free_port
from tests.servers.fixtures import skip_without_postfix
from tests.servers.postfix import Postfix

from clawback.ingest.receivers.clients import Clients
from clawback.ingest.receivers.dialect import LMTP, SMTP
from clawback.ingest.receivers.encryption import Certificate
from clawback.ingest.receivers.receiver import JournalReceiver, ReceiverOptions
from clawback.ingest.recipients import Organisation, recipients
from clawback.model.address import Address
from clawback.model.clock import FixedClock
from clawback.model.fingerprint import identify
from clawback.spool.commit import SpoolFullError
from clawback.worker.loop import listening

pytestmark = pytest.mark.server
GUIDE = Path(__file__).parents[3] / "docs/guides/journal.md"
JOURNAL = "journal-7f3a9c@clawback.example.org"
SNIPPET = re.compile(r"^```\n((?:always|recipient)_bcc.*?)^```", re.MULTILINE | re.DOTALL)
BY_LMTP, BY_SMTP, FOR_SOME = SNIPPET.findall(GUIDE.read_text())
TELLS_TLS = "smtp_tls_loglevel = 1\n"


@contextmanager
def receiving(options: ReceiverOptions) -> Iterator[Acceptor]:
    """A receiver with its spool in memory."""
    acceptor = Acceptor()
    receiver = JournalReceiver(acceptor, options=options, clock=FixedClock(NOON))
    with listening(receiver, "receiver"):
        yield acceptor


@pytest.fixture(scope="module")
def by_lmtp() -> Iterator[tuple[Postfix, Acceptor]]:
    """The first snippet, word for word."""
    skip_without_postfix()
    with ExitStack() as stack:
        postfix = stack.enter_context(Postfix.start(recipients=["anna", "bob"], settings=BY_LMTP))
        place = postfix.queue_folder / "clawback"
        place.mkdir()
        shutil.chown(place, "root", "postfix")
        place.chmod(0o2750)
        options = ReceiverOptions(listen=str(place / "lmtp"), dialect=LMTP)
        yield postfix, stack.enter_context(receiving(options))


@pytest.fixture(scope="module")
def by_smtp(tmp_path_factory) -> Iterator[tuple[Postfix, Acceptor]]:
    """The second snippet, with our address in place of the other machine's; it needs TLS."""
    skip_without_postfix()
    folder = tmp_path_factory.mktemp("smtp")
    write_certificate(folder, "localhost")
    place = f"127.0.0.1:{free_port()}"
    host, _, port = place.partition(":")
    options = ReceiverOptions(
        listen=place,
        dialect=SMTP,
        clients=Clients.of(["127.0.0.0/8"]),
        recipients=frozenset({JOURNAL}),
        certificate=Certificate(chain=folder / "certificate.pem", key=folder / "key.pem"),
    )
    settings = BY_SMTP.replace("[192.0.2.80]:2525", f"[{host}]:{port}") + TELLS_TLS
    with ExitStack() as stack:
        acceptor = stack.enter_context(receiving(options))
        postfix = Postfix.start(recipients=["anna", "bob"], settings=settings)
        yield stack.enter_context(postfix), acceptor


@pytest.fixture(params=["by_lmtp", "by_smtp"])
def house(request) -> tuple[Postfix, Acceptor]:
    """A Postfix and what its copies come to, with nothing left from other tests."""
    postfix, acceptor = request.getfixturevalue(request.param)
    acceptor.intakes.clear()
    return postfix, acceptor


def send(postfix: Postfix, raw: bytes, *names: str, client: str = "203.0.113.9") -> None:
    """As if from a client out there."""
    with smtplib.SMTP(postfix.host, postfix.port, local_hostname="away.example") as session:
        session.ehlo()
        session.docmd("XCLIENT", f"ADDR={client} NAME=mail.away.example")
        session.ehlo()
        session.sendmail("paul@away.example", list(names), raw)


def await_log(postfix: Postfix, words: str) -> None:
    """Waits until Postfix has said this."""
    until, ticking = monotonic() + 20, Event()
    while words not in postfix.log:
        assert monotonic() < until, postfix.log
        ticking.wait(0.02)


def test_a_copy_of_every_mail_comes_in(house):
    """One for two recipients, with the client out there, and the id that the mailbox's copy has."""
    postfix, acceptor = house
    send(postfix, mail(1), "anna@example.org", "bob@example.org")
    postfix.await_empty_queue()
    (one,) = acceptor.intakes
    assert (one.envelope.mail_from, one.envelope.recipients) == ("paul@away.example", (JOURNAL,))
    assert one.envelope.client_ip == "203.0.113.9"
    assert identify(one.raw) == identify(mail(1))
    ours = Organisation(journal_addresses=frozenset({JOURNAL}))
    message = message_of(one.raw, to=(Address(address="anna@example.org"),))
    assert recipients(message, one.envelope, ours, outgoing=False) == ("anna@example.org",)


def test_what_is_refused_for_now_comes_later(house):
    """Postfix keeps the copy while the spool is full, and sends it when there is room."""
    postfix, acceptor = house
    acceptor.error = SpoolFullError()
    send(postfix, mail(2), "anna@example.org")
    await_log(postfix, "451 4.3.1")
    acceptor.error = None
    postfix.run("postqueue", "-f")
    postfix.await_empty_queue()
    assert [identify(one.raw) for one in acceptor.intakes] == [identify(mail(2))]


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: 8bit \xff\xfe\r\n\r\n\x80\x81\r\n",
        b"Subject: dots\r\n\r\n.\r\n..\r\n.x\r\n",
        b"Subject: large\r\n\r\n" + b"0123456789abcdef\r\n" * 80_000,
    ],
)
def test_any_mail_comes_through(house, raw):
    """Bytes of any kind, dots, large ones: the body is as it was sent."""
    postfix, acceptor = house
    send(postfix, raw, "anna@example.org")
    postfix.await_empty_queue()
    (one,) = acceptor.intakes
    assert one.raw.partition(b"\r\n\r\n")[2] == raw.partition(b"\r\n\r\n")[2]


def test_smtp_copies_are_encrypted(by_smtp):
    """The policy of the snippet is kept: Postfix says over which TLS it spoke."""
    postfix, _ = by_smtp
    send(postfix, mail(3), "anna@example.org")
    postfix.await_empty_queue()
    assert re.search(r"TLS connection established to 127\.0\.0\.1", postfix.log)


def test_copies_of_some_people_alone():
    """The third snippet: mail for the named domain has a copy, other mail has none."""
    skip_without_postfix()
    domain = "board.example.org"
    transport = next(line for line in BY_LMTP.splitlines() if line.startswith("transport_maps"))
    settings = FOR_SOME + transport.replace("lmtp:unix:clawback/lmtp", "discard:journal")
    with Postfix.start(domain=domain, recipients=["anna"], settings=settings) as postfix:
        postfix.send("paul@away.example", [f"anna@{domain}"], mail(4))
        postfix.await_empty_queue()
        assert postfix.log.count(f"to=<{JOURNAL}>") == 1
        with smtplib.SMTP(postfix.host, postfix.port) as session:
            session.sendmail(f"anna@{domain}", ["eve@elsewhere.example"], mail(5))
        postfix.await_empty_queue()
        assert "to=<eve@elsewhere.example>" in postfix.log
        assert postfix.log.count(f"to=<{JOURNAL}>") == 1
