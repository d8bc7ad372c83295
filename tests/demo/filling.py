"""A store that knows the demo's mail, without a server."""

from __future__ import annotations

from collections.abc import Iterable

from clawback.analysis.message import analyse
from clawback.demo.mail.envelope import Copy, Folder, Mail
from clawback.demo.organisation import DOMAIN
from clawback.ingest.deliveries import deliveries
from clawback.ingest.intake import Envelope
from clawback.ingest.recipients import Organisation
from clawback.model.location import DeliveryLocation
from clawback.store.memory import MemoryStore
from clawback.store.port import Batch

_OURS = Organisation(own_domains=frozenset({DOMAIN}))
_PLACES = {
    Folder.JUNK: DeliveryLocation.JUNK,
    Folder.TRASH: DeliveryLocation.DELETED_ITEMS,
    Folder.SENT: None,
}


def filled(mails: Iterable[Mail], store: MemoryStore | None = None) -> MemoryStore:
    """One that has every copy as an import of the Maildirs finds it; a new one if none is given."""
    store = store or MemoryStore()
    for mail in mails:
        for copy in mail.copies:
            message = analyse(mail.bytes_of(copy))
            rows = deliveries(message, _envelope(copy), _OURS)
            store.append(Batch(messages=(message,), deliveries=rows))
    return store


def _envelope(copy: Copy) -> Envelope:
    sent = copy.folder is Folder.SENT
    return Envelope(
        received_at=copy.received,
        source="import",
        mail_from=copy.recipient if sent else None,
        recipients=() if sent else (copy.recipient,),
        location=_PLACES.get(copy.folder, DeliveryLocation.INBOX),
        read="S" in copy.flags,
    )
