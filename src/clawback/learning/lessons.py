"""Which of the site's own mail is learnt from, and as what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from clawback.analysis.judges.features import features
from clawback.analysis.judges.linear import Example
from clawback.analysis.judges.site_model import PROVIDER
from clawback.filters.parse import parse
from clawback.filters.tree import Filter
from clawback.model.delivery import Row
from clawback.model.message import Message
from clawback.store.port import Cursor, EventStore, Query

MOST_HAM, MOST_BAD = 10_000, 5_000
_PAGE = 500
_COMING_IN = "-directionality:outbound"
# Good is what lies where it was delivered and nobody objected to.
HAM = parse(
    f"delivery_action:delivered latest_delivery_location:inbox_folder -latest_threat_type:* "
    f"-reported:true {_COMING_IN}"
)
# Bad is what others proved, then or later, unless the organisation or its owner let it in.
BAD = parse(
    f"latest_threat_type:* -primary_override:(allowed_by_organization_policy, "
    f"allowed_by_user_policy) {_COMING_IN}"
)


def lessons(store: EventStore, now: datetime) -> list[Example]:
    """The newest mail of both kinds whose content is kept, oldest first."""
    found = [
        *_examples(store, HAM, now, MOST_HAM, bad=False),
        *_examples(store, BAD, now, MOST_BAD, bad=True),
    ]
    found.sort(key=lambda one: one[0])
    return [example for _, example in found]


def _examples(
    store: EventStore, tree: Filter, now: datetime, most: int, *, bad: bool
) -> Iterator[tuple[datetime, Example]]:
    seen = 0
    for came in _messages(store, Query(filter=tree, now=now)):
        for message in store.messages(list(came)):
            row = came[message.network_message_id]
            if bad and not (_judged_later(row) or _proved_by_others(message)):
                continue
            yield row.delivery.time_received, _example(message, bad=bad)
            seen += 1
            if seen >= most:
                return


def _messages(store: EventStore, query: Query) -> Iterator[dict[str, Row]]:
    """Ids of messages with one of their rows, newest first, each once."""
    known: set[str] = set()
    after: Cursor | None = None
    while True:
        page = store.page(query, limit=_PAGE, after=after)
        fresh = {
            row.delivery.network_message_id: row
            for row in page.rows
            if row.delivery.network_message_id not in known
        }
        known.update(fresh)
        yield fresh
        after = page.next
        if after is None:
            return


def _judged_later(row: Row) -> bool:
    """People, lists and engines asked again judge delivered mail; the model never does."""
    return row.latest.latest_threat_type != row.delivery.threat_type


def _proved_by_others(message: Message) -> bool:
    """What the model said itself teaches it nothing."""
    return any(one.threat and one.provider != PROVIDER for one in message.findings)


def _example(message: Message, *, bad: bool) -> Example:
    return Example(numbers=tuple(features(message)), bad=bad)
