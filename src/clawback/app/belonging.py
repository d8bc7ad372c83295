"""Builds what puts mail to its like, and the door to the campaigns that it finds."""

from __future__ import annotations

from clawback.audit.trail import Trail
from clawback.campaigns.campaigns import Ask, Campaigns, Ground
from clawback.campaigns.grouping import Grouping
from clawback.database import Database
from clawback.model.clock import Clock
from clawback.settings import Settings
from clawback.store.port import EventStore


def grouping(
    settings: Settings, *, database: Database, store: EventStore, clock: Clock
) -> Grouping:
    """Puts mail to its like, by the rule of the settings."""
    return Grouping(database, store, clock, settings.campaigns.rule())


def campaigns(*, database: Database, store: EventStore, trail: Trail, ask: Ask) -> Campaigns:
    """The door to campaigns."""
    return Campaigns(Ground(database=database, store=store, trail=trail, ask=ask))
