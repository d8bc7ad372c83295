"""Engines are asked about a block before the one in front of it is done."""

from __future__ import annotations

import threading
from contextlib import closing

import pytest
from tests.ingest.doubles import PlainAnalyser, intake
from tests.ingest.works import AwayAnalyser, Works, names

from clawback.analysis.providers.memory import MemoryProvider
from clawback.analysis.providers.panel import Panel
from clawback.analysis.providers.seat import Terms
from clawback.ingest import pipeline as pipeline_module

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch):
    """Of three mails each."""
    monkeypatch.setattr(pipeline_module, "_ASKED_MAILS", 3)


class Noting(MemoryProvider):
    """An engine that says when it is asked about a certain mail, and may be held up by a test."""

    def __init__(self, telling):
        super().__init__({})
        self._telling = telling
        self.told, self.may_go_on = threading.Event(), threading.Event()
        self.may_go_on.set()
        self.asked = []

    def judge(self, raw, transport):
        self.asked.append(raw)
        if self._telling in raw:
            self.told.set()
        assert self.may_go_on.wait(10)
        return super().judge(raw, transport)


def test_engines_are_asked_about_the_next_block_meanwhile(open_spool, tmp_path):
    """Proves that reading one block need not end before the next is asked about; order is kept."""
    engine = Noting(b"Mail number 5")

    class Waiting(PlainAnalyser):
        def analyse_many(self, raws):
            assert engine.told.wait(10)
            return super().analyse_many(raws)

    spool = open_spool()
    spool.accept([intake(number) for number in range(20)])
    with closing(Panel([(engine, Terms())])) as panel:
        with Works(spool, tmp_path, analyser=Waiting(), panel=panel) as works:
            works.run_dry()
        assert [figures.answered for figures in panel.figures()] == [20]
    assert works.subjects() == names(*range(20))
    findings = [one.findings for batch in works.store.batches for one in batch.messages]
    assert len(findings) == 20
    assert all(found and not found[0].no_verdict for found in findings)


def test_what_was_asked_about_and_not_stored_stays_in_the_spool(open_spool, tmp_path):
    """Proves that a stop calls off what engines are still to be asked, and that no mail is lost."""
    engine = Noting(b"Mail number 0")
    engine.may_go_on.clear()
    away = AwayAnalyser()
    away.left = 10**9
    spool = open_spool()
    spool.accept([intake(number) for number in range(9)])
    with closing(Panel([(engine, Terms(concurrency=1))])) as panel:
        with Works(spool, tmp_path, analyser=away, panel=panel) as works:
            assert engine.told.wait(10)
            while not works.pipeline.progress().retries:
                threading.Event().wait(0.005)
        engine.may_go_on.set()
    assert (len(engine.asked), works.subjects()) == (1, [])
    spool.close()
    with Works(open_spool(), tmp_path, store=works.store) as again:
        again.run_dry()
    assert again.subjects() == names(*range(9))
