"""Entries for the book out of campaigns: what one of their mails is held for, all of them are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from clawback.filters.tree import AnyOf
from clawback.links.clicks.book import Entry, Kind, message_number
from clawback.links.clicks.making import Wanted, end_of_day, moment
from clawback.model.clock import Clock
from clawback.model.location import AdditionalAction
from clawback.model.verdict import ThreatType
from clawback.store.port import EventStore, Query

_FIELDS = ("network_message_id", "campaign_id", "additional_action", "time_received")
_MOST_MESSAGES = 100_000  # in the book

Campaigns = Callable[[datetime], Mapping[str, ThreatType]]
"""What campaigns are for that had mail since then, by their ids."""


class CampaignMail:
    """One entry for each message of a campaign, but for those that were judged clean."""

    def __init__(
        self, store: EventStore, clock: Clock, wanted: Wanted, campaigns: Campaigns
    ) -> None:
        self._store = store
        self._clock = clock
        self._wanted = wanted
        self._campaigns = campaigns

    def entries(self) -> Iterator[Entry]:
        """Weaker than a message's own verdict, which comes before it in the book."""
        now = self._clock.now()
        since = now - self._wanted.keep
        campaigns = {
            one: threat
            for one, threat in self._campaigns(since).items()
            if self._wanted.spam or threat is not ThreatType.SPAM
        }
        if not campaigns:
            return
        query = Query(filter=AnyOf("campaign_id", tuple(sorted(campaigns))), now=now, since=since)
        made = 0
        for block in self._store.stream_lines(query, _FIELDS):
            for message, campaign, actions, received in block:
                if made == _MOST_MESSAGES:
                    return
                threat = campaigns.get(str(campaign))
                if threat is None or AdditionalAction.REPROCESSED in _codes(actions):
                    continue
                made += 1
                yield Entry(
                    kind=Kind.MESSAGE,
                    what=message_number(str(message)),
                    threat=threat,
                    source=f"its campaign {campaign}",
                    until=end_of_day(moment(received) + self._wanted.keep),
                )


def _codes(shown: object) -> list[str]:
    return [str(one) for one in shown] if isinstance(shown, list | tuple) else []
