"""Builds what makes files that take much away."""

from __future__ import annotations

from clawback.app.basis import Basis
from clawback.database.lock import node_of
from clawback.exports.desk import Ground
from clawback.exports.exports import Exports
from clawback.exports.folder import ExportFolder


def exporting(basis: Basis) -> Exports:
    """Exports, whose files lie in the data folder."""
    wanted = basis.settings.exports
    ground = Ground(
        database=basis.database,
        trail=basis.trail,
        clock=basis.clock,
        lists=basis.lists,
        tags=basis.tags,
        folder=ExportFolder(basis.folder.exports, wanted.room),
        node=node_of(basis.folder.path),
        keep=wanted.keep,
    )
    return Exports(ground, basis.store, wanted)
