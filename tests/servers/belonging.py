"""The doors to campaigns, on parts that a test has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clawback.audit.trail import Trail
from clawback.campaigns.campaign import Rule
from clawback.campaigns.campaigns import Ask, Campaigns, Ground
from clawback.campaigns.changes.changing import Changing
from clawback.campaigns.grouping import Grouping
from clawback.campaigns.report.gathering import Reports
from clawback.database import Database
from clawback.model.clock import Clock
from clawback.store.port import EventStore


def campaign_doors(
    database: Database,
    store: EventStore,
    clock: Clock,
    ask: Ask,
    grouping: Grouping | None = None,
) -> Mapping[type[object], Any]:  # each of the type that is its key
    """All, by the types that routes ask for; `grouping` is whoever put mail to its like."""
    ground = Ground(database=database, store=store, trail=Trail(database, clock), ask=ask)
    door = Campaigns(ground)
    put = grouping or Grouping(database, store, clock, Rule())
    changing = Changing(ground, door, clock=clock, rearranging=put.rearranging)
    reports = Reports(ground, door, changing, clock)
    return {Campaigns: door, Changing: changing, Reports: reports}
