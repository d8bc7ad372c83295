"""What a report tells of a campaign, asked of the event store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from clawback.campaigns.campaigns import Campaigns, Ground, Shown
from clawback.campaigns.changes.change import Change
from clawback.campaigns.changes.changing import Changing
from clawback.campaigns.flow import Flow
from clawback.filters.parse import parse
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.location import DeliveryLocation
from clawback.store.chart import Chart, Histogram
from clawback.store.ranking import Ranked, Ranking

_MOST = 20  # values of a table


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabled:
    """The most frequent values of a field, and how many there are."""

    title: str
    values: Sequence[Ranked]
    different: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that is told of a campaign, as it stands `at` a moment and as `by` may see it."""

    at: datetime
    by: str
    shown: Shown
    days: Histogram
    flow: Flow
    tables: Sequence[Tabled]
    changes: Sequence[Change]


_TABLES = (
    ("Senders", "sender_address"),
    ("Sender domains", "sender_domain"),
    ("Sender IPs", "sender_ip"),
    ("Subjects", "subject"),
    ("Recipients", "recipient"),
    ("URL domains", "url_domain"),
    ("URLs", "url"),
    ("Attachments", "attachment_filename"),
    ("SHA-256 of attachments", "attachment_sha256"),
)


class Reports:
    """Gathers reports; safe to call from several threads."""

    def __init__(
        self, ground: Ground, campaigns: Campaigns, changing: Changing, clock: Clock
    ) -> None:
        self._ground = ground
        self._campaigns = campaigns
        self._changing = changing
        self._clock = clock

    def gather(self, actor: Actor, campaign_id: str) -> Report:
        """Of its whole life, as far as the actor may see its mail.

        Raises:
            CampaignMissingError: there is none, or none of its mail is the actor's to see.
        """
        shown = self._campaigns.get(actor, campaign_id)
        query = self._ground.ask(actor, parse(shown.filter), None, None)
        store = self._ground.store
        tables = []
        for title, field in _TABLES:
            found = store.ranking(query, Ranking(field=field, limit=_MOST, split="delivery_action"))
            tables.append(Tabled(title=title, values=found.values, different=found.different))
        return Report(
            at=self._clock.now(),
            by=actor.name,
            shown=shown,
            days=store.histogram(query, Chart(field="latest_delivery_location")),
            flow=self._campaigns.flow(actor, campaign_id, None, None),
            tables=[table for table in tables if table.values],
            changes=self._changing.history(actor, campaign_id),
        )


def place_label(code: str | None) -> str:
    """How a place of deliveries is called; the rest of them without a code."""
    if code is None:
        return "Elsewhere"
    return DeliveryLocation(code).label if code else "Unknown"
