"""The room as a whole: a desk where people ask, and a crew that writes."""

from __future__ import annotations

from clawback.exports.crew import ExportCrew
from clawback.exports.desk import ExportDesk, Ground
from clawback.exports.settings import ExportSettings
from clawback.store.port import EventStore


class Exports:
    """Built once; `crew.start` begins the work."""

    def __init__(self, ground: Ground, store: EventStore, settings: ExportSettings) -> None:
        self.folder = ground.folder
        self.crew = ExportCrew(ground, store, hands=settings.at_once)
        self.desk = ExportDesk(ground, wake=self.crew.wake, stop=self.crew.stop)
        self.store = store
