"""Live mail: a client hands it to Postfix, Clawback looks on as a milter, Dovecot keeps it."""

from __future__ import annotations

import re
import shutil
import smtplib
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Semaphore, Thread

import pytest
from tests.making.mails import mail
from tests.servers import dovecot as dovecot_server
from tests.servers.clawback import Server
from tests.servers.dovecot import Dovecot
from tests.servers.fixtures import skip_without_postfix
from tests.servers.postfix import Postfix

DOMAIN = "example.org"
GUIDE = (Path(__file__).parents[2] / "docs/guides/postfix.md").read_text()
POSTFIX = re.search(r"^```\n(smtpd_milters = .*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
CLAWBACK = re.search(r"^```toml\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
MAILS = 'subject~"Mail number"'
KILLS = 4
ROUND = 60  # mails, of which the last quarter comes after the kill
SENDERS = 4

pytestmark = [pytest.mark.server, pytest.mark.slow]


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    skip_without_postfix()
    if reason := dovecot_server.why_not():
        pytest.skip(reason)
    with Dovecot.start(accounts=["anna", "bob"]) as server:
        yield server


@pytest.fixture(scope="module")
def postfix(dovecot) -> Iterator[Postfix]:
    assert POSTFIX is not None
    with Postfix.start(
        domain=DOMAIN,
        recipients=["anna", "bob"],
        transport=f"lmtp:inet:{dovecot.host}:{dovecot.lmtp_port}",
        settings=POSTFIX[1],
    ) as server:
        yield server


@pytest.fixture
def clawback(postfix, tmp_path) -> Iterator[Server]:
    """As the guide has it, but for the place of the queue folder."""
    assert CLAWBACK is not None
    place = postfix.queue_folder / "clawback"
    place.mkdir(exist_ok=True)
    shutil.chown(place, "root", "postfix")
    place.chmod(0o2750)
    text = CLAWBACK[1].replace("/var/spool/postfix", str(postfix.queue_folder))
    with ExitStack() as stack:
        yield stack.enter_context(Server(tmp_path / "data", settings=text))


def test_a_mail_is_searchable_with_the_way_it_came(postfix, dovecot, clawback):
    """Found by subject: sender's address, way in, direction, and the queue id of Postfix's log."""
    raw = mail(1, subject="Invoice from afar")
    with smtplib.SMTP(postfix.host, postfix.port, local_hostname="away.example") as client:
        client.ehlo()
        client.docmd("XCLIENT", "ADDR=203.0.113.9 NAME=mail.away.example")
        client.ehlo()
        client.sendmail("paul@sender.example", [f"anna@{DOMAIN}", f"bob@{DOMAIN}"], raw)
    clawback.await_count(2, 'subject:"Invoice from afar"')
    found = clawback.json("search", 'subject:"Invoice from afar"')
    assert {
        (one["recipient"], one["sender_ip"], one["connector"], one["directionality"])
        for one in found
    } == {
        (f"{name}@{DOMAIN}", "203.0.113.9", "mx.example.org", "inbound") for name in ("anna", "bob")
    }
    (queue_id,) = re.findall(r"smtpd\[\d+\]: (\w+): client=mail\.away\.example", postfix.log)
    assert int(clawback.cli("search", f"header.received:*{queue_id}*", "--count")) == 2
    postfix.await_empty_queue()
    clawback.cli("import", str(dovecot.home("anna") / "Maildir"), "--recipient", f"anna@{DOMAIN}")
    assert int(clawback.cli("search", 'subject:"Invoice from afar"', "--count")) == 2
    (source,) = [one for one in clawback.json("sources")["items"] if one["source"] == "milter"]
    assert (source["accepted"], source["unrecorded"]) == (1, 0)


def test_a_killed_server_costs_no_mail_and_no_record_that_was_promised(
    postfix, dovecot, clawback, capsys
):
    """Under kill -9 all mail is delivered, no promised record is lost, none is there twice.

    What passed while nobody looked on is filled in by an import of the mailbox.
    """
    already = len(postfix.log)
    senders, ended = Senders(postfix), Event()
    threads = [Thread(target=senders.run, args=(lane, ended)) for lane in range(SENDERS)]
    for thread in threads:
        thread.start()
    try:
        for kill in range(1, KILLS + 1):
            senders.allow(ROUND)
            senders.await_sent(kill * ROUND - ROUND // 4)
            clawback.kill()
            senders.await_sent(kill * ROUND)
            clawback.start()
    finally:
        ended.set()
        senders.allow(SENDERS)
        for thread in threads:
            thread.join()
    assert not senders.failures
    postfix.await_empty_queue()
    log = postfix.log[already:]
    passed = set(re.findall(r": (\w+): to=<anna@[^>]*>.* status=sent", log))
    assert len(passed) >= len(senders.sent)
    recorded = await_settled(clawback)
    clawback.cli("import", str(dovecot.home("anna") / "Maildir"), "--recipient", f"anna@{DOMAIN}")
    rows = Counter(one["subject"] for one in clawback.json("search", MAILS, "--limit", "5000"))
    missing = [number for number in senders.sent if f"Mail number {number}" not in rows]
    with capsys.disabled():
        print(  # noqa: T201 - the story is told
            f"{KILLS} kills under {len(senders.sent)} mails: all delivered, {recorded} recorded by "
            f"the milter, the others by an import; {len(missing)} missing"
        )
    assert not missing
    assert set(rows.values()) == {1}
    assert recorded > len(senders.sent) // 2


class Senders:
    """Several clients that send one mail after another."""

    def __init__(self, postfix: Postfix) -> None:
        self._postfix = postfix
        self._more = Event()
        self._allowance = Semaphore(0)
        self.sent: list[int] = []
        self.failures: list[Exception] = []

    def run(self, lane: int, ended: Event) -> None:
        number = 10_000 + lane
        while self._allowance.acquire() and not ended.is_set():
            try:
                self._postfix.send("paul@sender.example", [f"anna@{DOMAIN}"], mail(number))
            except (OSError, smtplib.SMTPException) as error:
                self.failures.append(error)
                return
            self.sent.append(number)
            self._more.set()
            number += SENDERS

    def allow(self, count: int) -> None:
        """Lets so many more mails go."""
        self._allowance.release(count)

    def await_sent(self, count: int) -> None:
        while len(self.sent) < count and not self.failures:
            self._more.clear()
            assert self._more.wait(30), "no mail goes through"


def await_settled(clawback: Server) -> int:
    """How many deliveries there are when nothing waits in the spool any more."""
    waiting = Event()
    while clawback.json("sources")["backlog"]["mails"]:
        waiting.wait(0.05)
    return int(clawback.cli("search", MAILS, "--count"))
