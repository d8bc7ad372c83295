"""How much else shares something with a message: its sender, its links, its files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from clawback.explorer.pointer import having, pointer
from clawback.explorer.sight import Sight
from clawback.filters.tree import And
from clawback.model.counted import counted
from clawback.model.delivery import Delivery
from clawback.model.labelled import Labelled
from clawback.store.ranking import Extent

_FIRST = "First contact: the recipient had nothing from this address before."
_MOST = 5  # links, hosts or files that are counted


class Kinship(Labelled):
    """What is shared; the code is the filter field that finds it."""

    SENDER_ADDRESS = "sender_address", "Same sender"
    SENDER_DOMAIN = "sender_domain", "Same sender domain"
    MAIL_FROM_DOMAIN = "sender_mail_from_domain", "Same envelope sender domain"
    SENDER_IP = "sender_ip", "Same sending address"
    SUBJECT = "subject", "Same subject"
    MESSAGE_ID = "internet_message_id", "Same Message-ID"
    ATTACHMENT = "attachment_sha256", "Same file"
    LINK = "url_domain_and_path", "Same link"
    LINK_HOST = "url_domain", "Link to the same host"
    REPLY_TO = "reply_to", "Same reply address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Deliveries that share one thing, the message itself among them, and their filter."""

    kind: Kinship
    label: str
    value: str
    filter: str
    deliveries: int
    messages: int
    recipients: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whether the recipient knew the sender's address: deliveries from it before this one.

    `first` is `None` where the mail has no sender address.
    """

    first: bool | None
    earlier: int
    sentence: str


def contact_of(delivery: Delivery, sight: Sight) -> Contact:
    """What the store still knows of earlier mail from this address to this recipient."""
    if not delivery.sender_address:
        return Contact(first=None, earlier=0, sentence="The mail has no sender address.")
    both = And(
        (
            having("sender_address", delivery.sender_address),
            having("recipient", delivery.recipient),
        )
    )
    earlier = sight.store.count(sight.query(both, until=delivery.time_received))
    told = f"{counted(earlier, 'delivery', 'deliveries')} from this address before."
    sentence = f"The recipient had {told}" if earlier else _FIRST
    return Contact(first=not earlier, earlier=earlier, sentence=sentence)


def related_to(delivery: Delivery, sight: Sight, around: timedelta) -> tuple[Related, ...]:
    """What was received within `around` before and after it, counted exactly."""
    since, until = delivery.time_received - around, delivery.time_received + around
    return tuple(
        _related(kind, value, sight.store.extent(sight.query(having(kind, value), since, until)))
        for kind, value in _shared(delivery)
    )


def _shared(delivery: Delivery) -> Iterator[tuple[Kinship, str]]:
    for kind in Kinship:
        value = getattr(delivery, kind.value)
        values = value if isinstance(value, tuple) else (value,)
        for each in list(dict.fromkeys(filter(None, values)))[:_MOST]:
            yield kind, each


def _related(kind: Kinship, value: str, extent: Extent) -> Related:
    return Related(
        kind=kind,
        label=kind.label,
        value=value,
        filter=pointer(kind, value),
        deliveries=extent.deliveries,
        messages=extent.messages,
        recipients=extent.recipients,
        first=extent.first,
        last=extent.last,
    )
