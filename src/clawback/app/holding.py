"""Builds the quarantine, and joins it to what keeps and shows mail."""

from __future__ import annotations

from collections.abc import Callable

from clawback.app.basis import Basis
from clawback.app.released_links import ReleasedLinks
from clawback.database.lock import node_of
from clawback.ingest.gate.rewriting import Rewriter
from clawback.quarantine.ground import Ground, sealed_files
from clawback.quarantine.quarantine import Quarantine
from clawback.quarantine.settings import split_address
from clawback.quarantine.smtp import SmtpOutlet


def quarantine_in(
    basis: Basis, on_hold: Callable[[], frozenset[str]], rewriter: Rewriter | None
) -> Quarantine:
    """The quarantine of the data folder; `on_hold` tells whose mail no expiry may end.

    What is released has its links protected by `rewriter` where the gate would have done it.
    """
    wanted, data = basis.settings.quarantine, basis.folder.path
    ground = Ground(
        database=basis.database,
        store=basis.store,
        trail=basis.trail,
        clock=basis.clock,
        tags=basis.tags,
        files=sealed_files(data),
        node=node_of(data),
        keep=wanted.keep,
        on_hold=on_hold,
    )
    outlet = SmtpOutlet(*split_address(wanted.release_smtp)) if wanted.release_smtp else None
    if rewriter is None or basis.settings.ingest.gate.mode == "observe":
        return Quarantine(ground, outlet)
    return Quarantine(ground, outlet, ReleasedLinks(basis.store, rewriter).as_sent)
