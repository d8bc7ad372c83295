"""Bringing a mail's own bytes: out of quarantine or mailbox, or from what intake kept of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from clawback.mailboxes.port import (
    FolderMissingError,
    MailboxMissingError,
    MailServer,
    MessageGoneError,
    RefusedError,
    Session,
    Wanted,
)
from clawback.model.delivery import DeliveryKey, Row
from clawback.model.errors import NotFoundError, UnavailableError
from clawback.model.location import MailboxRef


class MailGoneError(NotFoundError):
    """No mailbox and no quarantine holds this mail any more, and intake kept no copy of it."""

    code = "mail_gone"


class MailRefusedError(UnavailableError):
    """The mail server would not give out this mail, and intake kept no copy of it."""

    code = "mail_refused"


class Source(StrEnum):
    """Where the bytes come from."""

    MAILBOX = "mailbox"
    QUARANTINE = "quarantine"
    KEPT = "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A mail's bytes, and the folder they were found in (empty when they were kept)."""

    raw: bytes = field(repr=False)
    source: Source
    folder: str = ""


class Servers(Protocol):
    """Who holds whose mailbox; `mailboxes.directory.Directory` in the house."""

    def server_for(self, recipient: str) -> tuple[MailServer, str] | None:
        """The server and account of an address; `None` when no server holds its mailbox."""
        ...

    def named(self, name: str) -> MailServer:
        """The server of this name; raises `NotFoundError` when there is none."""
        ...


class Mails:
    """Brings mails.

    `kept` gives what intake kept under a network message id, `held` what lies in quarantine of a
    delivery, if anything.
    """

    def __init__(
        self,
        servers: Servers,
        *,
        kept: Callable[[str], bytes | None],
        held: Callable[[DeliveryKey], bytes | None],
    ) -> None:
        self._servers = servers
        self._kept = kept
        self._held = held

    def bring(self, row: Row) -> Brought:
        """The mail of a delivery as it is held or lies in its recipient's mailbox, else as it came.

        Raises:
            MailGoneError: it is in neither.
            MailRefusedError: the mail server keeps it to itself, and no copy was kept.
            UnavailableError: the mail server does not answer, and no copy was kept.
        """
        if (held := self._held(row.delivery.key)) is not None:
            return Brought(raw=held, source=Source.QUARANTINE)
        trouble: UnavailableError | None = None
        try:
            found = self._from_mailbox(row)
        except RefusedError as error:
            found, trouble = None, MailRefusedError()
            trouble.__cause__ = error
        except UnavailableError as error:
            found, trouble = None, error
        if found is not None:
            return found
        raw = self._kept(row.delivery.network_message_id)
        if raw is None:
            raise trouble or MailGoneError()
        return Brought(raw=raw, source=Source.KEPT)

    def cheapest(self, row: Row) -> Brought:
        """The mail as intake kept it, which costs no mail server anything; else as `bring` has it.

        Raises as `bring` does.
        """
        raw = self._kept(row.delivery.network_message_id)
        return self.bring(row) if raw is None else Brought(raw=raw, source=Source.KEPT)

    def _from_mailbox(self, row: Row) -> Brought | None:
        home = self._home(row.delivery.recipient, row.latest.mailbox)
        if home is None:
            return None
        server, account, hint = home
        wanted = _wanted(row, hint)
        try:
            with closing(server.open(account)) as session:
                # Its owner may move it between our look and our fetch, hence a second look.
                return _fetched(session, wanted) or _fetched(session, wanted)
        except (MailboxMissingError, FolderMissingError):
            return None

    def _home(
        self, recipient: str, ref: MailboxRef | None
    ) -> tuple[MailServer, str, MailboxRef | None] | None:
        if ref is not None:
            try:
                return self._servers.named(ref.server), ref.account, ref
            except NotFoundError:
                pass
        found = self._servers.server_for(recipient)
        return None if found is None else (*found, None)


def _wanted(row: Row, hint: MailboxRef | None) -> Wanted:
    delivery = row.delivery
    return Wanted(
        network_message_id=delivery.network_message_id,
        internet_message_id=delivery.internet_message_id,
        header_fingerprint=delivery.header_fingerprint,
        hint=hint,
    )


def _fetched(session: Session, wanted: Wanted) -> Brought | None:
    for copy in session.find([wanted]).get(wanted, ()):
        with suppress(MessageGoneError):
            raw = session.fetch(copy)
            return Brought(raw=raw, source=Source.MAILBOX, folder=copy.ref.folder)
    return None
