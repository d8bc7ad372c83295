"""The port's mail server over Maildirs on this host."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from clawback.mailboxes.addresses import mailbox_of
from clawback.mailboxes.maildir.scripts import scripts_in
from clawback.mailboxes.maildir.session import MaildirSession
from clawback.mailboxes.maildir.tree import Tree
from clawback.mailboxes.port import (
    Capabilities,
    MailboxMissingError,
    RefusedError,
    ServerUnavailableError,
)
from clawback.mailboxes.rules.port import Script
from clawback.mailboxes.settings import MaildirSettings

# What may stand in a path: no slash, no leading dot, nothing a shell or a person could misread.
_LOCAL = re.compile(r"[a-z0-9_][a-z0-9_.+=&'-]{0,63}")
_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?)*")
_HIDDEN = ".clawback-recoverable"
_NOTE = (
    "Keywords other than $Forwarded are letters that each Maildir folder reads in its own way; "
    "they are carried along unchanged."
)


class MaildirServer:
    """Mailboxes whose files lie on this host. Safe to be used by many threads."""

    def __init__(self, settings: MaildirSettings) -> None:
        self._settings = settings

    @property
    def name(self) -> str:
        return self._settings.name

    def account(self, recipient: str) -> str | None:
        """The recipient's address without subaddress; `None` when no path can hold it."""
        settings = self._settings
        mailbox = mailbox_of(recipient, settings.domains, subaddress=settings.subaddress)
        if mailbox is None or not _fits(mailbox.address):
            return None
        return mailbox.address

    def capabilities(self) -> Capabilities:
        """What files can do; the folder above all accounts must be there.

        Raises:
            ServerUnavailableError: it is not, as when a volume is not mounted.
        """
        self._ensure_there()
        return Capabilities(
            move=True, hidden_recoverable=True, stable_ids=True, rules=True, notes=(_NOTE,)
        )

    def open(self, account: str) -> MaildirSession:
        """A session on an account.

        Raises:
            MailboxMissingError: there is no such Maildir.
            ServerUnavailableError: the folder above all accounts is not there.
            RefusedError: we may not read it, or a link stands where a directory should.
        """
        self._ensure_there()
        if not _fits(account):
            raise MailboxMissingError("No account can have this name.")
        tree = self._tree(account)
        try:
            there = tree.exists()
        except OSError as error:
            raise RefusedError(f"The Maildir cannot be opened: {error.strerror}.") from error
        if not there:
            raise MailboxMissingError(f"{self.name} knows no such account.")
        return MaildirSession(tree, server=self.name, account=account, settings=self._settings)

    def rules(self, account: str) -> tuple[Script, ...]:
        """What stands in the account's home: Dovecot's active script, all others, `.forward`.

        Raises:
            MailboxMissingError: there is no such account.
            ServerUnavailableError: the folder above all accounts is not there.
            RefusedError: we may not read them, or a link leads out of the home.
        """
        self._ensure_there()
        if not _fits(account):
            raise MailboxMissingError("No account can have this name.")
        trusted, parts = _placed(self._settings.path, account)
        return scripts_in(trusted, parts[:-1])

    def _tree(self, account: str) -> Tree:
        maildir = _placed(self._settings.path, account)
        root = self._settings.recoverable_root
        hidden = _placed(root, account) if root else (maildir[0], (_HIDDEN, account))
        return Tree(maildir=maildir, recoverable=hidden)

    def _ensure_there(self) -> None:
        trusted, _ = _placed(self._settings.path, "nobody@nowhere")
        if not trusted.is_dir():
            raise ServerUnavailableError(
                f"The folder above the Maildirs of {self.name} is not there. Is it mounted?"
            )


def _fits(account: str) -> bool:
    local, _, domain = account.partition("@")
    return bool(_LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain))


def _placed(pattern: str, account: str) -> tuple[Path, tuple[str, ...]]:
    """The part of a pattern before any placeholder, and the rest with the account's names in it."""
    local, _, domain = account.partition("@")
    parts = PurePosixPath(pattern).parts
    cut = next(at for at, part in enumerate(parts) if "{" in part)
    filled = (part.replace("{local}", local).replace("{domain}", domain) for part in parts[cut:])
    return Path(*parts[:cut]), tuple(filled)
