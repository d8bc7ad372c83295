"""A real server in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.making.mails import mail
from tests.servers.clawback import Server

SETTINGS = """
[ingest]
own_domains = ["example.org"]
lmtp = "127.0.0.1:LMTP_PORT"
smtp = "127.0.0.1:SMTP_PORT"
journal_addresses = ["journal-7f3a@clawback.example.org"]

[ingest.journal]
report_clients = ["127.0.0.1"]

[[mailboxes]]
name = "maildirs"
kind = "maildir"
domains = ["example.org"]
path = "{root}/{{local}}/Maildir"
recoverable_root = "{root}/recoverable/{{local}}"
"""


@pytest.fixture
def maildirs(tmp_path):
    """Anna's Maildir with three mails, beside the place for what is soft-deleted."""
    return _maildirs(tmp_path)


@pytest.fixture
def server(tmp_path, maildirs):
    """A server of the test's own."""
    with Server(tmp_path / "data", settings=SETTINGS.format(root=maildirs)) as running:
        yield running


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """A server that several tests talk to and none stops."""
    folder = tmp_path_factory.mktemp("shared")
    with Server(folder / "data", settings=SETTINGS.format(root=_maildirs(folder))) as running:
        yield running


@pytest.fixture(autouse=True)
def _no_other_server(monkeypatch):
    for name in ("CLAWBACK_DATA", "CLAWBACK_URL", "CLAWBACK_TOKEN", "CLAWBACK_CONFIG"):
        monkeypatch.delenv(name, raising=False)


def _maildirs(folder: Path) -> Path:
    root = folder / "mail"
    (root / "recoverable").mkdir(parents=True)
    for part in ("cur", "new", "tmp"):
        (root / "anna" / "Maildir" / part).mkdir(parents=True)
    for number in (1, 2, 3):
        name = f"17000000{number:02}.M1P1.host:2,S"
        (root / "anna" / "Maildir" / "cur" / name).write_bytes(mail(number))
    return root
