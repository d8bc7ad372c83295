"""The port's mail server over IMAP."""

from __future__ import annotations

from dataclasses import replace

from clawback.mailboxes.addresses import mailbox_of
from clawback.mailboxes.imap.account import Account, Features
from clawback.mailboxes.imap.connection import Connection
from clawback.mailboxes.imap.folders import FolderLists
from clawback.mailboxes.imap.login import Door
from clawback.mailboxes.imap.managesieve.client import ManageSieve
from clawback.mailboxes.imap.probe import capabilities_of
from clawback.mailboxes.imap.session import ImapSession
from clawback.mailboxes.port import Capabilities, ServerUnavailableError
from clawback.mailboxes.rules.port import Script
from clawback.mailboxes.settings import ImapSettings


class ImapServer:
    """A mail server with a master user. Safe to be used by many threads."""

    def __init__(self, settings: ImapSettings) -> None:
        self._settings = settings
        self._door = Door(settings)
        self._lists = FolderLists(settings)
        self._guid_item: bytes | None = None
        port = settings.managesieve_port
        self._sieve = None if port is None else ManageSieve(settings, port)

    @property
    def name(self) -> str:
        return self._settings.name

    def account(self, recipient: str) -> str | None:
        """What the server calls the mailbox of an address; `None` when it lies elsewhere."""
        settings = self._settings
        mailbox = mailbox_of(recipient, settings.domains, subaddress=settings.subaddress)
        if mailbox is None:
            return None
        return mailbox.address if settings.user == "{address}" else mailbox.local

    def capabilities(self) -> Capabilities:
        """Asks the server; as `probe_account` when there is one, else only before the login."""
        return self._with_rules(self._mail_capabilities())

    def rules(self, account: str) -> tuple[Script, ...] | None:
        """Its Sieve scripts; `None` when the settings name no ManageSieve."""
        if self._sieve is None:
            return None
        self._door.refuse_odd_names(account)
        return self._sieve.scripts(account)

    def _with_rules(self, found: Capabilities) -> Capabilities:
        if self._sieve is None:
            return found
        try:
            self._sieve.knock()
        except ServerUnavailableError as error:
            return replace(found, notes=(*found.notes, str(error)))
        return replace(found, rules=True)

    def _mail_capabilities(self) -> Capabilities:
        if self._settings.probe_account is None:
            return capabilities_of(self._door.knock(), None, self._settings)
        account = self._enter(self._settings.probe_account)
        try:
            return capabilities_of(account.features.capabilities, account, self._settings)
        finally:
            ImapSession(account).close()

    def open(self, account: str) -> ImapSession:
        """Logs in as the master user on behalf of the account.

        Raises:
            MailboxMissingError: there is no such account.
            LoginRefusedError: the master user is refused.
            ServerUnavailableError: nobody answers.
        """
        return ImapSession(self._enter(account))

    def _enter(self, account: str) -> Account:
        connection, capabilities = self._door.enter(account)
        try:
            features = Features(
                capabilities=capabilities, guid_item=self._lasting_id(connection, capabilities)
            )
        except BaseException:
            connection.abandon()
            raise
        return Account(
            connection,
            name=account,
            settings=self._settings,
            features=features,
            lists=self._lists,
        )

    def _lasting_id(self, connection: Connection, capabilities: frozenset[bytes]) -> bytes:
        """The FETCH item of the id that survives moves: asked for once, then known.

        RFC 8474's EMAILID where OBJECTID is announced; Dovecot's X-GUID is announced nowhere, so it
        is tried: a server that does not know it answers BAD.
        """
        if self._guid_item is None:
            if b"OBJECTID" in capabilities:
                self._guid_item = b"EMAILID"
            else:
                # CLOSE expunges nothing in a folder that was opened by EXAMINE.
                opened, tried, _ = connection.run_all(
                    [(b"EXAMINE", b"INBOX"), (b"UID FETCH", b"1", b"(UID X-GUID)"), (b"CLOSE",)]
                )
                if not opened.ok:
                    return b""
                self._guid_item = b"X-GUID" if tried.ok else b""
        return self._guid_item
