"""Builds what judges delivered mail again, and what notices that block lists have grown."""

from __future__ import annotations

from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.filters.lists import Lists
from clawback.model.clock import Clock
from clawback.purge.growth import Growth
from clawback.purge.judgements import HOUSE, Ground, Heard, Judgements
from clawback.remediation.remediations import Remediations
from clawback.remediation.room import Ask
from clawback.settings import Settings
from clawback.store.port import EventStore
from clawback.worker.data_folder import DataFolder


def judgements(
    settings: Settings,
    *,
    database: Database,
    store: EventStore,
    trail: Trail,
    clock: Clock,
    ask: Ask,
    remediations: Remediations,
    heard: Heard,
) -> Judgements:
    """The door to judging again, with the policy of the settings."""
    ground = Ground(
        database=database,
        store=store,
        trail=trail,
        clock=clock,
        ask=ask,
        remediations=remediations,
        heard=heard,
    )
    return Judgements(ground, settings.purge.policy())


def growth(settings: Settings, folder: DataFolder, lists: Lists, judging: Judgements) -> Growth:
    """Looks at the lists that the settings block by."""
    return Growth(
        lists,
        settings.judges.block_lists,
        seen=folder.lists_seen,
        judge=lambda wish: judging.begin(wish, HOUSE),
    )
