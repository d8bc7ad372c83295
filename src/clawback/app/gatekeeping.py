"""The gate, where the settings ask for one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

from clawback.analysis.judges.judges import Judges
from clawback.analysis.pool import AnalysisPool
from clawback.analysis.providers.panel import Panel
from clawback.app.engines import panel
from clawback.ingest.gate.gate import Gate
from clawback.ingest.gate.judging import Campaigns, Judge
from clawback.ingest.gate.readings import ReadAtTheGate, Readings
from clawback.ingest.gate.rewriting import Rewriter
from clawback.ingest.gate.tally import Tally
from clawback.ingest.recipients import Organisation
from clawback.settings import Settings

_MOST_READERS = 4
_IDLE_SECONDS = 3600.0  # a mail server waits, so its readers stay


@contextmanager
def gatekeeping(
    settings: Settings,
    judges: Judges,
    *,
    organisation: Organisation,
    readings: Readings,
    rewriter: Rewriter | None,
    campaigns: Campaigns,
) -> Iterator[tuple[Gate | None, Panel | None]]:
    """The gate, and the engines that it asks; none when the milter only observes.

    It has readers and engines' turns of its own, so that mail which waits to be stored never holds
    up mail that waits to be delivered. A mail that cannot be read in half the time costs its
    reader, and is judged by its header. What it reads is left in `readings`.
    """
    gate = settings.ingest.gate
    if gate.mode == "observe":
        yield None, None
        return
    readers = min(settings.ingest.workers or os.cpu_count() or 1, _MOST_READERS)
    with ExitStack() as stack:
        pool = AnalysisPool(
            readers,
            trust=settings.analysis.trust,
            wall_seconds=gate.seconds / 2,
            idle_seconds=_IDLE_SECONDS,
        )
        stack.enter_context(closing(pool))
        pool.analyse(b"")  # starts what would cost the first mail its time
        engines = stack.enter_context(closing(panel(settings.verdicts, most_seconds=gate.seconds)))
        judge = stack.enter_context(
            closing(
                Judge(
                    ReadAtTheGate(pool, readings),
                    organisation,
                    panel=engines,
                    judges=judges,
                    campaigns=campaigns,
                    threads=readers,
                )
            )
        )
        policy = gate.policy(settings.ingest.journal_addresses)
        tally = Tally()
        yield Gate(judge, policy, seconds=gate.seconds, tally=tally, rewriter=rewriter), engines
