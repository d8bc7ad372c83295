"""What one caller may see of the mail, and when they look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from clawback.filters.scoping import sees, within
from clawback.filters.tree import AnyOf, Filter
from clawback.model.delivery import Row
from clawback.model.errors import NotFoundError
from clawback.model.scope import EVERYWHERE, Scope
from clawback.model.tags import NO_TAGS, Tags
from clawback.store.port import EventStore, Query


class UnknownMessageError(NotFoundError):
    """There is no message with this id."""

    code = "unknown_message"


class UnknownDeliveryError(NotFoundError):
    """This message was not delivered to this recipient."""

    code = "unknown_delivery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Everything a room gives out of the mail is asked for, or looked at, through this."""

    store: EventStore
    now: datetime
    scope: Scope = EVERYWHERE
    tags: Tags = NO_TAGS

    def query(
        self, tree: Filter, since: datetime | None = None, until: datetime | None = None
    ) -> Query:
        """The question, within what the caller may see. `since` is included, `until` is not."""
        return Query(
            filter=within(tree, self.scope, self.tags),
            now=self.now,
            since=since,
            until=until,
            tags=self.tags,
        )

    def shows(self, row: Row) -> bool:
        return sees(row, self.scope, self.tags, now=self.now)

    def rows_of(self, network_message_id: str) -> Sequence[Row]:
        """Every delivery of a message that the caller may see, by recipient.

        Raises:
            UnknownMessageError: there is none.
        """
        asked = self.query(AnyOf("network_message_id", (network_message_id,)))
        found = [row for block in self.store.stream(asked) for row in block]
        if not found:
            raise UnknownMessageError
        return sorted(found, key=lambda row: row.delivery.recipient)


def chosen(rows: Sequence[Row], recipient: str | None) -> Row:
    """The delivery to this recipient, else the first.

    Raises:
        UnknownDeliveryError: nobody of that name got it.
    """
    if recipient is None:
        return rows[0]
    for row in rows:
        if row.delivery.recipient == recipient:
            return row
    raise UnknownDeliveryError
