"""What became of mail: Postfix, the milter, Dovecot with Sieve, their logs, as the guide says."""

from __future__ import annotations

import imaplib
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any, TypeAlias

import pytest
from tests.making.mails import mail
from tests.servers import dovecot as dovecot_server
from tests.servers.clawback import Server
from tests.servers.clawback import settings as mailbox_settings
from tests.servers.dovecot import Dovecot
from tests.servers.fixtures import skip_without_postfix
from tests.servers.postfix import Postfix

DOMAIN = "example.org"
GUIDES = Path(__file__).parents[2] / "docs/guides"
LOGS, POSTFIX, INTAKE = (
    (GUIDES / f"{name}.md").read_text() for name in ("logs", "postfix", "bring-mail-in")
)
_PATIENCE = 60.0
Rows: TypeAlias = dict[str, dict[str, Any]]  # Any: a field's value

pytestmark = [pytest.mark.server, pytest.mark.slow]


def block(guide: str, beginning: str, kind: str = "") -> str:
    """The block of code of a guide that begins so."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    fitting = [str(text) for of, text in blocks if of == kind and text.startswith(beginning)]
    return fitting[0]


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    skip_without_postfix()
    if reason := dovecot_server.why_not():
        pytest.skip(reason)
    extra = block(LOGS, "mail_plugins") + block(LOGS, "plugin {\n  sieve_global")
    with Dovecot.start(accounts=["anna", "bob"], extra=extra, prime=False) as server:
        sieve = server.folder / "sieve" / "before.sieve"
        sieve.write_text(block(LOGS, "require [", "sieve"))
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
    read = block(INTAKE, "[[ingest.mailboxes]]", "toml")
    with ExitStack() as stack:
        data = tmp_path_factory.mktemp("logs") / "data"
        # The gate's table of `ingest` has what the other would say twice.
        boxes = mailbox_settings(dovecot, DOMAIN).partition("[[mailboxes]]")[2]
        read = read.replace("journal@example.org", f"bob@{DOMAIN}").replace("INBOX", "Junk")
        text = f"{gate}{logs}{read}\n[[mailboxes]]{boxes}"
        yield stack.enter_context(Server(data, settings=text))


def awaited(clawback: Server, told: Mapping[str, tuple[str, ...]], *fields: str) -> Rows:
    """All deliveries by subject, as soon as these fields of these are as told."""
    until, pause = monotonic() + _PATIENCE, Event()
    while True:
        rows = {str(one["subject"]): one for one in clawback.json("search", "")}
        found = [name for name in told if name in rows]
        shown = {name: tuple(rows[name][field] for field in fields) for name in found}
        if shown == told:
            return rows
        assert monotonic() < until, shown
        pause.wait(0.2)


def all_heard(clawback: Server) -> Rows:
    """The sources by name, as soon as the mailbox has been read, which waits for its turn."""
    until, pause = monotonic() + _PATIENCE, Event()
    while True:
        sources = {str(one["source"]): one for one in clawback.json("sources")["items"]}
        if sources["imap:journal"]["stored"]:
            return sources
        assert monotonic() < until, sources["imap:journal"]
        pause.wait(0.2)


def words(clawback: Server, one: Mapping[str, object]) -> str:
    """What the timeline of a delivery says."""
    found = clawback.json("message", "timeline", str(one["network_message_id"]))
    return "\n".join(moment["details"] for moment in found)


def read_again(clawback: Server, postfix: Postfix, dovecot: Dovecot) -> Any:  # Any: as JSON is
    """What comes of reading the logs as if nobody followed them, by the guide's command."""
    command = block(LOGS, "$ clawback import --logs", "console").split()[2:]
    places = {
        "/var/log/mail.log*": [str(one) for one in (postfix.folder / "log").glob("mail.log*")],
        "/var/log/dovecot-info.log*": [str(dovecot.folder / "log" / "info.log")],
        "Europe/Berlin": ["UTC"],
    }
    said = [word for one in command for word in places.get(one, [one])]
    return clawback.json(*said)


