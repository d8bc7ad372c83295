"""A room in which people change what belongs together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.campaigns.house import House
from tests.servers.belonging import campaign_doors

from clawback.app.asking import asker
from clawback.campaigns.campaigns import Campaigns
from clawback.campaigns.changes.changing import Changing
from clawback.campaigns.report.gathering import Reports
from clawback.campaigns.wanted import Wanted
from clawback.filters.lists import FolderOfLists
from clawback.model.actor import Actor, ActorKind
from clawback.model.tags import Tags

VERA = Actor(id="vera", name="Vera", role="analyst", kind=ActorKind.PERSON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The house, and the doors of its campaigns."""

    house: House
    campaigns: Campaigns
    changing: Changing
    reports: Reports

    def shown(self) -> dict[str, int]:
        """Messages of each campaign that is listed, by its name."""
        found = self.campaigns.page(VERA, Wanted(), limit=50)
        return {one.campaign.name: one.extent.messages for one in found.items}


def office_in(folder: Path, house: House) -> Office:
    """On a house; lists would lie in the folder."""
    ask = asker(FolderOfLists(folder / "lists"), Tags.read({}), house.clock)
    doors = campaign_doors(house.database, house.store, house.clock, ask, house.grouping)
    return Office(
        house=house,
        campaigns=doors[Campaigns],
        changing=doors[Changing],
        reports=doors[Reports],
    )
