"""Which deliveries fit a policy: asked of rows in memory, or of the store about few of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from clawback.alerts.alert import Hit, group_text, mark_of
from clawback.alerts.asked import Asked, Reader
from clawback.alerts.wording import of_mail
from clawback.filters.fields import FIELDS
from clawback.filters.match import matcher
from clawback.filters.tree import AnyOf, both
from clawback.model.delivery import Beside, Delivery, DeliveryKey, Row
from clawback.model.folding import fold
from clawback.model.message import Message
from clawback.store.overlay import at_delivery
from clawback.store.port import Batch, EventStore, Query

_AT_ONCE = 500  # messages that stand in a question


@dataclass(frozen=True, slots=True)
class Eyes:
    """Answers by the clock's moment that it is given."""

    store: EventStore
    reader: Reader

    def in_memory(self, asked: Asked, rows: Sequence[Row], now: datetime) -> list[Row]:
        """Those of rows that just came in."""
        fits = matcher(asked.tree, now=now, lists=self.reader.known_lists(asked.tree))
        return [row for row in rows if fits(row)]

    def stored(
        self, asked: Asked, keys: Collection[DeliveryKey], now: datetime, since: datetime
    ) -> Iterator[Row]:
        """Those of these keys that were received since then, as they stand now."""
        wanted = set(keys)
        ids = sorted({key.network_message_id for key in wanted if key.network_message_id})
        lists = self.reader.known_lists(asked.tree)
        for at in range(0, len(ids), _AT_ONCE):
            mine = AnyOf("network_message_id", tuple(ids[at : at + _AT_ONCE]))
            query = Query(
                filter=both(mine, asked.tree),
                now=now,
                since=since,
                lists=lists,
                tags=self.reader.tags,
            )
            for block in self.store.stream(query):
                yield from (row for row in block if row.delivery.key in wanted)


def rows_of(batch: Batch, since: datetime) -> list[Row]:
    """Deliveries of a batch that were received since then, as they are when they come in."""
    messages: Mapping[str, Message] = {one.network_message_id: one for one in batch.messages}
    return [
        Row(
            delivery=one,
            latest=at_delivery(one),
            beside=_beside(messages.get(one.network_message_id)),
        )
        for one in batch.deliveries
        if one.time_received >= since
    ]


def hits_of(asked: Asked, rows: Iterable[Row]) -> list[Hit]:
    """What a policy about mail counts of these rows: each delivery once."""
    return [
        Hit(
            mark=mark_of("mail", row.delivery.network_message_id, row.delivery.recipient),
            at=row.delivery.time_received,
            group=group_of(asked, row),
            key=row.delivery.key,
            summary=of_mail(row.delivery),
        )
        for row in rows
    ]


def group_of(asked: Asked, row: Row) -> str:
    """The value that the policy counts apart by, folded."""
    by = asked.policy.trigger.by
    if not by:
        return ""
    value = FIELDS[by].read(row)
    return group_text(fold(str(value or "")))


def keys_of(deliveries: Iterable[Delivery]) -> list[DeliveryKey]:
    return [one.key for one in deliveries]


def _beside(message: Message | None) -> Beside:
    return Beside(text=message.text, headers=message.headers) if message else Beside()
