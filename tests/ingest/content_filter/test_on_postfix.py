"""The content filter behind a real Postfix, as docs/guides/content-filter.md sets them up."""

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
from tests.ingest.content_filter.house import BASE, House
from tests.making.mails import mail
from tests.servers.clawback import free_port
from tests.servers.fixtures import skip_without_postfix
from tests.servers.letterbox import Letterbox
from tests.servers.postfix import Postfix

from clawback.ingest.receivers.dialect import LMTP, SMTP
from clawback.model.fingerprint import identify
from clawback.worker.loop import listening

pytestmark = pytest.mark.server
GUIDE = (Path(__file__).parents[3] / "docs/guides/content-filter.md").read_text()
BY_LMTP, BY_SMTP = re.findall(r"^```\n(clawback  unix .*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
MAIN = re.search(r"^```\n(content_filter = .*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
BACK = BY_LMTP[BY_LMTP.index("127.0.0.1:10026") :]
NAMES = ("anna", "bob", "carl", "journal")
TO = [f"{name}@example.org" for name in NAMES[:3]]
PAGE = '<a href="https://shop.example/a">Grüße</a>'
# So that a test need not wait for what Postfix tries again.
HASTY = "minimal_backoff_time = 1s\nmaximal_backoff_time = 1s\nqueue_run_delay = 1s\n"


class Site:
    """A Postfix with the guide's lines, its ports in their place, and where mail ends."""

    def __init__(self, postfix: Postfix, box: Letterbox, port: int, back: int) -> None:
        self.postfix = postfix
        self.box = box
        self.port = port
        self.back = back

    def await_mails(self, count: int) -> None:
        until, ticking = monotonic() + 20, Event()
        while len(self.box.mails) < count:
            assert monotonic() < until, self.postfix.log
            ticking.wait(0.02)

    def await_log(self, words: str) -> None:
        until, ticking = monotonic() + 20, Event()
        while words not in self.postfix.log:
            assert monotonic() < until, self.postfix.log
            ticking.wait(0.02)

    def recipients(self) -> list[str]:
        return [one.decode().split(">")[0].strip("<") for m in self.box.mails for one in m.rcpt_to]


@contextmanager
def site(entry: str, *, main: str = "", next_hop: int = 0) -> Iterator[Site]:
    """One whose filter goes on to `next_hop`, or to the listener that takes mail back."""
    skip_without_postfix()
    assert MAIN is not None
    port, back = free_port(), free_port()
    lines = MAIN[1].replace(":10025", f":{port}") + HASTY + main
    services = entry + ("" if BACK in entry else BACK)
    services = services.replace(":10026", f":{back}")
    with Letterbox.open() as box, ExitStack() as stack:
        transport = f"lmtp:inet:127.0.0.1:{box.port}"
        postfix = stack.enter_context(
            Postfix.start(recipients=NAMES, transport=transport, settings=lines, services=services)
        )
        yield Site(postfix, box, port, next_hop or back)


@contextmanager
def filtering(house: House, site: Site, **more) -> Iterator[None]:
    with (
        house.content_filter(site.back, listen=f"127.0.0.1:{site.port}", **more) as made,
        listening(made, "filter"),
    ):
        yield


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


def links(site: Site) -> dict[str, bytes]:
    """The protected link in each recipient's mail."""
    found = {}
    for one in site.box.mails:
        for name in one.rcpt_to:
            (found[name.decode()],) = re.findall(BASE.encode() + rb'[^"]+', one.raw)
    return found


def test_three_recipients_three_links(house):
    """Each gets the mail once, with a token of their own; the second log line has the client."""
    with site(BY_LMTP) as at, filtering(house, at):
        with smtplib.SMTP(at.postfix.host, at.postfix.port) as session:
            session.ehlo()
            session.docmd("XCLIENT", "ADDR=203.0.113.9 NAME=mail.away.example")
            session.ehlo()
            session.sendmail("paul@away.example", TO, mail(1, html=PAGE))
        at.postfix.await_empty_queue()
        assert sorted(at.recipients()) == TO
        assert len(set(links(at).values())) == 3
        assert at.postfix.log.count("client=mail.away.example[203.0.113.9]") >= 4
        plain = mail(2, body="Nothing.\n")
        at.box.mails.clear()
        at.postfix.send("", TO, plain)
        at.postfix.await_empty_queue()
        assert sorted(at.recipients()) == TO
        assert all(one.raw.endswith(plain) for one in at.box.mails)


def test_mail_waits_while_the_filter_or_the_next_hop_is_away(house):
    """It stays in Postfix's queue, and is delivered once when they are there."""
    with site(BY_LMTP) as at:
        at.postfix.send("paul@away.example", TO, mail(1, html=PAGE))
        at.await_log("status=deferred")
        gone, at.back = at.back, free_port()
        with filtering(house, at):
            at.await_log("421 4.4.1 the next hop 127.0.0.1")
            assert not at.box.mails
        at.back = gone
        with filtering(house, at):
            at.postfix.run("postqueue", "-f")
            at.await_mails(1)
            at.postfix.await_empty_queue()
    assert sorted(at.recipients()) == TO


def test_only_who_is_refused_gets_a_bounce(house):
    """And only who is deferred is tried again; the others have had their mail."""
    with Letterbox.open() as hop:
        hop.to = {
            b"bob@example.org": b"550 5.1.1 No such user",
            b"carl@example.org": b"450 4.2.0 Later",
        }
        with site(BY_LMTP, next_hop=hop.port) as at, filtering(house, at):
            at.postfix.send("paul@away.example", TO, mail(1, html=PAGE))
            at.await_log("to=<carl@example.org>")
            del hop.to[b"carl@example.org"]
            at.postfix.await_empty_queue()
            bounced = re.findall(r"to=<(.*?)>.*status=bounced", at.postfix.log)
            kept = [one for mail in hop.mails for one in mail.rcpt_to if b"paul" not in one]
    assert bounced == ["bob@example.org"]
    assert sorted(one[1:].partition(b">")[0] for one in kept) == [
        b"anna@example.org",
        b"carl@example.org",
    ]


def test_a_mail_at_postfixs_limit_comes_through(house):
    """Though it has grown by then, by the lines of two servers."""
    head = mail(1, html=PAGE)
    raw = head + b"0123456789abcdef\r\n" * ((99_000 - len(head)) // 18)
    with site(BY_LMTP, main="message_size_limit = 100000\n") as at, filtering(house, at):
        at.postfix.send("paul@away.example", TO[:1], raw)
        at.postfix.await_empty_queue()
        assert at.recipients() == TO[:1]


@pytest.mark.parametrize("entry", [BY_LMTP, BY_SMTP], ids=["lmtp", "smtp"])
def test_it_is_still_the_mail_that_was_recorded(house, entry):
    """Also where lines are too long for Postfix, dots begin them and bytes are no ASCII."""
    raw = mail(1, html=f"{PAGE}\n.\n..x\n<p>{'Grüße ' * 400}</p>\n")
    spared = raw.replace(b"anna@example.org", b"zoe@lab.example.org").replace(b"shop", b"SHOP")
    dialect = LMTP if entry is BY_LMTP else SMTP
    main = "lmtp_line_length_limit = 0\nsmtp_line_length_limit = 0\n"
    with site(entry, main=main) as at, filtering(house, at, dialect=dialect):
        at.postfix.send("paul@away.example", TO[:1], raw)
        at.postfix.send("paul@away.example", ["journal@example.org"], spared)
        at.postfix.await_empty_queue()
        (one,) = [m.raw for m in at.box.mails if BASE.encode() in m.raw]
        (two,) = [m.raw for m in at.box.mails if BASE.encode() not in m.raw]
    assert house.organisation.first_name(one) == identify(raw)[0]
    assert two.endswith(spared)


def test_over_a_unix_socket(house):
    """As the guide names it, in a folder that Postfix's group may enter."""
    with site(BY_LMTP, main="content_filter = clawback:unix:clawback/filter\n") as at:
        place = at.postfix.queue_folder / "clawback"
        place.mkdir()
        shutil.chown(place, "root", "postfix")
        place.chmod(0o2750)
        with (
            house.content_filter(at.back, listen=f"{place}/filter") as made,
            listening(made, "filter"),
        ):
            at.postfix.send("paul@away.example", TO, mail(1, html=PAGE))
            at.postfix.await_empty_queue()
        assert len(set(links(at).values())) == 3


def test_by_smtp_too(house):
    """One recipient a mail; and past the filter when it is away."""
    main = "clawback_destination_recipient_limit = 1\n"
    with site(BY_SMTP, main=main) as at:
        with filtering(house, at, dialect=SMTP):
            at.postfix.send("paul@away.example", TO, mail(1, html=PAGE))
            at.postfix.await_empty_queue()
            assert sorted(at.recipients()) == TO
            assert len(set(links(at).values())) == 3
        at.box.mails.clear()
        at.postfix.send("paul@away.example", TO[:1], mail(2, html=PAGE))
        at.postfix.await_empty_queue()
        (kept,) = at.box.mails
        assert b"shop.example" in kept.raw
        assert BASE.encode() not in kept.raw


def test_what_dsn_and_utf_8_ask_for_is_kept(house):
    """NOTIFY, ORCPT, RET, ENVID and an address beyond ASCII reach the mailbox's server."""
    with site(BY_LMTP) as at, filtering(house, at, dialect=LMTP):
        at.box.extensions = (b"8BITMIME", b"SMTPUTF8", b"DSN")
        with smtplib.SMTP(at.postfix.host, at.postfix.port) as session:
            session.ehlo()
            session.sendmail(
                "päul@away.example",
                TO[:1],
                mail(1, html=PAGE),
                mail_options=["SMTPUTF8", "BODY=8BITMIME", "RET=HDRS", "ENVID=QQ314159"],
                rcpt_options=["NOTIFY=FAILURE,DELAY", "ORCPT=rfc822;anna+2Bx@example.org"],
            )
        at.postfix.await_empty_queue()
        (kept,) = at.box.mails
        for word in (b"<p\xc3\xa4ul@away.example>", b"SMTPUTF8", b"RET=HDRS", b"ENVID=QQ314159"):
            assert word in kept.mail_from
        assert b"NOTIFY=FAILURE,DELAY" in kept.rcpt_to[0]
        assert b"ORCPT=rfc822;anna+2Bx@example.org" in kept.rcpt_to[0]
