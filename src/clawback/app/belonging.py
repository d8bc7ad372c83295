"""Builds what puts mail to its like, and the door to the campaigns that it finds."""

from __future__ import annotations

from clawback.app.basis import Basis
from clawback.campaigns.campaigns import Campaigns, Ground
from clawback.campaigns.changes.changing import Changing
from clawback.campaigns.grouping import Grouping


def grouping(basis: Basis) -> Grouping:
    """Puts mail to its like, by the rule of the settings."""
    rule = basis.settings.campaigns.rule()
    return Grouping(basis.database, basis.store_itself, basis.clock, rule)


def campaigns(basis: Basis, grouping: Grouping) -> tuple[Campaigns, Changing]:
    """The door to campaigns, and that for those who say what belongs together."""
    ground = Ground(
        database=basis.database, store=basis.store, trail=basis.trail, ask=basis.asker()
    )
    door = Campaigns(ground)
    changing = Changing(ground, door, clock=basis.clock, rearranging=grouping.rearranging)
    return door, changing
