"""A content filter for a test: real links, mail read in this process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ingest.doubles import NOON
from tests.ingest.gate.found import Reader

from clawback.app.link_protection import LinkRewriter
from clawback.filters.lists import FolderOfLists
from clawback.ingest.content_filter.next_hop import NextHop
from clawback.ingest.content_filter.preparing import FilterLimits, Preparing
from clawback.ingest.content_filter.receiver import ContentFilter, FilterOptions
from clawback.ingest.content_filter.session import Passage
from clawback.ingest.gate.judging import Judge
from clawback.ingest.receivers.clients import Clients
from clawback.ingest.receivers.dialect import LMTP, Dialect
from clawback.ingest.recipients import Organisation
from clawback.links.keys import LinkKeys
from clawback.links.origin import first_name
from clawback.links.policy import Extent, LinkPolicy, LinkRule
from clawback.links.protection import Protection
from clawback.links.sparing import SparedNow
from clawback.model.clock import FixedClock
from clawback.model.tags import Members

CLOCK = FixedClock(NOON)
BASE = "https://links.example.org"
EXEMPT = LinkRule(name="lab", recipients=Members.read(["lab.example.org"]), extent=Extent.NOTHING)
HERE = Clients.of(["127.0.0.0/8"], unix_socket=True)
LIMITS = FilterLimits()


class House:
    """Keys, and what reads and rewrites by them; `reader` and `rewriter` may be made to fail."""

    def __init__(self, folder: Path) -> None:
        self.keys = LinkKeys(folder, CLOCK)
        spared = SparedNow(FolderOfLists(folder / "lists"), entries=(), named="")
        policy = LinkPolicy(rules=(EXEMPT,))
        protection = Protection(self.keys, lambda: policy, spared, base=BASE, clock=CLOCK)
        self.rewriter = LinkRewriter(protection, clock=CLOCK)
        self.reader = Reader()
        self.organisation = Organisation(
            own_domains=frozenset({"example.org"}),
            journal_addresses=frozenset({"journal@example.org"}),
            first_name=lambda raw: first_name(raw, self.keys.known()),
        )

    @contextmanager
    def preparing(self, limits: FilterLimits = LIMITS) -> Iterator[Preparing]:
        judge = Judge(self.reader, self.organisation)
        made = Preparing(judge, self.rewriter, self.organisation, limits=limits, clock=CLOCK)
        try:
            yield made
        finally:
            self.reader.gate.set()
            made.close()
            judge.close()

    @contextmanager
    def content_filter(
        self,
        port: int,
        *,
        listen: str = "127.0.0.1:0",
        dialect: Dialect = LMTP,
        limits: FilterLimits = LIMITS,
        clients: Clients = HERE,
        sessions: int = 20,
        seconds: float = 10.0,
    ) -> Iterator[ContentFilter]:
        """One whose next hop is at this port; its caller starts it."""
        with self.preparing(limits) as preparing:
            hop = NextHop(host="127.0.0.1", port=port, seconds=seconds)
            passage = Passage(dialect=dialect, next_hop=hop, preparing=preparing)
            options = FilterOptions(listen=listen, clients=clients, sessions=sessions)
            self.tally = preparing.tally
            yield ContentFilter(passage, options=options)
