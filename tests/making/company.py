"""Mailboxes as Maildirs of two domains, and the deliveries that a store knows of them."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.making.deliveries import make_delivery, make_message
from tests.making.mails import mail

from clawback.mailboxes.maildir.server import MaildirServer
from clawback.mailboxes.settings import MaildirSettings
from clawback.model.delivery import Delivery
from clawback.model.fingerprint import header_fingerprint, network_message_id, split
from clawback.store.port import Batch, EventStore

SENDER = "Paul Sender <paul@sender.example>"
DOMAINS = ("a.example", "b.example")


class Company:
    """The Maildirs below a folder; what is put there is really there, in files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)

    @property
    def pattern(self) -> str:
        """Where an account's Maildir is, as settings say it."""
        return f"{self.folder}/{{domain}}/{{local}}/Maildir"

    def server(self) -> MaildirServer:
        """The adapter for all of them."""
        return MaildirServer(MaildirSettings(name="files", domains=DOMAINS, path=self.pattern))

    def put(self, number: int, recipient: str, sender: str = SENDER) -> bytes:
        """Lays a mail into somebody's inbox, as read mail; the mail."""
        raw = mail(number, to=recipient, subject=f"Mail for {recipient}", sender=sender)
        inbox = self.maildir(recipient)
        for part in ("cur", "new", "tmp"):
            (inbox / part).mkdir(parents=True, exist_ok=True)
        name = f"17{number:08}.M{number:06}P1.files,S={len(raw)}:2,S"
        (inbox / "cur" / name).write_bytes(raw)
        return raw

    def deliver(self, store: EventStore, number: int, recipient: str) -> Delivery:
        """Puts a mail into a mailbox, and tells the store."""
        delivery = delivery_of(self.put(number, recipient), number, recipient)
        message = make_message(
            number,
            network_message_id=delivery.network_message_id,
            header_fingerprint=delivery.header_fingerprint,
            subject=delivery.subject,
        )
        store.append(Batch(messages=(message,), deliveries=(delivery,)))
        return delivery

    def maildir(self, recipient: str) -> Path:
        """Somebody's Maildir."""
        local, _, domain = recipient.partition("@")
        return self.folder / domain / local / "Maildir"

    def files(self, recipient: str = "") -> list[str]:
        """Every mail file that is left: of one account, or of all, hidden folders included."""
        root = self.maildir(recipient) if recipient else self.folder
        return sorted(str(one.relative_to(root)) for one in root.rglob("*.files,S=*"))

    def close_account(self, recipient: str) -> None:
        """An administrator deletes a mailbox."""
        shutil.rmtree(self.maildir(recipient))


def delivery_of(raw: bytes, number: int, recipient: str) -> Delivery:
    """What intake would have stored of a mail."""
    return make_delivery(
        number,
        recipient=recipient,
        recipient_domain=recipient.rpartition("@")[2],
        network_message_id=network_message_id(raw),
        header_fingerprint=header_fingerprint(split(raw)[0]),
        internet_message_id=f"<{number}.test@sender.example>",
        subject=f"Mail for {recipient}",
    )
