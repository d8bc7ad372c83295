"""Builds where mail lands, and the pipeline that stores it from there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from clawback.analysis.judges.judges import Judges
from clawback.analysis.pool import AnalysisPool
from clawback.analysis.providers.panel import Panel
from clawback.app.basis import Basis
from clawback.campaigns.membership.membership import Membership
from clawback.ingest.entrance import Entrance
from clawback.ingest.found_again import FoundAgain
from clawback.ingest.freshness import Watch
from clawback.ingest.gate.readings import ReadBefore, Readings
from clawback.ingest.pipeline import Pipeline
from clawback.ingest.raw import RawFiles
from clawback.ingest.recipients import Organisation
from clawback.ingest.rush import Rush
from clawback.ingest.seen_again import SeenAgain
from clawback.ingest.spool import Spool
from clawback.ingest.suspects import Suspects
from clawback.ingest.unrecorded import Unrecorded
from clawback.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """The spool, what watches it fill, the door in front of it, and what was read there."""

    spool: Spool
    watch: Watch
    unrecorded: Unrecorded
    rush: Rush
    entrance: Entrance
    raw_files: RawFiles
    readings: Readings


@contextmanager
def open_landing(basis: Basis) -> Iterator[Landing]:
    """All of it, in the data folder; closed with the block."""
    folder, clock = basis.folder, basis.clock
    limits = basis.settings.ingest.spool_limits
    with (
        closing(Spool(folder.spool, clock=clock, limits=limits)) as spool,
        closing(Unrecorded(folder.unrecorded)) as unrecorded,
    ):
        watch, rush = Watch(clock), Rush(clock)
        yield Landing(
            spool=spool,
            watch=watch,
            unrecorded=unrecorded,
            rush=rush,
            entrance=Entrance(spool, watch, rush),
            raw_files=RawFiles(folder.raw),
            readings=Readings(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """Those who say what a mail is: reader, engines, own judges, and who puts it to its like."""

    analyser: AnalysisPool
    engines: Panel
    judges: Judges
    clusters: Membership


def pipeline_of(
    basis: Basis, landing: Landing, readers: Readers, organisation: Organisation
) -> Pipeline:
    """What takes mail from the spool to the store."""
    settings = basis.settings
    return Pipeline(
        spool=landing.spool,
        analyser=ReadBefore(readers.analyser, landing.readings),
        store=basis.store_itself,
        organisation=organisation,
        raw_files=landing.raw_files,
        suspects=Suspects(basis.folder.spool / "suspects"),
        panel=readers.engines,
        judges=readers.judges,
        keep_raw=settings.ingest.keep_raw,
        watch=landing.watch,
        clusters=readers.clusters,
        again=SeenAgain(basis.store_itself, basis.clock),
        rush=landing.rush,
        found=FoundAgain(landing.unrecorded, settings.analysis.trust),
    )


def analysers(settings: Settings) -> AnalysisPool:
    """The children that read mail; made before any thread is started, because it forks."""
    workers = settings.ingest.workers or os.cpu_count() or 1
    return AnalysisPool(workers, trust=settings.analysis.trust, yields=True)
