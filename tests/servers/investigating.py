"""Investigations on the parts that judgements stand on."""

from __future__ import annotations

from clawback.investigations.investigations import Ground, Investigations
from clawback.investigations.settings import InvestigationsSettings
from clawback.purge import judgements


def investigations_on(ground: judgements.Ground) -> Investigations:
    """The door, with the settings as they are shipped."""
    mine = Ground(
        database=ground.database,
        store=ground.store,
        trail=ground.trail,
        clock=ground.clock,
        ask=ground.ask,
        remediations=ground.remediations,
    )
    return Investigations(mine, InvestigationsSettings().policy())
