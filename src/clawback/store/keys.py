"""What the stores tell messages apart by, and the order they keep rows in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from uuid import UUID

from clawback.model.delivery import Delivery, DeliveryKey
from clawback.model.folding import fold
from clawback.store.port import Cursor

_UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

OrderKey = tuple[timedelta, str, str]


def canonical(network_message_id: str) -> bool:
    """Whether an id is a UUID as RFC 9562 §4 writes it, in lower case."""
    return _UUID_TEXT.fullmatch(network_message_id) is not None


@lru_cache(maxsize=4096)
def message_key(network_message_id: str) -> UUID:
    """The id as a UUID; ids that differ only in folding are one id.

    A UUID stands for itself, so that time-ordered ids keep their order; any other text gets a UUID
    from its hash.
    """
    folded = fold(network_message_id)
    if canonical(folded):
        return UUID(folded)
    return UUID(bytes=blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=16).digest())


def row_key(key: DeliveryKey) -> tuple[UUID, str]:
    """What the stores tell deliveries apart by."""
    return message_key(key.network_message_id), key.recipient


def order_of(delivery: Delivery) -> OrderKey:
    """Newest first, ties by key; sorts ascending."""
    return _order(delivery.time_received, delivery.key)


def order_at(moment: datetime, message: UUID, recipient: str) -> OrderKey:
    """The same, of a delivery's parts."""
    return _EPOCH - moment, str(message), recipient


def order_of_cursor(cursor: Cursor) -> OrderKey:
    """Where a page ended, in the same order."""
    return _order(cursor.time_received, cursor.key)


def order_of_click(at: datetime, click_id: str) -> tuple[timedelta, str]:
    """Newest first, ties by id."""
    return _EPOCH - at, click_id


def _order(moment: datetime, key: DeliveryKey) -> OrderKey:
    return order_at(moment, message_key(key.network_message_id), key.recipient)
