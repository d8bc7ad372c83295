"""What one caller may see of the mail, and when they look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from clawback.filters.scoping import sees, within
from clawback.filters.tree import AnyOf, Filter
from clawback.model.delivery import DeliveryKey, Row
from clawback.model.errors import NotFoundError
from clawback.model.scope import EVERYWHERE, Scope
from clawback.model.tags import NO_TAGS, Tags
from clawback.store.port import ClickQuery, EventStore, Query

MOST_RECIPIENTS = 1000
"""Deliveries of one message that are shown one by one."""


class UnknownMessageError(NotFoundError):
    """There is no message with this id."""

    code = "unknown_message"


class UnknownDeliveryError(NotFoundError):
    """This message was not delivered to this recipient."""

    code = "unknown_delivery"


def _any(tree: Filter) -> Filter:
    return tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Everything a room gives out of the mail is asked for, or looked at, through this.

    `permit` gives back a filter that the caller may ask, and raises for another.
    """

    store: EventStore
    now: datetime
    scope: Scope = EVERYWHERE
    tags: Tags = NO_TAGS
    permit: Callable[[Filter], Filter] = _any

    def query(
        self,
        tree: Filter,
        since: datetime | None = None,
        until: datetime | None = None,
        lists: dict[str, frozenset[str]] | None = None,
    ) -> Query:
        """The question, within what the caller may see. `since` is included, `until` is not.

        Raises:
            ForbiddenError: they may not ask about the body, or about such a header.
        """
        return Query(
            filter=within(self.permit(tree), self.scope, self.tags),
            now=self.now,
            since=since,
            until=until,
            lists=lists,
            tags=self.tags,
        )

    def clicks(
        self,
        tree: Filter,
        since: datetime | None = None,
        until: datetime | None = None,
        lists: dict[str, frozenset[str]] | None = None,
        of: Query | None = None,
    ) -> ClickQuery:
        """The question about clicks of people whom the caller may see; `of` some mail."""
        return ClickQuery(
            filter=within(tree, self.scope, self.tags),
            now=self.now,
            since=since,
            until=until,
            lists=lists,
            tags=self.tags,
            of=of,
        )

    def covers(self, address: str) -> bool:
        """Whether the caller may see what this recipient got."""
        return self.scope.covers(address, frozenset(self.tags.of(address)))

    def rows_of(self, network_message_id: str) -> Sequence[Row]:
        """Deliveries of a message that the caller may see, by recipient, at most 1,000.

        Raises:
            UnknownMessageError: there is none.
        """
        asked = self.query(AnyOf("network_message_id", (network_message_id,)))
        found = self.store.page(asked, limit=MOST_RECIPIENTS).rows
        if not found:
            raise UnknownMessageError
        return sorted(found, key=lambda row: row.delivery.recipient)

    def row(self, network_message_id: str, recipient: str) -> Row:
        """One delivery.

        Raises:
            UnknownDeliveryError: there is none that the caller may see.
        """
        key = DeliveryKey(network_message_id=network_message_id, recipient=recipient)
        rows = self.store.rows([key])
        if not rows or not sees(rows[0], self.scope, self.tags, now=self.now):
            raise UnknownDeliveryError
        return rows[0]

    def chosen(self, network_message_id: str, recipient: str | None) -> Sequence[Row]:
        """The delivery to this recipient alone, or all of the message.

        Raises:
            UnknownMessageError, UnknownDeliveryError: as `rows_of` and `row`.
        """
        if recipient is None:
            return self.rows_of(network_message_id)
        return [self.row(network_message_id, recipient)]
