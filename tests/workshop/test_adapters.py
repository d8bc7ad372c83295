"""Which adapter serves which table."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from clawback.mailboxes.imap.server import ImapServer
from clawback.mailboxes.maildir.server import MaildirServer
from clawback.mailboxes.memory import MemoryServer
from clawback.mailboxes.settings import ImapSettings, MaildirSettings, MemorySettings, Tls
from clawback.workshop.adapters import mail_server

_IMAP = ImapSettings(
    name="one",
    domains=("*",),
    host="127.0.0.1",
    tls=Tls.NONE,
    master_user="m",
    master_password=SecretStr("p"),
)
_MAILDIR = MaildirSettings(name="two", domains=("*",), path="/mail/{domain}/{local}")


@pytest.mark.parametrize(
    ("table", "adapter"),
    [
        (_IMAP, ImapServer),
        (_MAILDIR, MaildirServer),
        (MemorySettings(name="three", domains=("*",)), MemoryServer),
    ],
)
def test_every_kind_of_table_has_its_adapter(table, adapter):
    """Each `[[mailboxes]]` kind is served, under its own name."""
    server = mail_server(table)
    assert isinstance(server, adapter)
    assert server.name == table.name
