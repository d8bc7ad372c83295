"""A pipeline whose every part lies on the disk, for processes that are killed."""

from __future__ import annotations

from pathlib import Path

from tests.ingest.doubles import PlainAnalyser, SqliteStore

from clawback.ingest.pipeline import Pipeline
from clawback.ingest.raw import RawFiles
from clawback.ingest.recipients import Organisation
from clawback.ingest.spool import Spool
from clawback.ingest.suspects import Suspects


def lasting_pipeline(folder: Path, spool: Spool, analyser: PlainAnalyser) -> Pipeline:
    """Started."""
    pipeline = Pipeline(
        spool=spool,
        analyser=analyser,
        store=SqliteStore(folder / "store.sqlite"),
        organisation=Organisation(),
        raw_files=RawFiles(folder / "raw"),
        suspects=Suspects(folder / "suspects"),
    )
    pipeline.start()
    return pipeline
