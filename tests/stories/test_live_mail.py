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
from tests.servers import faulty
from tests.servers.clawback import Server
from tests.servers.dovecot import Dovecot
from tests.servers.fixtures import skip_without_postfix
from tests.servers.postfix import Postfix

DOMAIN = "example.org"
GUIDE = (Path(__file__).parents[2] / "docs/guides/postfix.md").read_text()
POSTFIX = re.search(r"^```\n(smtpd_milters = .*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
CLAWBACK = re.search(r"^```toml\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
GATE = re.search(r"^```toml\n(\[ingest\.gate\].*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
GATED = 'subject~"Gate:"'
SHOWN = ("delivery_action", "original_delivery_location", "policy_type", "policy_action")
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
    folder_for_socket(postfix)
    text = CLAWBACK[1].replace("/var/spool/postfix", str(postfix.queue_folder))
    with ExitStack() as stack:
        yield stack.enter_context(Server(tmp_path / "data", settings=text))


def folder_for_socket(postfix: Postfix) -> Path:
    """Postfix's group may reach the socket in it."""
    place = postfix.queue_folder / "clawback"
    place.mkdir(exist_ok=True)
    shutil.chown(place, "root", "postfix")
    place.chmod(0o2750)
    return place


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


def test_the_gate_acts_and_the_explorer_shows_it(postfix, dovecot, tmp_path):
    """By what a filter of ours wrote: refused, tagged, filed as junk, let through; all are found.

    An engine hangs all the time: what is known counts, what is not is said. A gate that is killed
    while it judges lets the mail go on.
    """
    asked = Event()

    def hanging(_, ended):
        asked.set()
        ended.wait()

    with faulty.engine(hanging) as engine:
        server = Server(tmp_path / "data", settings=gate_settings(postfix, engine))
        with server:
            dying = Thread(target=send, args=(postfix, "Killed"))
            dying.start()
            assert asked.wait(30)
            server.kill()
            dying.join(30)
            server.start()
            with pytest.raises(smtplib.SMTPDataError, match=r"5\.7\.1 This message was refused"):
                send(postfix, "Malware", "LAB_VIRUS(9.00)[Lab.Eicar]")
            send(postfix, "Phish", "PHISHING(9.00)[]")
            send(postfix, "Spam", "LAB_WATCHES(9.00)[]")
            send(postfix, "Clean")
            server.await_count(4, GATED)
            rows = {row["subject"]: row for row in server.json("search", GATED)}
            gate = server.json("sources")["gate"]
            told = server.json("message", "show", rows["Gate: Clean"]["network_message_id"])
    assert {subject: tuple(row[name] for name in SHOWN) for subject, row in rows.items()} == {
        "Gate: Malware": ("blocked", "failed", "anti_malware_policy", "delete_message"),
        "[Suspicious] Gate: Phish": (
            *("delivered", "inbox_folder", "hosted_content_filter_policy", "modify_subject"),
        ),
        "Gate: Spam": (
            *("delivered_to_junk", "junk_folder", "hosted_content_filter_policy"),
            "move_to_junk_email_folder",
        ),
        "Gate: Clean": ("delivered", "inbox_folder", None, None),
    }
    assert gate == {
        "accepted": 1,
        "tagged": 1,
        "junked": 1,
        "quarantined": 0,
        "rejected": 1,
        "unjudged": 1,
        "held_by_server": 0,
    }
    assert "gate gave no verdict" in str(told["judgements"])
    postfix.await_empty_queue()
    inbox = [path.read_bytes() for path in (dovecot.home("bob") / "Maildir" / "new").iterdir()]
    subjects = {line for raw in inbox for line in raw.splitlines() if b"Gate: " in line}
    assert subjects == {
        b"Subject: Gate: Killed",
        b"Subject: [Suspicious] Gate: Phish",
        b"Subject: Gate: Spam",
        b"Subject: Gate: Clean",
    }
    (clean,) = [raw for raw in inbox if b"Gate: Clean" in raw]
    assert b"X-Clawback-Verdict: unjudged; action=accept\n" in clean


def test_what_the_gate_holds_back_is_let_go(postfix, dovecot, tmp_path):
    """Malware lies in quarantine, found and told; released, it is in its mailbox, as told."""
    assert CLAWBACK is not None
    assert GATE is not None
    place = folder_for_socket(postfix)
    listen = CLAWBACK[1].replace("/var/spool/postfix", str(place.parent))
    outlet = f'[quarantine]\nrelease_smtp = "{postfix.host}:{postfix.plain_port}"\n'
    text = f'{listen}{GATE[1]}[analysis]\nfilters = ["rspamd"]\n{outlet}'
    with Server(tmp_path / "data", settings=text) as server:
        send(postfix, "Held", "LAB_VIRUS(9.00)[Lab.Eicar]", to="anna")
        server.await_count(1, 'subject:"Gate: Held" latest_delivery_location:quarantine')
        (held,) = server.json("quarantine", "list")
        assert (held["recipient"], held["threat_type"]) == (f"anna@{DOMAIN}", "malware")
        server.cli("quarantine", "release", held["id"], "--yes")
        postfix.await_empty_queue()
        found = 'subject:"Gate: Held" latest_delivery_location:inbox_folder additional_action:*'
        server.await_count(1, found)
        (row,) = server.json("search", found)
    assert (row["delivery_action"], row["original_delivery_location"]) == ("blocked", "quarantine")
    assert row["additional_action"] == ["quarantine_release"]
    inbox = [path.read_bytes() for path in (dovecot.home("anna") / "Maildir" / "new").iterdir()]
    (released,) = [raw for raw in inbox if b"Gate: Held" in raw]
    assert f"X-Clawback-Released: {held['id']}".encode() in released


def gate_settings(postfix: Postfix, engine: str) -> str:
    """The guide's, but that malware is refused and phish tagged; rspamd's headers are believed."""
    assert CLAWBACK is not None
    assert GATE is not None
    place = folder_for_socket(postfix)
    listen = CLAWBACK[1].replace("/var/spool/postfix", str(place.parent))
    policy = GATE[1].replace('malware = "quarantine"', 'malware = "reject"')
    policy = policy.replace('phish = "junk"', 'phish = "tag"')
    asked = f'[[verdicts]]\nkind = "clamav"\naddress = "{engine}"\nseconds = 0.5\n'
    return f'{listen}{policy}[analysis]\nfilters = ["rspamd"]\n{asked}'


def send(postfix: Postfix, what: str, rule: str = "", to: str = "bob") -> None:
    """A mail in which our rspamd says that this rule fired."""
    report = f"default: {bool(rule)} [{9 if rule else 0}.00 / 15.00]; {rule}"
    headers = [
        ("X-Spamd-Result", report),
        ("X-Rspamd-Action", "add header" if rule else "no action"),
    ]
    raw = mail(30_000, subject=f"Gate: {what}", message_id=f"<{what}@x.example>", headers=headers)
    postfix.send("paul@sender.example", [f"{to}@{DOMAIN}"], raw)


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
