"""The one door to campaigns: which there are, how much mail each is, and how they are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from clawback.audit.action import AuditAction
from clawback.audit.trail import Trail
from clawback.campaigns import records
from clawback.campaigns.campaign import Campaign
from clawback.campaigns.flow import FIELDS, Flow, flow_of
from clawback.campaigns.wanted import Mark, Wanted
from clawback.database import Database
from clawback.filters.tree import AnyOf, Filter
from clawback.filters.write import write
from clawback.model.actor import Actor
from clawback.model.errors import NotFoundError
from clawback.model.location import DeliveryLocation
from clawback.model.verdict import ThreatType
from clawback.store.port import EventStore, Query
from clawback.store.ranking import Extent, Ranked, Ranking

_FIELD = "campaign_id"
_MOST_KINDS = 1000
_SPLIT = "latest_delivery_location"
Ask = Callable[[Actor, Filter, datetime | None, datetime | None], Query]


class CampaignMissingError(NotFoundError):
    """There is no such campaign, or none of its mail is yours to see."""

    code = "campaign_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the room stands on. `ask` makes the store's question, within an actor's scope."""

    database: Database
    store: EventStore
    trail: Trail
    ask: Ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A campaign and its mail, as far as somebody may see it.

    `places` count deliveries by where they lie now. `clicks` are those on links of its mail.
    `filter` finds its deliveries.
    """

    campaign: Campaign
    extent: Extent
    places: Mapping[DeliveryLocation, int]
    clicks: int

    @property
    def inboxed(self) -> int:
        return self.places.get(DeliveryLocation.INBOX, 0)

    @property
    def filter(self) -> str:
        return write(AnyOf(_FIELD, (self.campaign.id,)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page; `next` is `None` on the last."""

    items: tuple[Shown, ...]
    next: Mark | None


class Campaigns:
    """Safe to call from several threads."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def page(self, actor: Actor, wanted: Wanted, *, limit: int) -> Found:
        """Those with mail that the actor may see, the one with the latest mail first."""
        shown: list[Shown] = []
        while len(shown) <= limit:
            with self._ground.database.read() as connection:
                block = records.newest(connection, wanted, limit=limit + 1)
            shown += self._shown(actor, block)
            if len(block) <= limit:
                break
            wanted = replace(wanted, after=Mark.of(block[-1]))
        more = len(shown) > limit
        items = tuple(shown[:limit])
        return Found(items=items, next=Mark.of(items[-1].campaign) if more else None)

    def get(self, actor: Actor, campaign_id: str) -> Shown:
        """One of them; one that was merged into another has no mail of its own.

        Raises:
            CampaignMissingError: there is none, or none of its mail is the actor's to see.
        """
        with self._ground.database.read() as connection:
            kept = records.find(connection, campaign_id)
        if kept is not None and kept.merged_into:
            self.get(actor, kept.merged_into)
            return Shown(campaign=kept, extent=Extent(), places={}, clicks=0)
        found = self._shown(actor, [kept]) if kept else []
        if not found:
            raise CampaignMissingError
        return found[0]

    def flow(
        self, actor: Actor, campaign_id: str, since: datetime | None, until: datetime | None
    ) -> Flow:
        """The way of its mail of that time. Raises `CampaignMissingError`."""
        self.get(actor, campaign_id)
        query = self._ground.ask(actor, AnyOf(_FIELD, (campaign_id,)), since, until)
        return flow_of(
            line for lines in self._ground.store.stream_lines(query, FIELDS) for line in lines
        )

    def rename(self, actor: Actor, campaign_id: str, name: str) -> Shown:
        """Calls it otherwise. Raises `CampaignMissingError`."""
        was = self.get(actor, campaign_id)
        with self._ground.database.write() as connection:
            kept = records.find(connection, campaign_id)
            if kept is None:
                raise CampaignMissingError
            records.rename(connection, replace(kept, name=name))
            self._ground.trail.record(
                connection,
                actor,
                AuditAction.CAMPAIGN_RENAME,
                f"campaign:{campaign_id}",
                details={"was": kept.name, "is": name},
            )
        return replace(was, campaign=replace(kept, name=name))

    def adopt(self, one: Campaign) -> None:
        """Takes over a campaign whose mail tells of it; one that is known stays as it is."""
        with self._ground.database.write() as connection:
            if not records.among(connection, [one.id]):
                records.found(connection, one)
                records.told(connection, one)

    def kinds(self, since: datetime) -> dict[str, ThreatType]:
        """What those are for that had mail since then, the newest 1,000, by their ids."""
        with self._ground.database.read() as connection:
            found = records.newest(connection, Wanted(since=since), limit=_MOST_KINDS)
        return {one.id: ThreatType(one.kind.value) for one in found if not one.merged_into}

    def _shown(self, actor: Actor, block: Sequence[Campaign]) -> list[Shown]:
        if not block:
            return []
        tree = AnyOf(_FIELD, tuple(one.id for one in block))
        ranking = Ranking(field=_FIELD, limit=len(block), split=_SPLIT, extents=True, clicks=True)
        found = self._ground.store.ranking(self._ground.ask(actor, tree, None, None), ranking)
        counted = {one.value: one for one in found.values}
        return [_shown(one, counted[one.id]) for one in block if one.id in counted]


def _shown(one: Campaign, counted: Ranked) -> Shown:
    return Shown(
        campaign=one,
        extent=counted.extent or Extent(),
        places={DeliveryLocation(code): count for code, count in counted.parts.items() if count},
        clicks=counted.clicks or 0,
    )
