"""Which adapter serves a `[[mailboxes]]` table."""

from __future__ import annotations

from clawback.mailboxes.imap.server import ImapServer
from clawback.mailboxes.maildir.server import MaildirServer
from clawback.mailboxes.memory import MemoryServer
from clawback.mailboxes.port import MailServer
from clawback.mailboxes.settings import ImapSettings, MailboxesTable, MaildirSettings


def mail_server(table: MailboxesTable) -> MailServer:
    """The adapter for one `[[mailboxes]]` table."""
    if isinstance(table, ImapSettings):
        return ImapServer(table)
    if isinstance(table, MaildirSettings):
        return MaildirServer(table)
    return MemoryServer(table.name, table.domains, subaddress=table.subaddress)