def test_what_became_of_mail_is_told_by_the_logs(postfix, dovecot, clawback):
    """Inbox and junk, relay and DSN, a rule by name, a bounce, what is held, dropped and sent out.

    Then one is released, and its owner moves another. What a mailbox brings too is one mail still.
    """
    spam = b"X-Spam-Status: Yes\r\n"
    postfix.send("paul@away.example", [f"anna@{DOMAIN}"], mail(1, subject="A wire transfer"))
    postfix.send("paul@away.example", [f"bob@{DOMAIN}"], spam + mail(2, subject="Cheap"))
    postfix.send("paul@away.example", [f"gone@{DOMAIN}"], mail(3, subject="To nobody"))
    postfix.send("paul@away.example", [f"anna@{DOMAIN}"], mail(4, subject="for the board"))
    postfix.send("anna@example.org", ["x@other.example"], mail(5, subject="Out"))
    postfix.send("paul@away.example", [f"anna@{DOMAIN}"], mail(6, subject="a chain letter"))
    rows = awaited(
        clawback,
        {
            "A wire transfer": ("inbox_folder", "delivered", "INBOX", "inbound"),
            "Cheap": ("junk_folder", "delivered_to_junk", "Junk", "inbound"),
            "To nobody": ("failed", "blocked", "", "inbound"),
            "for the board": ("quarantine", "blocked", "", "inbound"),
            "Out": ("dropped", "blocked", "", "outbound"),
            "a chain letter": ("dropped", "blocked", "", "inbound"),
        },
        *("original_delivery_location", "delivery_action", "folder", "directionality"),
    )
    told = words(clawback, rows["A wire transfer"])
    assert f"by lmtp to {dovecot.host}[{dovecot.host}]:{dovecot.lmtp_port}" in told
    assert "DSN 2.0.0: 250 2.0.0" in told
    assert "DSN 5.1.1: " in words(clawback, rows["To nobody"])
    rules = 'transport_rule:wire-transfers OR "for the board" transport_rule:board-only'
    assert int(clawback.cli("search", rules, "--count")) == 2
    assert rows["Cheap"]["transport_rule"] == ["cheap-offers", "filed-as-spam"]
    assert rows["a chain letter"]["transport_rule"] == ["chain-letters"]
    assert "Thrown away by a Sieve script." in words(clawback, rows["a chain letter"])

    (queued,) = [one for one in postfix.queue() if one["queue_name"] == "hold"]
    postfix.run("postsuper", "-H", queued["queue_id"])
    postfix.run("postqueue", "-f")
    with imaplib.IMAP4(dovecot.host, dovecot.imap_port) as anna:
        anna.login("anna", dovecot.users["anna"])
        anna.select("INBOX")
        uids = anna.uid("SEARCH", "SUBJECT", "wire")[1][0].decode()
        assert anna.uid("MOVE", uids, "Trash")[0] == "OK"
    rows = awaited(
        clawback,
        {
            "A wire transfer": ("inbox_folder", "deleted_items_folder", "Trash"),
            "for the board": ("quarantine", "inbox_folder", "INBOX"),
        },
        *("original_delivery_location", "latest_delivery_location", "folder"),
    )
    assert rows["for the board"]["additional_action"] == ["quarantine_release"]
    moved = words(clawback, rows["A wire transfer"])
    again = read_again(clawback, postfix, dovecot)
    assert (again["told"] >= 10, again["skips"]) == (True, [])
    assert words(clawback, rows["A wire transfer"]) == moved
    sources = all_heard(clawback)
    assert sources["log:mx"]["stored"] >= 7
    assert sources["log:dovecot"]["stored"] >= 3
    assert (sources["imap:journal"]["accepted"], sources["imap:journal"]["error"]) == (1, "")
    assert int(clawback.cli("search", "", "--count")) == len(rows)
