"""A mailbox in which every mail attacks the console: one payload in every field that is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from pathlib import Path

from tests.console.company import Company
from tests.making.payloads import payloads
from tests.servers.clawback import Server
from tests.servers.letterbox import Letterbox
from tests.stories.browser import PASSWORD, Browser

from clawback.demo.world import World

_ACCOUNT = "bob@corp.example"
_LOGIN = "nora@corp.example"


@dataclass(frozen=True, slots=True)
class Hostile:
    """The company, and what its mails are made of."""

    company: Company
    payloads: Sequence[str]


@contextmanager
def hostile_company_in(folder: Path, canary: str) -> Iterator[Hostile]:
    """A server whose one mailbox holds a mail for every payload."""
    attacks = payloads(canary)
    maildir = folder / "mail" / "corp.example" / "bob" / "Maildir"
    for part in ("cur", "new", "tmp"):
        (maildir / part).mkdir(parents=True)
    (folder / "recoverable").mkdir()
    now = datetime.now(UTC).replace(microsecond=0)
    for number, attack in enumerate(attacks):
        mail = _mail(attack, number, now - timedelta(minutes=number))
        (maildir / "cur" / f"{number}.M{number}P1.corp:2,S").write_bytes(mail.as_bytes())
    with Server(folder / "data", _settings(folder / "mail")) as server:
        server.cli("import", str(folder / "mail"), "--server", "maildirs")
        server.await_count(len(attacks))
        yield Hostile(company=_company(server, now, len(attacks)), payloads=attacks)


def _company(server: Server, made_at: datetime, deliveries: int) -> Company:
    roles = ["--role", "analyst", "--role", "content_reader"]
    made = server.json("user", "create", _LOGIN, "--name", "Nora", *roles)
    url = f"http://127.0.0.1:{server.port}"
    with Browser(url) as browser:
        browser.said("/session/setup", token=made["link"].partition("#")[2], password=PASSWORD)
    world = World(folder=server.data, made_at=made_at, deliveries=deliveries, imported=True)
    passwords = {_LOGIN: PASSWORD}
    return Company(
        world=world, url=url, passwords=passwords, phones={}, letterbox=Letterbox(port=0)
    )


def _mail(attack: str, number: int, sent: datetime) -> Message:
    line = " ".join(attack.split())
    quoted = line.replace("\\", "\\\\").replace('"', '\\"')
    mail = MIMEMultipart("mixed")
    mail["Date"] = format_datetime(sent)
    mail["Message-ID"] = f"<{number}.{line.replace(' ', '.').replace('>', '')}@evil.example>"
    mail["From"] = f'"{quoted}" <"{quoted}"@evil.example>'
    mail["Reply-To"] = f'"{quoted}" <reply@evil.example>'
    mail["To"] = f'"{quoted}" <{_ACCOUNT}>'
    mail["Subject"] = Header(line, "utf-8").encode()
    mail["X-Mailer"] = Header(line, "utf-8").encode()
    mail["List-Id"] = f"{line} <list.evil.example>"
    mail["Received"] = f"from {line} (evil.example [198.51.100.7]) by mx.corp.example; " + (
        format_datetime(sent)
    )
    body = MIMEMultipart("alternative")
    body.attach(MIMEText(f"{attack}\nhttps://evil.example/{line}\n", "plain", "utf-8"))
    markup = f'<p>{attack}</p><a href="{attack}">a</a><a href="https://evil.example/{line}">b</a>'
    body.attach(MIMEText(markup, "html", "utf-8"))
    mail.attach(body)
    file = MIMEBase("application", "octet-stream")
    file.add_header("Content-Disposition", "attachment", filename=("utf-8", "", f"{line}.html"))
    file.set_payload(attack.encode())
    mail.attach(file)
    return mail


def _settings(mail: Path) -> str:
    pattern = "{domain}/{local}"
    return f"""
[ingest]
own_domains = ["corp.example"]

[identity]
require_second_factor = []

[[mailboxes]]
name = "maildirs"
kind = "maildir"
domains = ["corp.example"]
path = "{mail}/{pattern}/Maildir"
recoverable_root = "{mail.parent}/recoverable/{pattern}"
"""
