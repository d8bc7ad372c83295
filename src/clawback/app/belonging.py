"""Builds what puts mail to its like, and the door to the campaigns that it finds."""

from __future__ import annotations

from clawback.app.basis import Basis
from clawback.campaigns.campaigns import Campaigns, Ground
from clawback.campaigns.grouping import Grouping


def grouping(basis: Basis) -> Grouping:
    """Puts mail to its like, by the rule of the settings."""
    rule = basis.settings.campaigns.rule()
    return Grouping(basis.database, basis.store_itself, basis.clock, rule)


def campaigns(basis: Basis) -> Campaigns:
    """The door to campaigns."""
    ground = Ground(
        database=basis.database, store=basis.store, trail=basis.trail, ask=basis.asker()
    )
    return Campaigns(ground)
