"""Builds what lets old mail go, and what keeps some of it."""

from __future__ import annotations

from collections.abc import Callable

from clawback.app.basis import Basis
from clawback.database.lock import node_of
from clawback.ingest.raw import RawFiles
from clawback.retention import retention
from clawback.retention.retention import Retention


def retention_of(
    basis: Basis, raw_files: RawFiles, in_use: Callable[[], frozenset[str]]
) -> Retention:
    """Retention by the policy of the settings; `in_use` tells what must stay for now."""
    ground = retention.Ground(
        database=basis.database,
        store=basis.store,
        trail=basis.trail,
        clock=basis.clock,
        lists=basis.lists,
        tags=basis.tags,
        in_use=in_use,
        forget_raw=raw_files.remove,
        node=node_of(basis.folder.path),
    )
    return Retention(ground, basis.settings.retention.policy)
