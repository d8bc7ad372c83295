"""The content filter, where the settings ask for one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

from clawback.analysis.limits import DEFAULT_LIMITS, without_files
from clawback.analysis.pool import AnalysisPool
from clawback.app.link_protection import LinksOfMail
from clawback.ingest.content_filter.next_hop import NextHop
from clawback.ingest.content_filter.preparing import FilterLimits, Preparing
from clawback.ingest.content_filter.session import Passage
from clawback.ingest.gate.judging import Judge
from clawback.ingest.receivers.dialect import LMTP, SMTP
from clawback.links.filter_settings import host_and_port
from clawback.model.clock import Clock
from clawback.settings import Settings

_MOST_READERS = 4
_IDLE_SECONDS = 3600.0  # a mail server waits, so its readers stay
_PROTOCOLS = {"lmtp": LMTP, "smtp": SMTP}


@contextmanager
def content_filtering(
    settings: Settings, links: LinksOfMail, clock: Clock
) -> Iterator[Passage | None]:
    """How mail passes the content filter; `None` where there is none.

    It has readers of its own, which do not look into files: what they find is not recorded.
    """
    wanted = settings.links.filter
    if not wanted.listen or links.rewriter is None:
        yield None
        return
    readers = min(settings.ingest.workers or os.cpu_count() or 1, _MOST_READERS)
    with ExitStack() as stack:
        pool = AnalysisPool(
            readers,
            trust=settings.analysis.trust,
            wall_seconds=wanted.seconds / 2,
            idle_seconds=_IDLE_SECONDS,
            limits=without_files(DEFAULT_LIMITS),
        )
        stack.enter_context(closing(pool))
        pool.analyse(b"")  # starts what would cost the first mail its time
        judge = stack.enter_context(closing(Judge(pool, links.organisation, threads=readers)))
        preparing = Preparing(
            judge,
            links.rewriter,
            links.organisation,
            limits=FilterLimits(largest=wanted.largest, seconds=wanted.seconds),
            clock=clock,
            threads=readers,
        )
        stack.enter_context(closing(preparing))
        host, port = host_and_port(wanted.next_hop)
        yield Passage(
            dialect=_PROTOCOLS[wanted.protocol],
            next_hop=NextHop(host=host, port=port, seconds=wanted.next_hop_seconds),
            preparing=preparing,
        )
