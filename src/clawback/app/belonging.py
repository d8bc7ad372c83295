"""Builds what puts mail to its like, and the door to the campaigns that it finds."""

from __future__ import annotations

from dataclasses import dataclass

from clawback.app.basis import Basis
from clawback.campaigns.campaigns import Campaigns, Ground
from clawback.campaigns.changes.changing import Changing
from clawback.campaigns.grouping import Grouping
from clawback.campaigns.report.gathering import Reports


def grouping(basis: Basis) -> Grouping:
    """Puts mail to its like, by the rule of the settings."""
    rule = basis.settings.campaigns.rule()
    return Grouping(basis.database, basis.store_itself, basis.clock, rule)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """To campaigns, to what people change about them, and to reports of them."""

    campaigns: Campaigns
    changing: Changing
    reports: Reports


def doors(basis: Basis, grouping: Grouping) -> Doors:
    """All of them; `grouping` is who puts mail to its like."""
    ground = Ground(
        database=basis.database, store=basis.store, trail=basis.trail, ask=basis.asker()
    )
    door = Campaigns(ground)
    changing = Changing(ground, door, clock=basis.clock, rearranging=grouping.rearranging)
    return Doors(
        campaigns=door,
        changing=changing,
        reports=Reports(ground, door, changing, basis.clock),
    )
