"""What a folder of a mailbox is for, by the names that mail programs and servers give it."""

from __future__ import annotations

from clawback.model.folding import fold
from clawback.model.location import DeliveryLocation

_KINDS = {
    **dict.fromkeys(("junk", "junk e-mail", "junk email", "spam", "bulk", "bulk mail"), "junk"),
    **dict.fromkeys(("trash", "bin", "deleted items", "deleted messages", "deleted"), "trash"),
    **dict.fromkeys(("sent", "sent items", "sent messages", "sent mail"), "sent"),
    **dict.fromkeys(("drafts", "draft", "templates"), "drafts"),
    "recoverable": "recoverable",
}
_WHERE = {
    "junk": DeliveryLocation.JUNK,
    "trash": DeliveryLocation.DELETED_ITEMS,
    "recoverable": DeliveryLocation.SOFT_DELETED,
}


def kind_of(folder: str) -> str:
    """`junk`, `trash`, `sent`, `drafts` or `recoverable`; empty for every other folder."""
    return _KINDS.get(fold(folder.rpartition("/")[2]), "")


def location_of(folder: str) -> DeliveryLocation:
    """Where mail in it lies."""
    return _WHERE.get(kind_of(folder), DeliveryLocation.INBOX)
