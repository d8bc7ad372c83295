"""Builds the door to investigations."""

from __future__ import annotations

from clawback.app.basis import Basis
from clawback.investigations.investigations import Ground, Investigations
from clawback.remediation.remediations import Remediations


def investigating(basis: Basis, remediations: Remediations) -> Investigations:
    """The door, with the playbook and the policy of the settings."""
    ground = Ground(
        database=basis.database,
        store=basis.store,
        trail=basis.trail,
        clock=basis.clock,
        ask=basis.asker(),
        remediations=remediations,
    )
    return Investigations(ground, basis.settings.investigations.policy())
