"""What became of mail: Postfix, the milter, Dovecot with Sieve, their logs, as the guide says."""

from __future__ import annotations

import imaplib
import os
import re
import shutil
import smtplib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from time import monotonic

import pytest
from tests.making.mails import mail
from tests.servers import dovecot as dovecot_server
from tests.servers.clawback import Server
from tests.servers.dovecot import Dovecot
from tests.servers.fixtures import skip_without_postfix
from tests.servers.postfix import Postfix

DOMAIN = "example.org"
GUIDES = Path(__file__).parents[2] / "docs/guides"
LOGS, POSTFIX = ((GUIDES / f"{name}.md").read_text() for name in ("logs", "postfix"))
_PATIENCE = 30.0

pytestmark = [pytest.mark.server, pytest.mark.slow]


def block(guide: str, beginning: str, kind: str = "") -> str:
    """The block of code of a guide that begins so."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    return next(text for of, text in blocks if of == kind and text.startswith(beginning))


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    skip_without_postfix()
    if reason := dovecot_server.why_not():
        pytest.skip(reason)
    with Dovecot.start(
        accounts=["anna", "bob"], extra=block(LOGS, "mail_plugins"), prime=False
    ) as server:
        sieve = server.folder / "sieve" / "before.sieve"
        sieve.write_text(block(LOGS, "require", "sieve"))
        os.utime(sieve, (0, 0))
        yield server


@pytest.fixture(scope="module")
def postfix(dovecot, tmp_path_factory) -> Iterator[Postfix]:
    checks = tmp_path_factory.mktemp("checks") / "header_checks"
    checks.write_text(block(LOGS, "/^Subject"))
    for folder in (checks.parent, checks.parent.parent, checks.parent.parent.parent):
        folder.chmod(0o755)
    settings = block(POSTFIX, "smtpd_milters") + block(LOGS, "header_checks").replace(
        "/etc/postfix/header_checks", str(checks)
    )
    with Postfix.start(
        domain=DOMAIN,
        recipients=["anna", "bob", "gone"],
        transport=f"lmtp:inet:{dovecot.host}:{dovecot.lmtp_port}",
        settings=settings,
    ) as server:
        yield server


@pytest.fixture(scope="module")
def clawback(postfix, dovecot, tmp_path_factory) -> Iterator[Server]:
    place = postfix.queue_folder / "clawback"
    place.mkdir(exist_ok=True)
    shutil.chown(place, "root", "postfix")
    place.chmod(0o2750)
    gate = block(POSTFIX, "[ingest]", "toml")
    gate = gate.replace("/var/spool/postfix", str(postfix.queue_folder))
    logs = block(LOGS, "[[ingest.logs]]", "toml").replace("Europe/Berlin", "UTC")
    logs = logs.replace("/var/log/mail.log", str(postfix.folder / "log" / "mail.log"))
    logs = logs.replace("/var/log/dovecot-info.log", str(dovecot.folder / "log" / "info.log"))
    with ExitStack() as stack:
        data = tmp_path_factory.mktemp("logs") / "data"
        yield stack.enter_context(Server(data, settings=gate + logs))


def the_one(clawback: Server, text: str) -> dict[str, object]:
    """The delivery that a filter finds, as soon as it finds one."""
    until, pause = monotonic() + _PATIENCE, Event()
    while not (found := clawback.json("search", text)):
        assert monotonic() < until, f"{text} finds nothing"
        pause.wait(0.2)
    (one,) = found
    return dict(one)


def told(clawback: Server, one: dict[str, object]) -> list[str]:
    """What the timeline of a delivery says, line by line."""
    found = clawback.json("message", "timeline", str(one["network_message_id"]))
    return [moment["details"] for moment in found]


def test_what_became_of_mail_is_told_by_the_logs(postfix, dovecot, clawback):
    """Inbox and junk, relay and DSN, a rule by name, a bounce, what is held, dropped and sent out.

    Then its owner moves one, and deletes another.
    """
    spam = b"X-Spam-Status: Yes\r\n"
    postfix.send("paul@away.example", [f"anna@{DOMAIN}"], mail(1, subject="A wire transfer"))
    postfix.send("paul@away.example", [f"bob@{DOMAIN}"], spam + mail(2, subject="Cheap"))
    postfix.send("paul@away.example", [f"gone@{DOMAIN}"], mail(3, subject="To nobody"))
    postfix.send("paul@away.example", [f"anna@{DOMAIN}"], mail(4, subject="for the board"))
    postfix.send("anna@example.org", ["x@other.example"], mail(5, subject="Out"))

    inbox = the_one(clawback, "transport_rule:wire-transfers folder:INBOX")
    assert (inbox["original_delivery_location"], inbox["delivery_action"]) == (
        "inbox_folder",
        "delivered",
    )
    words = "\n".join(told(clawback, inbox))
    assert f"by lmtp to {dovecot.host}[{dovecot.host}]:{dovecot.lmtp_port}" in words
    assert "DSN 2.0.0: 250 2.0.0" in words

    junk = the_one(clawback, "original_delivery_location:junk_folder")
    assert (junk["subject"], junk["delivery_action"], junk["latest_delivery_location"]) == (
        "Cheap",
        "delivered_to_junk",
        "junk_folder",
    )
    failed = the_one(clawback, "original_delivery_location:failed delivery_action:blocked")
    assert failed["subject"] == "To nobody"
    assert "User doesn't exist" in "\n".join(told(clawback, failed))
    held = the_one(clawback, "transport_rule:board-only original_delivery_location:quarantine")
    assert held["delivery_action"] == "blocked"
    assert the_one(clawback, "original_delivery_location:dropped")["subject"] == "Out"

    (queued,) = [one for one in postfix.queue() if one["queue_name"] == "hold"]
    postfix.run("postsuper", "-H", queued["queue_id"])
    released = the_one(clawback, "original_delivery_location:quarantine latest:inbox_folder")
    assert released["additional_action"] == ["quarantine_release"]

    with imaplib.IMAP4(dovecot.host, dovecot.imap_port) as anna:
        anna.login("anna", dovecot.users["anna"])
        anna.select("INBOX")
        (number,) = anna.search(None, "SUBJECT", "wire")[1]
        anna.create("Kept")
        anna.uid("MOVE", anna.fetch(number, "(UID)")[1][0].split(b"UID ")[1].rstrip(b")"), "Trash")
    moved = the_one(clawback, "latest_delivery_location:deleted_items_folder folder:Trash")
    assert moved["original_delivery_location"] == "inbox_folder"

    sources = {one["source"]: one for one in clawback.json("sources")["items"]}
    assert sources["log:mx"]["stored"] >= 7
    assert sources["log:dovecot"]["stored"] >= 4


def test_facts_wait_for_their_mail_over_a_restart(postfix, dovecot, clawback):
    """A mail passes while Clawback is down; when an import brings it, its fate is known.

    The log has been read by then, and is not read again.
    """
    clawback.stop()
    with smtplib.SMTP(postfix.host, postfix.plain_port) as client:
        raw = b"X-Spam-Status: Yes\r\n" + mail(20, subject="While away")
        client.sendmail("paul@away.example", [f"anna@{DOMAIN}"], raw)
    postfix.await_empty_queue()
    clawback.start()
    until, pause = monotonic() + _PATIENCE, Event()
    while not any(
        one["source"] == "log:mx" and one["waiting"] for one in clawback.json("sources")["items"]
    ):
        assert monotonic() < until
        pause.wait(0.2)
    clawback.stop()
    clawback.start()
    clawback.cli("import", str(dovecot.home("anna") / "Maildir"), "--recipient", f"anna@{DOMAIN}")
    late = the_one(clawback, 'subject:"While away" delivery_action:delivered_to_junk')
    until = monotonic() + 2 * _PATIENCE
    while not any("DSN 2.0.0" in words for words in told(clawback, late)):
        assert monotonic() < until
        pause.wait(0.3)
