"""A pipeline with all its parts, for tests of what it does."""

from __future__ import annotations

import threading

from tests.ingest.doubles import PlainAnalyser, SqliteStore

from clawback.analysis.providers.panel import NOBODY
from clawback.ingest.pipeline import Pipeline
from clawback.ingest.raw import KeepRaw, RawFiles
from clawback.ingest.recipients import Organisation
from clawback.ingest.suspects import Suspects
from clawback.model.errors import UnavailableError


class Works:
    """A pipeline with all its parts."""

    def __init__(
        self,
        spool,
        folder,
        store=None,
        analyser=None,
        *,
        keep_raw=KeepRaw.LIMITED,
        watch=None,
        clusters=None,
        rush=None,
        panel=NOBODY,
    ):
        self.spool = spool
        self.store = store or SqliteStore()
        self.raw_files = RawFiles(folder / "raw")
        self.suspects = Suspects(folder / "suspects")
        self.pipeline = Pipeline(
            spool=spool,
            analyser=analyser or PlainAnalyser(),
            store=self.store,
            organisation=Organisation(),
            raw_files=self.raw_files,
            suspects=self.suspects,
            keep_raw=keep_raw,
            watch=watch,
            clusters=clusters,
            rush=rush,
            panel=panel,
            wait=0.02,
            linger=0.02,
        )

    def __enter__(self):
        self.pipeline.start()
        return self

    def __exit__(self, *_):
        self.pipeline.stop()

    def run_dry(self):
        """Until everything accepted so far is stored."""
        wanted = self.spool.backlog().last
        ticking = threading.Event()
        while self.spool.backlog().settled < wanted:
            assert self.pipeline.running
            ticking.wait(0.005)

    def subjects(self):
        return [subject for subject, _, _ in self.store.rows()]


def names(*numbers):
    return [f"Mail number {number}" for number in numbers]


class AwayAnalyser(PlainAnalyser):
    """Cannot start its children at first."""

    left = 3

    def analyse_many(self, raws):
        if self.left:
            self.left -= 1
            raise UnavailableError
        return super().analyse_many(raws)
